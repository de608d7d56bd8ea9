"""Values from a library that calls back from a thread of its own."""

from __future__ import annotations

import trio

from plainlog import log
from thread_callbacks.main import Meter


async def main() -> None:
    send, readings = trio.open_memory_channel[int](10)

    def on_reading(reading: int) -> None:  # [2:5]
        try:
            send.send_nowait(reading)
        except RuntimeError as error:
            log.info("the callback failed", why=error)

    meter = Meter()  # [1:2]
    meter.start(on_reading)
    for _ in range(3):  # [3:2]
        log.info("read", reading=await readings.receive())
    await trio.to_thread.run_sync(meter.close)  # [4]
    log.info("closed")


if __name__ == "__main__":
    trio.run(main)
