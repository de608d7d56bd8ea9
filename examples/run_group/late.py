"""Who has not stopped in time is named, while the shutdown goes on."""

import trio

from plainlog import log


class Group:
    def __init__(self) -> None:
        self._running: set[str] = set()  # [1]

    async def run(self, name: str, goodbye: float) -> None:
        self._running.add(name)
        try:
            await trio.sleep_forever()
        finally:
            with trio.move_on_after(1, shield=True):
                await trio.sleep(goodbye)
            self._running.remove(name)  # [2]
            log.info("stopped", service=name)

    async def report_after(self, patience: float) -> None:
        await trio.sleep(patience)
        late = " ".join(sorted(self._running))
        log.info("not stopped in time", services=late)


async def main() -> None:
    group = Group()
    async with trio.open_nursery() as reporting:
        async with trio.open_nursery() as services:
            services.start_soon(group.run, "web", 0.01)
            services.start_soon(group.run, "mail", 0.04)
            services.start_soon(group.run, "store", 0.05)
            await trio.sleep(0.01)

            services.cancel_scope.cancel(reason="the program ends")  # [3]
            reporting.start_soon(group.report_after, 0.03)  # [4]
        reporting.cancel_scope.cancel(reason="all have stopped")  # [4]
    log.info("all have stopped")


if __name__ == "__main__":
    trio.run(main)
