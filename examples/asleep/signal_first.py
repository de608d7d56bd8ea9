import trio

from plainlog import log


async def main() -> None:
    ready = trio.Event()  # [1]

    log.info("ready")
    ready.set()  # It stays set.  # [2]

    await ready.wait()  # [3]
    log.info("go")


if __name__ == "__main__":
    trio.run(main)
