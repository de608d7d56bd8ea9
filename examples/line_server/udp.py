"""UDP: a server that answers datagrams, and a client that asks until it gets one."""

from __future__ import annotations

import trio

from plainlog import log

PATIENCE = 0.4
LONGEST = 1024  # [1]

Address = tuple[str, int]


async def serve(sock: trio.socket.SocketType) -> None:
    """Answer every datagram, but for the first, which is lost."""
    lost = True
    while True:
        data, client = await sock.recvfrom(LONGEST)  # [2]
        if not lost:
            await sock.sendto(b"hello " + data, client)  # [3]
        lost = False


async def ask(server: Address, name: str) -> None:
    with trio.socket.socket(type=trio.socket.SOCK_DGRAM) as sock:
        await sock.connect(server)  # [4]
        while True:
            await sock.send(name.encode())
            with trio.move_on_after(PATIENCE):  # [5:5]
                answer = await sock.recv(LONGEST)
                log.info("heard", answer=answer.decode())
                return
            log.info("no answer: once more", name=name)


async def main() -> None:
    with trio.socket.socket(type=trio.socket.SOCK_DGRAM) as sock:  # [6:2]
        await sock.bind(("127.0.0.1", 0))
        async with trio.open_nursery() as nursery:
            nursery.start_soon(serve, sock)
            await ask(sock.getsockname(), "ann")
            await ask(sock.getsockname(), "bob")
            nursery.cancel_scope.cancel(reason="all have heard")  # [7]
    log.info("stopped")


if __name__ == "__main__":
    trio.run(main)
