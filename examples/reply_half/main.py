from contextlib import suppress
from typing import NamedTuple

import trio

from plainlog import log


class Question(NamedTuple):
    text: str
    reply: trio.MemorySendChannel[str]


async def server(questions: trio.MemoryReceiveChannel[Question]) -> None:
    async for question in questions:
        await trio.sleep(0.1)
        with suppress(
            trio.BrokenResourceError
        ):  # Nobody wants to know any more.  # [2:2]
            await question.reply.send(question.text.upper())


async def ask(questions: trio.MemorySendChannel[Question], text: str) -> str:
    reply, answer = trio.open_memory_channel[str](0)
    with answer:  # [1:3]
        await questions.send(Question(text, reply))
        return await answer.receive()


async def main() -> None:
    send, questions = trio.open_memory_channel[Question](0)
    async with trio.open_nursery() as nursery:
        nursery.start_soon(server, questions)
        with send:
            with trio.move_on_after(0.05):  # [3:3]
                await ask(send, "too slow?")
            log.info("the first has given up")
            log.info("the second has an answer", answer=await ask(send, "still there?"))


if __name__ == "__main__":
    trio.run(main)
