"""Values from a library that calls back from a thread of its own."""

from __future__ import annotations

import threading
from contextlib import suppress
from typing import TYPE_CHECKING

import trio

from plainlog import log

if TYPE_CHECKING:
    from collections.abc import Callable


class Meter:  # [1:22]
    """Stands for a library that knows nothing of Trio."""

    def __init__(self) -> None:
        self._stopped = threading.Event()
        self._thread: threading.Thread | None = None

    def start(self, on_reading: Callable[[int], object]) -> None:
        def run() -> None:
            for reading in (1, 2, 3):
                if self._stopped.wait(0.01):
                    break
                on_reading(reading)

        self._thread = threading.Thread(target=run)
        self._thread.start()

    def close(self) -> None:
        """Return when no callback runs any more."""
        self._stopped.set()
        if self._thread:
            self._thread.join()


async def main() -> None:
    send, readings = trio.open_memory_channel[int](10)
    token = trio.lowlevel.current_trio_token()  # [2]

    def take(reading: int) -> None:  # [2:6]
        with suppress(trio.WouldBlock):  # Nobody takes them: drop it.
            send.send_nowait(reading)

    def on_reading(reading: int) -> None:
        trio.from_thread.run_sync(take, reading, trio_token=token)

    meter = Meter()
    meter.start(on_reading)
    try:
        for _ in range(3):  # [3:2]
            log.info("read", reading=await readings.receive())
    finally:
        with trio.CancelScope(shield=True):  # [4:2]
            await trio.to_thread.run_sync(meter.close)
    log.info("closed")


if __name__ == "__main__":
    trio.run(main)
