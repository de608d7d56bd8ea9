import trio

from plainlog import log


async def main() -> None:
    lock = trio.Lock()
    turns = 0

    # [1:6]
    async def greedy() -> None:  # Gives the lock back, and asks for it again at once.
        nonlocal turns
        while True:
            async with lock:
                await trio.lowlevel.checkpoint()
                turns += 1

    worst = 0
    async with trio.open_nursery() as nursery:
        nursery.start_soon(greedy)
        for _ in range(20):  # The polite one needs it now and then.
            await trio.sleep(0.001)
            asked = turns  # [3]
            async with lock:  # First come, first served.  # [2]
                worst = max(worst, turns - asked)  # [3]
        nursery.cancel_scope.cancel(reason="the polite one is served")  # [4]
    log.info("waited for turns of the greedy one", at_worst=worst)


if __name__ == "__main__":
    trio.run(main)
