import trio

from plainlog import log
from trio_patterns import SingleFlight


class Pages:
    def __init__(self) -> None:
        self._flights = SingleFlight[str, str]()  # [1]

    async def get(self, name: str) -> str:
        return await self._flights.do(name, fetch, name)  # [2]


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
