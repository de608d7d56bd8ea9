import trio

from plainlog import log


async def answer_after(delay: float) -> str:  # [3:3]
    await trio.sleep(delay)
    return "hello"


async def ask(delay: float) -> None:
    with trio.move_on_after(0.02) as patience:  # [2]
        log.info("got answer", answer=await answer_after(delay))  # [1]
    if patience.cancelled_caught:  # [2:2]
        log.info("too slow")


async def main() -> None:
    await ask(0.01)
    await ask(0.05)


if __name__ == "__main__":
    trio.run(main)
