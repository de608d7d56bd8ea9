import trio

from plainlog import log
from trio_patterns import Ticker


async def main() -> None:
    ticker = Ticker(0.02)  # [1]
    for request in range(4):
        await ticker.tick()  # [2]
        log.info("sending", request=request)  # [3]


if __name__ == "__main__":
    trio.run(main)
