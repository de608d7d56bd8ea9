from collections import Counter
from dataclasses import dataclass

import trio

from plainlog import log  # [2]


@dataclass
class Station:  # [4:4]
    name: str
    sky: str = ""  # [15]
    takes: float = 0

    async def look(self) -> str:  # [5]
        await trio.sleep(self.takes)  # [6]
        return self.sky  # [7]


@dataclass
class Report:  # [4:4]
    station: Station
    sky: str = ""
    error: str | None = None  # [3]


async def ask(  # [8:3]
    stations: list[Station], reports: trio.MemorySendChannel[Report]
) -> None:
    async def ask_one(station: Station) -> None:  # [12]
        try:
            with trio.fail_after(1):  # [16]
                report = Report(station, await station.look())
        except trio.TooSlowError:  # [7]
            report = Report(station, error="too slow")
        await reports.send(report)  # [13]

    with reports:  # [9]
        async with trio.open_nursery() as nursery:  # [10]
            for station in stations:  # [11]
                nursery.start_soon(ask_one, station)  # [12]


async def main() -> None:
    stations = [  # [14]
        Station("Tromsø", "snow", takes=0.1),
        Station("Bergen", "rain", takes=0.2),
        Station("Hamar", takes=60),  # [15]
    ]
    async with trio.open_nursery() as nursery:  # [18]
        send, reports = trio.open_memory_channel[Report](0)  # [17]
        nursery.start_soon(ask, stations, send)  # [18]

        count = Counter[str]()  # [19]
        async for r in reports:  # [20]
            if r.error is not None:  # [21:3]
                log.error("no report", station=r.station.name, error=r.error)
                continue
            log.info("got report", station=r.station.name, sky=r.sky)
            count[r.sky] += 1  # [19]
        log.info("counted", rain=count["rain"], sun=count["sun"])  # [19]


if __name__ == "__main__":
    trio.run(main)
