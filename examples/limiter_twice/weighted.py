import trio

from plainlog import log
from trio_patterns import WeightedSemaphore


async def main() -> None:
    connections = WeightedSemaphore(2)  # [1]
    # [4:1]
    async with connections.hold(2):  # Both at once: two such tasks never deadlock.
        log.info("connected to the database")
        log.info("connected to its copy")


if __name__ == "__main__":
    trio.run(main)
