from itertools import count

import trio

from plainlog import log


async def greet() -> None:
    log.info("Hello from ticker")


async def timer_ticker(timer_duration: float, ticker_duration: float) -> None:
    start = trio.current_time()
    with trio.move_on_after(timer_duration):
        for tick in count(1):
            await trio.sleep_until(start + tick * ticker_duration)
            await greet()
    log.info("Time to say goodbye")


async def main() -> None:
    await timer_ticker(timer_duration=0.055, ticker_duration=0.01)


if __name__ == "__main__":
    trio.run(main)
