import trio

from plainlog import log
from trio_patterns import Ticker


async def main() -> None:
    ticker = Ticker(0.02)
    for request in range(4):
        await ticker.tick()
        log.info("sending", request=request)


if __name__ == "__main__":
    trio.run(main)
