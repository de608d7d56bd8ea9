"""A watcher with one channel for its events and errors, which ends when it does."""

import trio

from plainlog import log


async def watch(changes: trio.MemorySendChannel[str | OSError]) -> None:
    with changes:  # [4]
        await trio.sleep(0.01)
        await changes.send("created a")  # [2]
        await trio.sleep(0.01)
        await changes.send(OSError("b is gone"))  # [2]
        await trio.sleep(0.01)
        await changes.send("removed a")  # [2]


async def main() -> None:
    send, changes = trio.open_memory_channel[str | OSError](0)  # [1]
    async with trio.open_nursery() as nursery:
        nursery.start_soon(watch, send)
        async for change in changes:
            match change:
                case str():  # [3:4]
                    log.info("event", what=change)
                case OSError():
                    log.error("error", what=change)
        log.info("closed")  # [4]


if __name__ == "__main__":
    trio.run(main)
