import trio

from plainlog import log


async def main() -> None:
    connections = trio.Semaphore(2)
    async with connections:
        log.info("connected to the database")
        async with connections:
            log.info("connected to its copy")


if __name__ == "__main__":
    trio.run(main)
