import io

import trio

from plainlog import log


def greeting(name: str) -> str:
    # A new one each time: it is gone as soon as nobody refers to it.
    buffer = io.StringIO()  # [1]
    buffer.write(f"hello {name}")  # [2:2]
    return buffer.getvalue()


async def greet(name: str) -> None:
    await trio.lowlevel.checkpoint()
    log.info("greeted", words=greeting(name))


async def main() -> None:
    async with trio.open_nursery() as nursery:
        for name in "SBG", "GRA", "BHS":
            nursery.start_soon(greet, name)


if __name__ == "__main__":
    trio.run(main)
