import trio

from plainlog import log


class Search:
    """Begins when nobody has typed for a while."""

    def __init__(self, nursery: trio.Nursery) -> None:
        self._nursery = nursery
        self._waiting = trio.CancelScope()

    def type(self, text: str) -> None:  # [1:5]
        log.info("typed", text=text)
        self._waiting.cancel(reason="something was typed")
        self._waiting = trio.CancelScope()
        self._nursery.start_soon(self._run, self._waiting, text)

    async def _run(self, waiting: trio.CancelScope, text: str) -> None:
        with waiting:
            await trio.sleep(0.025)
        if not waiting.cancel_called:
            log.info("searching", text=text)  # [2]


async def main() -> None:
    async with trio.open_nursery() as nursery:
        search = Search(nursery)
        for text in ("m", "mo", "mob"):  # [3:3]
            search.type(text)
            await trio.sleep(0.01)
        await trio.sleep(0.03)
        search.type("moby")
        await trio.sleep(0.04)


if __name__ == "__main__":
    trio.run(main)
