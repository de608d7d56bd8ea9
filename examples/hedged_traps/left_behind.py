import trio

from plainlog import log
from trio_patterns import hedge


async def find() -> bool:
    await trio.sleep(0.002)
    return True


async def main() -> None:
    before = trio.lowlevel.current_statistics().tasks_living
    for _ in range(100):
        await hedge(find, find, find, delay=0.0005)
    after = trio.lowlevel.current_statistics().tasks_living
    log.info("after 100 calls", left_behind=after - before)


if __name__ == "__main__":
    trio.run(main)
