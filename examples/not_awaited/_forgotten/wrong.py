import trio

from plainlog import log


async def save(text: str) -> None:
    await trio.sleep(0.01)
    log.info("saved", text=text)


async def main() -> None:
    save("a letter")
    log.info("all done")


if __name__ == "__main__":
    trio.run(main)
