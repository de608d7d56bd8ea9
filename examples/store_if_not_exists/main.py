import trio

from plainlog import log


class Storage:
    def __init__(self) -> None:
        self._lock = trio.Lock()  # [1]
        self._storage: dict[str, str] = {}

    async def store_if_not_exists(self, key: str, value: str) -> None:
        async with self._lock:  # [1]
            if key in self._storage:  # [2:3]
                log.info("element already exists")
                return
            log.info("store element")
            self._storage[key] = value  # [3]


async def main() -> None:
    storage = Storage()
    async with trio.open_nursery() as nursery:
        for _ in range(3):
            nursery.start_soon(storage.store_if_not_exists, "key", "value")


if __name__ == "__main__":
    trio.run(main)
