import trio

from plainlog import log


class Suspicion:
    """Grows with each witness: the more there are, the sooner it is a fact."""

    def __init__(self, nursery: trio.Nursery, node: str) -> None:
        self._began = trio.current_time()
        self._witnesses = 1
        self._open = True
        self._patience = trio.CancelScope(deadline=self._began + 0.08)  # [1]
        nursery.start_soon(self._run, node)

    async def _run(self, node: str) -> None:
        with self._patience:
            await trio.sleep_forever()
        if self._open:
            self._open = False
            log.info("dead", node=node)  # [2]

    def confirm(self) -> None:
        self._witnesses += 1
        self._patience.deadline = self._began + 0.08 / self._witnesses  # [3]

    def refute(self) -> bool:
        """Tell whether it was in time."""
        was_open, self._open = self._open, False
        self._patience.cancel(reason="it is alive")  # [4]
        return was_open


async def main() -> None:
    async with trio.open_nursery() as nursery:
        ann, bob = Suspicion(nursery, "ann"), Suspicion(nursery, "bob")
        await trio.sleep(0.01)
        ann.confirm()
        await trio.sleep(0.01)
        log.info("alive", node="bob", refuted=bob.refute())
        await trio.sleep(0.03)


if __name__ == "__main__":
    trio.run(main)
