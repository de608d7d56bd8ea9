from dataclasses import dataclass, field

import trio

from plainlog import log


@dataclass
class Question:
    text: str
    answer: str = ""
    answered: trio.Event = field(default_factory=trio.Event)


async def server(questions: trio.MemoryReceiveChannel[Question]) -> None:
    async for question in questions:
        await trio.sleep(0.1)
        question.answer = question.text.upper()  # [2:2]
        question.answered.set()


async def ask(questions: trio.MemorySendChannel[Question], text: str) -> str:
    question = Question(text)  # [1:4]
    await questions.send(question)
    await question.answered.wait()
    return question.answer


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
