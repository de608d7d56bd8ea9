import time

import trio

from plainlog import log


def ask() -> str:  # [1:3]
    time.sleep(0.4)
    return "the answer"


async def main() -> None:
    started = trio.current_time()
    with trio.move_on_after(0.05) as scope:
        await trio.to_thread.run_sync(ask)  # [2]
    in_time = trio.current_time() - started < 0.4
    log.info("back", gave_up=scope.cancelled_caught, in_time=in_time)  # [3]


if __name__ == "__main__":
    trio.run(main)
