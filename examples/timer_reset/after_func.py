from collections.abc import Callable

import trio

from plainlog import log


class Timer:
    """Calls a function after some seconds, unless it is stopped before."""

    def __init__(
        self, nursery: trio.Nursery, seconds: float, fn: Callable[[], object]
    ) -> None:
        self._fired = False
        self._scope = trio.CancelScope()
        nursery.start_soon(self._run, seconds, fn)

    async def _run(self, seconds: float, fn: Callable[[], object]) -> None:
        with self._scope:
            await trio.sleep(seconds)
            # Somebody may have stopped it after the sleep was over, before this line.
            if not self._scope.cancel_called:
                self._fired = True
                fn()

    def stop(self) -> bool:
        """Tell whether the function will not be called, thanks to this call."""
        if self._fired or self._scope.cancel_called:
            return False
        self._scope.cancel(reason="the timer was stopped")
        return True


def remind(what: str) -> None:
    log.info("reminder", what=what)


async def main() -> None:
    async with trio.open_nursery() as nursery:  # [4]
        Timer(nursery, 0.03, lambda: remind("stand up"))  # [1]
        coffee = Timer(nursery, 0.02, lambda: remind("coffee"))  # [2]

        await trio.sleep(0.01)
        log.info("no coffee", stopped=coffee.stop())  # [3]


if __name__ == "__main__":
    trio.run(main)
