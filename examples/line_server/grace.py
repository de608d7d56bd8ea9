"""A line server that is told to stop: a grace period for those who are there."""

from __future__ import annotations

from functools import partial

import trio

from line_server.main import Lines, dial
from plainlog import log

GRACE = 0.3  # seconds

Address = tuple[str, int]


async def handle(stream: trio.SocketStream) -> None:
    """Works for one client. Each line is a job that takes a while."""
    async with stream:
        try:
            async for line in Lines(stream):
                await stream.send_all(f"working on {line}\n".encode())
                await trio.sleep(0.05)
                await stream.send_all(f"done with {line}\n".encode())
        except (ValueError, trio.BrokenResourceError):
            log.error("one client failed")


async def serve(
    stop: trio.Event,
    stopping: trio.Event,
    task_status: trio.TaskStatus[Address] = trio.TASK_STATUS_IGNORED,
) -> None:
    """Serves until `stop`; sets `stopping` when it takes no new clients."""
    async with trio.open_nursery() as clients:  # [2]
        async with trio.open_nursery() as accepting:
            listeners: list[trio.SocketListener] = await accepting.start(
                partial(
                    trio.serve_tcp,
                    handle,
                    0,
                    host="127.0.0.1",
                    handler_nursery=clients,  # [2]
                )
            )
            task_status.started(listeners[0].socket.getsockname())
            await stop.wait()
            accepting.cancel_scope.cancel(reason="no new clients")  # [1]
        log.info("stopping")
        stopping.set()
        clients.cancel_scope.deadline = trio.current_time() + GRACE  # [3]


async def main() -> None:
    stop, stopping = trio.Event(), trio.Event()
    async with trio.open_nursery() as nursery:
        address: Address = await nursery.start(serve, stop, stopping)
        busy, idle = await dial(address), await dial(address)
        await busy.ask("the report")

        stop.set()
        await stopping.wait()
        try:  # [4:4]
            await dial(address)
        except OSError:
            log.info("a late client was refused")
        await busy.hear()
        await busy.aclose()
        await idle.hear()
        await idle.aclose()
    log.info("stopped")


if __name__ == "__main__":
    trio.run(main)
