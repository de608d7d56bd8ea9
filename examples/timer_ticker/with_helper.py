import trio

from plainlog import log
from trio_patterns import Ticker


async def timer_ticker(timer_duration: float, ticker_duration: float) -> None:
    with trio.move_on_after(timer_duration):
        async for _ in Ticker(ticker_duration):
            log.info("Hello from ticker")
    log.info("Time to say goodbye")


async def main() -> None:
    await timer_ticker(timer_duration=0.055, ticker_duration=0.01)


if __name__ == "__main__":
    trio.run(main)
