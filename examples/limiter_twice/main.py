import trio

from plainlog import log


async def main() -> None:
    connections = trio.Semaphore(2)  # [1]
    async with connections:  # [2]
        log.info("connected to the database")
        async with connections:  # [3]
            log.info("connected to its copy")


if __name__ == "__main__":
    trio.run(main)
