"""Many calls on one connection whose answers have no number: they come in order."""

from collections import deque
from dataclasses import dataclass, field

import trio
from trio.testing import memory_stream_pair

from line_server.main import Lines
from plainlog import log


@dataclass(eq=False)
class Call:
    text: str
    answer: str = ""
    done: trio.Event = field(default_factory=trio.Event)


class Client:
    def __init__(self) -> None:
        self._outgoing, self._requests = trio.open_memory_channel[Call](0)
        self._waiting = deque[Call]()  # [1]

    async def call(self, text: str) -> str:
        call = Call(text)
        await self._outgoing.send(call)  # [2]
        # Whoever gives up here stays in the queue: its answer will come, too.
        await call.done.wait()  # [5]
        return call.answer

    def close(self) -> None:
        self._outgoing.close()

    async def write(self, stream: trio.abc.HalfCloseableStream) -> None:
        async for call in self._requests:
            self._waiting.append(call)  # [3]
            await stream.send_all(f"{call.text}\n".encode())
        await stream.send_eof()

    async def read(self, stream: trio.abc.ReceiveStream) -> None:
        async for line in Lines(stream):
            call = self._waiting.popleft()  # [4]
            call.answer = line
            call.done.set()


async def serve(stream: trio.abc.Stream) -> None:  # [6:5]
    async with stream:
        async for line in Lines(stream):
            await trio.sleep(0.02)
            await stream.send_all(f"re: {line}\n".encode())


async def main() -> None:
    here, there = memory_stream_pair()
    client = Client()

    async def ask(text: str, patience: float) -> None:
        with trio.move_on_after(patience) as scope:
            answer = await client.call(text)
            log.info("answered", call=text, answer=answer)
        if scope.cancelled_caught:
            log.info("gave up", call=text)

    async with here, trio.open_nursery() as both:
        both.start_soon(serve, there)
        both.start_soon(client.write, here)
        both.start_soon(client.read, here)

        async with trio.open_nursery() as calls:
            for text in ("one", "two", "three"):
                calls.start_soon(ask, text, 0.025 if text == "two" else 1)
                await trio.sleep(0.001)
        client.close()


if __name__ == "__main__":
    trio.run(main)
