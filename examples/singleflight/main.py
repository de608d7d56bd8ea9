import trio

from plainlog import log


class Flight:
    """A fetch that is under way, and what it has brought."""

    def __init__(self) -> None:
        self.landed = trio.Event()
        self.page: str | None = None


class Pages:
    def __init__(self) -> None:
        self._flights: dict[str, Flight] = {}  # [1]

    async def get(self, name: str) -> str:
        while (flight := self._flights.get(name)) is not None:  # [2:5]
            await flight.landed.wait()
            if flight.page is not None:
                return flight.page
            # The one who fetched it failed or was cancelled: the next one tries.
        flight = self._flights[name] = Flight()  # [2:7]
        try:
            flight.page = await fetch(name)
            return flight.page
        finally:
            del self._flights[name]
            flight.landed.set()


async def fetch(name: str) -> str:  # [3:4]
    log.info("fetching", page=name)
    await trio.sleep(0.05)
    return "welcome"


async def visit(pages: Pages) -> None:
    log.info("got it", text=await pages.get("home"))


async def main() -> None:
    pages = Pages()
    async with trio.open_nursery() as nursery:
        for _ in range(3):
            nursery.start_soon(visit, pages)
            await trio.sleep(0.01)
    log.info("got it anew", text=await pages.get("home"))  # Nothing is kept.  # [4]


if __name__ == "__main__":
    trio.run(main)
