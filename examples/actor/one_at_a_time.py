import trio

from plainlog import log


class Printer:
    """Prints one page at a time."""

    def __init__(self) -> None:
        self._turn = trio.Lock()  # [1]

    async def print(self, page: str) -> str:  # [4:2]
        async with self._turn:  # Whoever gives up is in the queue no more.  # [3]
            await trio.sleep(0.02)  # [2:2]
            return f"printed {page}"


async def customer(
    printer: Printer, name: str, arrives: float, patience: float
) -> None:
    await trio.sleep(arrives)
    with trio.move_on_after(patience) as scope:  # [5:4]
        log.info(await printer.print(f"by {name}"))
    if scope.cancelled_caught:
        log.info("gave up", customer=name)


async def main() -> None:
    printer = Printer()
    async with trio.open_nursery() as nursery:
        nursery.start_soon(customer, printer, "ann", 0, 1)
        nursery.start_soon(customer, printer, "bob", 0.005, 0.01)
        nursery.start_soon(customer, printer, "cyd", 0.01, 1)


if __name__ == "__main__":
    trio.run(main)
