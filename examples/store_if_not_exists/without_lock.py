import trio

from plainlog import log


class Storage:
    def __init__(self) -> None:
        self._storage: dict[str, str] = {}

    def store_if_not_exists(self, key: str, value: str) -> None:
        # No `await` between the look and the store: no other task can run here.
        if key in self._storage:  # [2:3]
            log.info("element already exists")
            return
        log.info("store element")
        self._storage[key] = value  # [3]


async def main() -> None:
    storage = Storage()

    async def caller() -> None:
        await trio.lowlevel.checkpoint()
        storage.store_if_not_exists("key", "value")

    async with trio.open_nursery() as nursery:
        for _ in range(3):
            nursery.start_soon(caller)


if __name__ == "__main__":
    trio.run(main)
