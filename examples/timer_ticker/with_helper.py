import trio

from plainlog import log
from trio_patterns import Ticker


async def timer_ticker(timer_duration: float, ticker_duration: float) -> None:
    with trio.move_on_after(timer_duration):  # [1]
        async for _ in Ticker(ticker_duration):  # [2]
            log.info("Hello from ticker")  # [4]
    log.info("Time to say goodbye")  # [3]


async def main() -> None:
    await timer_ticker(timer_duration=0.055, ticker_duration=0.01)


if __name__ == "__main__":
    trio.run(main)
