import math

import trio

from plainlog import log


async def main() -> None:
    for _ in range(1_000):
        with trio.move_on_after(3600):  # [2]
            await trio.lowlevel.checkpoint()  # The answer is there already.  # [1]
    # [3:2]
    pending = trio.lowlevel.current_statistics().seconds_to_next_deadline < math.inf
    log.info("1000 deadlines of an hour", any_pending=pending)


if __name__ == "__main__":
    trio.run(main)
