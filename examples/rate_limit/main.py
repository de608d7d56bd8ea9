import trio

from plainlog import log


async def main() -> None:
    start = trio.current_time()  # [1]
    for request in range(4):
        # From the start, not from the last one: a delay is not added up.
        await trio.sleep_until(start + (request + 1) * 0.02)  # [2]
        log.info("sending", request=request)  # [3]


if __name__ == "__main__":
    trio.run(main)
