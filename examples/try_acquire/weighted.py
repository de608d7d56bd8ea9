import trio

from plainlog import log
from trio_patterns import WeightedSemaphore


def ask(memory: WeightedSemaphore, megabytes: int) -> None:
    try:
        memory.acquire_nowait(megabytes)  # [2]
    except trio.WouldBlock:
        got = False
    else:
        got = True
    log.info("asked", megabytes=megabytes, got=got)


async def main() -> None:
    memory = WeightedSemaphore(30)  # [1]
    ask(memory, 20)
    ask(memory, 20)
    ask(memory, 10)
    await trio.sleep(0.01)
    memory.release(20)  # [3]
    ask(memory, 20)


if __name__ == "__main__":
    trio.run(main)
