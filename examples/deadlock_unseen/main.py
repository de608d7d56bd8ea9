import trio

from plainlog import log
from trio_patterns.testing import DeadlockError, deadlock_detector


async def both(first: trio.Lock, second: trio.Lock) -> None:
    async with first:  # [1]
        await trio.sleep(0.05)
        async with second:  # [1]
            log.info("got both")


async def opposite() -> None:
    one, two = trio.Lock(), trio.Lock()
    async with trio.open_nursery() as nursery:
        nursery.start_soon(both, one, two)  # [2:2]
        nursery.start_soon(both, two, one)


async def main() -> None:
    (listener,) = await trio.open_tcp_listeners(0, host="127.0.0.1")
    try:
        async with (
            listener,
            deadlock_detector(partial=True),  # [4]
            trio.open_nursery() as nursery,
        ):
            nursery.start_soon(listener.accept)  # Nobody will ever call.  # [3]
            log.info("listening")
            await opposite()
    except DeadlockError as error:  # [4:2]
        log.error("a deadlock", tasks_in_the_cycle=len(error.cycle))


if __name__ == "__main__":
    trio.run(main)
