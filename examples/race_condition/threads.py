import time

import trio

from plainlog import log


async def count() -> int:
    x = 0

    def increment() -> None:
        nonlocal x
        before = x  # [2:3]
        time.sleep(0)  # As any call may: another thread runs here.
        x = before + 1

    async with trio.open_nursery() as nursery:
        for _ in range(1000):  # [1:2]
            nursery.start_soon(trio.to_thread.run_sync, increment)
    return x


async def main() -> None:
    # Without the call in the middle CPython happens to lose nothing. That is luck:
    # it promises nothing of the kind, and without the GIL it does lose them.
    for round_ in range(1, 101):  # [3:5]
        total = await count()
        if total != 1000:
            log.info("updates are lost", total=total, round=round_)
            return
    log.info("no update was ever lost")


if __name__ == "__main__":
    trio.run(main)
