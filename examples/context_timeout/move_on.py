import trio

from plainlog import log


async def ask(takes: float) -> str:
    await trio.sleep(takes)  # [2]
    return "yes"


async def ask_within(limit: float, takes: float) -> None:
    with trio.move_on_after(limit) as scope:  # [1:2]
        log.info("got an answer", answer=await ask(takes))
    # It says nothing by itself: after it, one looks.
    if scope.cancelled_caught:  # [3:2]
        log.info("no answer in time")


async def main() -> None:
    await ask_within(0.05, takes=0.02)
    await ask_within(0.05, takes=0.08)


if __name__ == "__main__":
    trio.run(main)
