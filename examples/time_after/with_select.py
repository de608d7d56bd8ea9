import trio

from plainlog import log
from trio_patterns import after, recv, select


async def answer_after(delay: float, answers: trio.MemorySendChannel[str]) -> None:
    await trio.sleep(delay)
    await answers.send("hello")


async def ask(delay: float) -> None:
    send, answers = trio.open_memory_channel[str](0)  # [3]
    async with trio.open_nursery() as nursery:
        nursery.start_soon(answer_after, delay, send)  # [3]
        match await select(recv(answers), after(0.02)):  # [2]
            case 0, answer:  # [1:2]
                log.info("got answer", answer=answer)
            case 1, _:  # [2:2]
                log.info("too slow")
        nursery.cancel_scope.cancel(reason="nobody waits for the answer")


async def main() -> None:
    await ask(0.01)
    await ask(0.05)


if __name__ == "__main__":
    trio.run(main)
