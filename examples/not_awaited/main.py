import trio

from plainlog import log


async def save(text: str) -> None:
    await trio.sleep(0.01)
    log.info("saved", text=text)


async def main() -> None:
    await save("a letter")  # [1]
    log.info("all done")  # [2]


if __name__ == "__main__":
    trio.run(main)
