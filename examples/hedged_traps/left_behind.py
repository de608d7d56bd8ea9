import trio

from plainlog import log
from trio_patterns import hedge


async def find() -> bool:  # [1:3]
    await trio.sleep(0.002)
    return True


async def main() -> None:
    before = trio.lowlevel.current_statistics().tasks_living  # [3]
    for _ in range(100):
        await hedge(find, find, find, delay=0.0005)  # [2]
    after = trio.lowlevel.current_statistics().tasks_living  # [3:2]
    log.info("after 100 calls", left_behind=after - before)


if __name__ == "__main__":
    trio.run(main)
