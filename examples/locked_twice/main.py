import trio

from plainlog import log


async def main() -> None:
    lock = trio.Lock()
    await lock.acquire()
    log.info("at work")
    lock.release()
    try:
        lock.release()
    except RuntimeError as error:
        log.error("an error occurred", error=error)


if __name__ == "__main__":
    trio.run(main)
