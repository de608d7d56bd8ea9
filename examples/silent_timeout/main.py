import trio

from plainlog import log


async def ask() -> str:
    await trio.sleep(0.1)
    return "the answer"


async def main() -> None:
    try:
        with trio.fail_after(0.05):  # [1]
            result = await ask()  # [2]
    except trio.TooSlowError:  # [3:4]
        log.error("too slow")
    else:
        log.info("got result", result=result)


if __name__ == "__main__":
    trio.run(main)
