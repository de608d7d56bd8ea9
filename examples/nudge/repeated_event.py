# trio-util brings types for mypy, and not all that pyright's strict mode asks for.
# pyright: basic
import trio
from trio_util import RepeatedEvent

from plainlog import log


class Mirror:
    """Is refreshed when something has changed: once for all that has."""

    def __init__(self) -> None:
        self._version = 0
        self._changed = RepeatedEvent()  # [1]

    def change(self) -> None:  # [2:3]
        self._version += 1
        self._changed.set()

    async def refresh(self) -> None:
        async for _ in self._changed.events():  # [3]
            log.info("refreshing", version=self._version)  # [4]
            await trio.sleep(0.02)


async def main() -> None:
    mirror = Mirror()
    async with trio.open_nursery() as nursery:
        nursery.start_soon(mirror.refresh)

        await trio.sleep(0.01)
        mirror.change()
        await trio.sleep(0.01)
        log.info("five changes, while it is busy")  # [5:3]
        for _ in range(5):
            mirror.change()
        await trio.sleep(0.06)
        mirror.change()
        await trio.sleep(0.03)
        nursery.cancel_scope.cancel(reason="that is all")


if __name__ == "__main__":
    trio.run(main)
