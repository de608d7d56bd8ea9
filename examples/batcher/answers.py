"""A batch whose callers wait for their answers: one question for many keys."""

from contextlib import suppress
from dataclasses import dataclass, field

import trio

from plainlog import log

SIZE = 3
WITHIN = 0.01


@dataclass(eq=False)
class Request:
    key: str
    value: str | None = None
    error: Exception | None = None
    answered: trio.Event = field(default_factory=trio.Event)


class Loader:
    def __init__(self) -> None:
        self._send, self._requests = trio.open_memory_channel[Request](0)

    async def load(self, key: str) -> str:
        request = Request(key)  # [1]
        await self._send.send(request)
        await request.answered.wait()  # [5]
        if request.value is None:
            raise request.error or RuntimeError("the loader has ended")
        return request.value

    def close(self) -> None:
        self._send.close()

    async def run(self) -> None:
        """Belongs to a nursery that outlives the callers."""
        async for first in self._requests:
            batch = [first]
            with trio.move_on_after(WITHIN), suppress(trio.EndOfChannel):  # [2:3]
                while len(batch) < SIZE:
                    batch.append(await self._requests.receive())
            await self._answer(batch)

    async def _answer(self, batch: list[Request]) -> None:
        try:
            values = await fetch([request.key for request in batch])  # [3]
            for request in batch:
                request.value = values[request.key]
        except LookupError as error:
            for request in batch:
                request.error = error
        finally:
            for request in batch:
                request.answered.set()  # [4]


async def fetch(keys: list[str]) -> dict[str, str]:
    log.info("fetching", keys=" ".join(keys))
    await trio.sleep(0.02)
    if "bad" in keys:
        raise LookupError("no such key")
    return {key: key.upper() for key in keys}


async def main() -> None:
    loader = Loader()

    async def ask(key: str, patience: float) -> None:
        with trio.move_on_after(patience) as scope:
            try:
                log.info("loaded", key=key, value=await loader.load(key))
            except LookupError as error:
                log.info("failed", key=key, why=error)
        if scope.cancelled_caught:
            log.info("gave up", key=key)

    async with trio.open_nursery() as running:
        running.start_soon(loader.run)
        async with trio.open_nursery() as calls:
            calls.start_soon(ask, "hasty", 0.005)
            await trio.sleep(0.001)
            calls.start_soon(ask, "ann", 1)
            await trio.sleep(0.039)
            calls.start_soon(ask, "bad", 1)
        loader.close()


if __name__ == "__main__":
    trio.run(main)
