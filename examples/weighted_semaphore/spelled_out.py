"""A weighted semaphore, spelled out on a lock and an event."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

import trio


class Weighted:
    def __init__(self, capacity: int) -> None:
        self.capacity = capacity
        self.free = capacity
        self.turn = trio.Lock()  # Fair: who waits at the counter is served in order.
        self.released = trio.Event()

    async def acquire(self, weight: int) -> None:
        if weight > self.capacity:
            raise ValueError(f"a weight of {weight} never fits into {self.capacity}")
        async with self.turn:
            while self.free < weight:
                self.released = trio.Event()
                await self.released.wait()
            self.free -= weight

    def release(self, weight: int) -> None:
        self.free += weight
        self.released.set()

    @asynccontextmanager
    async def hold(self, weight: int) -> AsyncGenerator[None, None]:
        await self.acquire(weight)
        try:
            yield
        finally:
            self.release(weight)
