"""A setting in a file: SIGHUP has it read again, while the rest goes on."""

from __future__ import annotations

import signal
import tempfile
from typing import TYPE_CHECKING, NamedTuple

import trio

from plainlog import log

if TYPE_CHECKING:
    from collections.abc import AsyncIterator


class Settings(NamedTuple):
    limit: int


class Service:
    def __init__(self, settings: Settings) -> None:
        self.settings = settings  # [1]

    def serve(self) -> None:
        log.info("serving", limit=self.settings.limit)  # [1]


async def load(path: trio.Path) -> Settings:  # [2:2]
    return Settings(limit=int(await path.read_text()))


async def reload_on(
    signals: AsyncIterator[int],
    path: trio.Path,
    service: Service,
    reloaded: trio.MemorySendChannel[None],
) -> None:
    """Reads the file anew at each signal."""
    async for _ in signals:  # [3:7]
        try:
            service.settings = await load(path)  # [1]
            log.info("read again")
        except (OSError, ValueError):
            log.error("bad settings: the old ones stay")  # [4]
        await reloaded.send(None)


async def run(path: trio.Path) -> None:
    await path.write_text("10")
    service = Service(await load(path))
    send, reloaded = trio.open_memory_channel[None](0)
    with trio.open_signal_receiver(signal.SIGHUP) as signals:  # [5]
        async with trio.open_nursery() as nursery:
            nursery.start_soon(reload_on, signals, path, service, send)
            for text in ("20", "many"):
                # Somebody edits the file, and sends SIGHUP.
                await path.write_text(text)
                service.serve()
                await reloaded.receive()
            service.serve()
            nursery.cancel_scope.cancel(reason="the service ends")


async def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        await run(trio.Path(folder, "limit"))


if __name__ == "__main__":
    trio.run(main)
