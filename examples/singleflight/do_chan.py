import trio

from plainlog import log
from trio_patterns import SingleFlight


async def fetch() -> str:
    log.info("fetching")
    await trio.sleep(0.05)
    return "welcome"


async def visit(flights: SingleFlight[str, str], visitor: str, patience: float) -> None:
    with trio.move_on_after(patience) as scope:  # [3]
        text = await flights.do("home", fetch)  # [2:2]
        log.info("got it", visitor=visitor, text=text)
    if scope.cancelled_caught:  # [3:2]
        log.info("gave up", visitor=visitor)


async def main() -> None:
    flights = SingleFlight[str, str]()  # [1]
    async with trio.open_nursery() as nursery:
        nursery.start_soon(visit, flights, "patient", 0.1)
        await trio.sleep(0.01)
        nursery.start_soon(visit, flights, "hasty", 0.02)


if __name__ == "__main__":
    trio.run(main)
