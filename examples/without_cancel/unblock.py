import threading

import trio

from plainlog import log


class Device:
    """Knows nothing of Trio: a read blocks its thread until the device is closed."""

    def __init__(self) -> None:
        self._closed = threading.Event()

    def close(self) -> None:
        self._closed.set()

    def read(self) -> bytes:
        self._closed.wait()
        raise OSError("the device is closed")


async def close_when_cancelled(device: Device) -> None:  # [1:5]
    try:
        await trio.sleep_forever()
    finally:
        device.close()


async def read(device: Device) -> bytes:
    async with trio.open_nursery() as nursery:
        nursery.start_soon(close_when_cancelled, device)  # [1]
        # A thread that is in one call can't look. The task beside it is woken.
        data = await trio.to_thread.run_sync(device.read)  # [2]
        nursery.cancel_scope.cancel(reason="the read is done")
    return data


async def main() -> None:
    with trio.move_on_after(0.02):  # [3]
        log.info("reading")
        try:
            await read(Device())
        except* OSError as group:
            for error in group.exceptions:
                log.info("the read has ended", error=error)


if __name__ == "__main__":
    trio.run(main)
