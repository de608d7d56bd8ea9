import trio

from plainlog import log


async def work(name: str, part: int, pace: float) -> None:  # [1:3]
    await trio.sleep((part + 1) * pace)
    log.info(name, part=part)


async def phase(name: str, pace: float, parts: int) -> None:
    async with trio.open_nursery() as nursery:  # [2]
        for part in range(parts):  # [1:2]
            nursery.start_soon(work, name, part, pace)


async def main() -> None:
    for name in ("reading", "sorting"):  # [3:3]
        await phase(name, 0.01, 3)
        log.info("all parts are done", phase=name)


if __name__ == "__main__":
    trio.run(main)
