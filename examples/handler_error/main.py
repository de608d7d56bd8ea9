from functools import partial

import trio
from trio.testing import wait_all_tasks_blocked

from plainlog import log


async def handle(stream: trio.SocketStream) -> None:
    async with stream:
        while data := await stream.receive_some():
            answer = 2 * int(data)  # [1]
            await stream.send_all(f"{answer}\n".encode())


async def handle_safely(stream: trio.SocketStream) -> None:  # [2:7]
    try:
        await handle(stream)
    except* trio.BrokenResourceError:
        log.info("the client is gone")
    except* Exception:  # noqa: BLE001  an error of one client is none of the others
        log.error("a handler failed")  # In a server: `log.exception`.


async def ask(stream: trio.SocketStream, text: str) -> None:
    await stream.send_all(text.encode())
    answer = await stream.receive_some()
    log.info("asked", text=text, answer=answer.decode().strip())


async def main() -> None:
    async with trio.open_nursery() as server:
        listeners: list[trio.SocketListener] = await server.start(  # [2:3]
            partial(trio.serve_tcp, handle_safely, 0, host="127.0.0.1")
        )
        address = listeners[0].socket.getsockname()
        good = await trio.open_tcp_stream(*address)
        bad = await trio.open_tcp_stream(*address)

        await ask(good, "21")
        await bad.send_all(b"many")
        await bad.receive_some()  # It hears that the connection is closed.
        await wait_all_tasks_blocked()  # What the server does about it is done.
        await ask(good, "4")  # [3]

        server.cancel_scope.cancel(reason="all have been served")
    log.info("all done")


if __name__ == "__main__":
    trio.run(main)
