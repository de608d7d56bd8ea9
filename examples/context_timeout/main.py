import trio

from plainlog import log


async def ask(takes: float) -> str:
    await trio.sleep(takes)  # [2]
    return "yes"


async def ask_within(limit: float, takes: float) -> None:
    try:
        with trio.fail_after(limit):  # [1:2]
            answer = await ask(takes)
    except trio.TooSlowError:  # [3:2]
        log.info("no answer in time")
    else:
        log.info("got an answer", answer=answer)


async def main() -> None:
    await ask_within(0.05, takes=0.02)
    await ask_within(0.05, takes=0.08)


if __name__ == "__main__":
    trio.run(main)
