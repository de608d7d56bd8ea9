import trio

from plainlog import log


async def waiter(name: str, done: trio.Event) -> None:  # [2:4]
    log.info("waiting", waiter=name)
    await done.wait()
    log.info("awake", waiter=name)


async def main() -> None:
    done = trio.Event()  # [1]
    async with trio.open_nursery() as nursery:
        for name in ("first", "second", "third"):
            nursery.start_soon(waiter, name, done)

        await trio.sleep(0.01)
        log.info("work is done")
        done.set()  # [3]

        await trio.sleep(0.01)
        nursery.start_soon(waiter, "latecomer", done)  # A set event stays set.  # [4]


if __name__ == "__main__":
    trio.run(main)
