import trio

from plainlog import log


async def parse(text: str) -> None:
    await trio.lowlevel.checkpoint()
    log.info("parsed", number=int(text))  # [1]


async def main() -> None:
    try:
        async with trio.open_nursery() as nursery:  # [2]
            nursery.start_soon(parse, "ten")
            await trio.sleep(0.01)
    except* ValueError:  # [3:2]
        log.error("this is no number")


if __name__ == "__main__":
    trio.run(main)
