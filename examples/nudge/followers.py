import trio

from plainlog import log


class Log:
    """Is copied to its followers, and each goes at its own pace."""

    def __init__(self) -> None:
        self._entries: list[str] = []
        self._copied: dict[str, int] = {}
        self._changed = trio.Event()

    def _wake_all(self) -> None:
        self._changed.set()  # [2:2]
        self._changed = trio.Event()

    def add(self, entry: str) -> int:
        self._entries.append(entry)  # [1]
        self._wake_all()
        return len(self._entries)

    async def follow(self, name: str, takes: float) -> None:
        copied = 0  # [3]
        while True:
            fresh = self._entries[copied:]
            if not fresh:
                await self._changed.wait()  # [4]
                continue
            await trio.sleep(takes)  # [5]
            copied += len(fresh)
            log.info("copied", to=name, entries=len(fresh))
            self._copied[name] = copied
            self._wake_all()

    async def committed(self, number: int) -> None:
        """Wait until two of the three have the entry: we, and a follower."""
        while sum(copied >= number for copied in self._copied.values()) < 1:  # [6]
            await self._changed.wait()


async def main() -> None:
    entries = Log()
    async with trio.open_nursery() as nursery:
        nursery.start_soon(entries.follow, "near", 0.01)
        nursery.start_soon(entries.follow, "far", 0.045)

        for entry in ("x=1", "y=2", "x=3"):
            await entries.committed(entries.add(entry))
            log.info("committed", entry=entry)
        await trio.sleep(0.08)
        nursery.cancel_scope.cancel(reason="nobody writes any more")


if __name__ == "__main__":
    trio.run(main)
