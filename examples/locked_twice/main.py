import trio

from plainlog import log


async def main() -> None:
    lock = trio.Lock()
    await lock.acquire()  # [1:3]
    log.info("at work")
    lock.release()
    try:
        lock.release()  # [2]
    except RuntimeError as error:  # [3:2]
        log.error("an error occurred", error=error)


if __name__ == "__main__":
    trio.run(main)
