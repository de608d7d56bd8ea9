import trio

from plainlog import log


async def main() -> None:
    connections = trio.CapacityLimiter(2)  # [1]
    async with connections:  # [2] [4]
        log.info("connected to the database")
        async with connections:  # [3] [4]
            log.info("connected to its copy")


if __name__ == "__main__":
    trio.run(main)
