"""A file is written, added to, and read line by line."""

import tempfile

import trio

from plainlog import log


async def use(path: trio.Path) -> None:
    await path.write_text("one\ntwo\n")  # [1]

    async with await path.open("a") as file:  # [2:2]
        await file.write("three\n")

    async with await path.open() as file:  # [3:3]
        async for line in file:
            log.info("read", line=line.rstrip("\n"))


async def main() -> None:
    with tempfile.TemporaryDirectory() as folder:  # [4]
        try:
            await use(trio.Path(folder, "log.txt"))
        except OSError as error:
            log.error("no luck", error=error)


if __name__ == "__main__":
    trio.run(main)
