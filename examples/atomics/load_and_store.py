import trio

from plainlog import log


async def main() -> None:
    total = 0  # [1]

    async def count() -> None:
        nonlocal total
        # The switch is at the `await`: all of them read 0, and all write 1.
        seen = total  # [2:3]
        await trio.sleep(0.05)
        total = seen + 1

    async with trio.open_nursery() as nursery:
        for _ in range(10):
            nursery.start_soon(count)
    log.info("counted", total=total)  # [3]


if __name__ == "__main__":
    trio.run(main)
