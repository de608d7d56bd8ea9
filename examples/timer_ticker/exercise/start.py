import trio

from plainlog import log


async def greet() -> None:
    log.info("Hello from ticker")


async def timer_ticker(timer_duration: float, ticker_duration: float) -> None:
    end = trio.current_time() + timer_duration
    while trio.current_time() < end:
        await trio.sleep(ticker_duration)
        await greet()
    log.info("Time to say goodbye")


async def main() -> None:
    await timer_ticker(timer_duration=0.055, ticker_duration=0.01)


if __name__ == "__main__":
    trio.run(main)
