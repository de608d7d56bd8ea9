import trio

from plainlog import log


class Heart:
    """Beats in a task of the nursery that it is given, from `start` to `stop`."""

    def __init__(self, nursery: trio.Nursery) -> None:
        self._nursery = nursery
        self._scope = trio.CancelScope()
        self._done = trio.Event()
        self._done.set()

    def start(self) -> None:
        # A scope is for one time, and so is an event.
        self._scope, self._done = trio.CancelScope(), trio.Event()  # [1]
        self._nursery.start_soon(self._run, self._scope, self._done)  # [2]

    async def _run(self, scope: trio.CancelScope, done: trio.Event) -> None:
        try:
            with scope:
                while True:
                    await trio.sleep(0.01)  # [4:2]
                    log.info("beat")
        finally:
            log.info("the heart has stopped")
            done.set()

    async def stop(self) -> None:
        """End it, whatever it is doing. It can be started again."""
        self._scope.cancel(reason="the heart must stop")  # [3]
        await self._done.wait()  # [5]


async def main() -> None:
    async with trio.open_nursery() as nursery:
        heart = Heart(nursery)
        for _ in range(2):
            heart.start()
            await trio.sleep(0.025)
            await heart.stop()
            log.info("silence")


if __name__ == "__main__":
    trio.run(main)
