import trio

from plainlog import log


async def ask() -> str:
    await trio.sleep(0.1)
    return "the answer"


async def main() -> None:
    result = None  # [4]
    with trio.move_on_after(0.05):  # [1]
        result = await ask()  # [2]
    log.info("got result", result=result)  # [3]


if __name__ == "__main__":
    trio.run(main)
