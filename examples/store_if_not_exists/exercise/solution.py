import trio

from plainlog import log


async def validate(value: str) -> None:
    if not value:
        raise ValueError("an empty value")
    await trio.lowlevel.checkpoint()


class Storage:
    def __init__(self) -> None:
        self._lock = trio.Lock()
        self._storage: dict[str, str] = {}

    async def store_if_not_exists(self, key: str, value: str) -> None:
        async with self._lock:  # There is an `await` between the look and the store.
            if key in self._storage:
                log.info("element already exists")
                return
            await validate(value)
            log.info("store element")
            self._storage[key] = value


async def main() -> None:
    storage = Storage()
    async with trio.open_nursery() as nursery:
        for _ in range(3):
            nursery.start_soon(storage.store_if_not_exists, "key", "value")


if __name__ == "__main__":
    trio.run(main)
