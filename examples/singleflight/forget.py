import trio

from plainlog import log
from trio_patterns import SingleFlight


class Home:
    def __init__(self) -> None:
        self._flights = SingleFlight[str, int]()
        self._version = 1

    def change(self) -> None:
        self._version += 1
        self._flights.forget("home")  # What is under way is out of date.  # [3]

    async def visit(self) -> None:
        version = await self._flights.do("home", self._fetch)  # [2]
        log.info("got it", version=version)

    async def _fetch(self) -> int:  # [1:5]
        version = self._version
        log.info("fetching", version=version)
        await trio.sleep(0.05)
        return version


async def main() -> None:
    home = Home()
    async with trio.open_nursery() as nursery:
        nursery.start_soon(home.visit)
        await trio.sleep(0.02)
        home.change()
        await home.visit()


if __name__ == "__main__":
    trio.run(main)
