import trio

from plainlog import log


async def main() -> None:  # [1]
    start = trio.current_time()
    async with trio.open_nursery() as nursery:
        for _ in range(100):  # [2:2]
            nursery.start_soon(trio.sleep, 0.02)
    took = trio.current_time() - start
    log.info("100 waits of 20 ms on one processor", overlap=took < 1)


if __name__ == "__main__":
    trio.run(main)
