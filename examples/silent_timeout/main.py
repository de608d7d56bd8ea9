import trio

from plainlog import log


async def ask() -> str:
    await trio.sleep(0.1)
    return "the answer"


async def main() -> None:
    try:
        with trio.fail_after(0.05):
            result = await ask()
    except trio.TooSlowError:
        log.error("too slow")
    else:
        log.info("got result", result=result)


if __name__ == "__main__":
    trio.run(main)
