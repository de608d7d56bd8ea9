import trio

from plainlog import log


async def save(text: str) -> None:
    await trio.sleep(len(text) * 0.01)
    log.info("saved", text=text)


async def main() -> None:
    async with trio.open_nursery() as nursery:
        nursery.start_soon(save("a letter"))  # [1:2]
        nursery.start_soon(save("a card"))
    log.info("all done")  # [2]


if __name__ == "__main__":
    trio.run(main)
