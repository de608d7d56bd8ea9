import trio

from plainlog import log


async def main() -> None:
    start = trio.current_time()  # [1]
    for number in range(1, 4):  # [2]
        await trio.sleep_until(start + number * 0.01)  # [1]
        log.info("tick", number=number)
        if number < 3:
            await trio.sleep(0.004)  # The next tick is no later for this.  # [3]
    log.info("that is enough")


if __name__ == "__main__":
    trio.run(main)
