import trio
from trio.testing import memory_stream_pair

from line_server.main import Lines
from plainlog import log


class SlowStream:
    """Sends a few bytes at a time, as `send_all` does where the network is slow."""

    def __init__(self, stream: trio.abc.Stream) -> None:
        self._stream = stream

    async def send_all(self, data: bytes) -> None:
        for start in range(0, len(data), 8):
            await self._stream.send_all(data[start : start + 8])
            await trio.sleep(0.01)

    async def aclose(self) -> None:
        await self._stream.aclose()


class Client:
    def __init__(self, stream: SlowStream) -> None:
        self._stream = stream
        self._writing = trio.Lock()

    async def send(self, text: str) -> None:
        async with self._writing:  # [1:2]
            await self._stream.send_all(f"{text}\n".encode())


async def serve(stream: trio.abc.Stream) -> None:
    async for line in Lines(stream):
        log.info("received", line=line)  # [3]


async def main() -> None:
    here, there = memory_stream_pair()
    stream = SlowStream(here)
    async with trio.open_nursery() as nursery:
        nursery.start_soon(serve, there)
        client = Client(stream)
        with trio.move_on_after(0.005):  # [2:3]
            await client.send("a long question")
            await trio.sleep(1)  # the answer
        log.info("the first has given up")
        await client.send("another question")
        await trio.sleep(0.1)
        await stream.aclose()


if __name__ == "__main__":
    trio.run(main)
