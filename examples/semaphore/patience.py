import trio

from plainlog import log


async def call(name: str, places: trio.CapacityLimiter, patience: float) -> None:
    with trio.fail_after(patience):
        await places.acquire()  # [1]
    try:
        await trio.sleep(0.03)  # [3]
        log.info("done", call=name)
    finally:
        places.release()  # [4]


async def try_call(name: str, places: trio.CapacityLimiter, patience: float) -> None:
    try:
        await call(name, places, patience)
    except trio.TooSlowError:
        log.info("refused", call=name, why="busy")  # [2]


async def main() -> None:
    places = trio.CapacityLimiter(1)
    async with trio.open_nursery() as nursery:
        for name, patience in (("a", 0.02), ("b", 0.02), ("c", 1)):
            nursery.start_soon(try_call, name, places, patience)
            await trio.sleep(0.001)


if __name__ == "__main__":
    trio.run(main)
