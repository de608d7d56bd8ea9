import trio

from plainlog import log


async def ask() -> str:
    await trio.sleep(0.1)
    return "the answer"


async def main() -> None:
    result = "the answer of last time"
    with trio.move_on_after(0.05) as scope:
        result = await ask()
    log.info("got result", result=result, old=scope.cancelled_caught)


if __name__ == "__main__":
    trio.run(main)
