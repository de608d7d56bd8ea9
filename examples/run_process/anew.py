"""Each change ends the command that runs, and begins it anew: a live reload."""

import trio

from plainlog import log


async def reload(changes: trio.MemoryReceiveChannel[str]) -> None:
    """Run the command for the newest change, and never two at a time."""
    running, ended = trio.CancelScope(), trio.Event()
    ended.set()
    async with trio.open_nursery() as nursery:
        async for change in changes:
            running.cancel(reason="there is a newer change")  # [1]
            await ended.wait()  # [2]

            running, ended = trio.CancelScope(), trio.Event()
            nursery.start_soon(run, change, running, ended)  # [3]
        nursery.cancel_scope.cancel(reason="nobody watches any more")  # [5]


async def run(change: str, running: trio.CancelScope, ended: trio.Event) -> None:
    try:
        with running:
            log.info("begun", after=change)
            await trio.run_process(["sleep", "10"], check=False)  # [4]
    finally:
        log.info("ended", after=change)
        ended.set()


async def edit(changes: trio.MemorySendChannel[str]) -> None:
    with changes:
        for change in ("a.go", "b.go", "c.go"):
            await changes.send(change)
            await trio.sleep(0.05)


async def main() -> None:
    send, changes = trio.open_memory_channel[str](0)
    async with trio.open_nursery() as nursery:
        nursery.start_soon(edit, send)
        nursery.start_soon(reload, changes)
    log.info("stopped")


if __name__ == "__main__":
    trio.run(main)
