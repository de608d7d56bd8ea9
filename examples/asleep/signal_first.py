import trio

from plainlog import log


async def main() -> None:
    ready = trio.Event()

    log.info("ready")
    ready.set()  # It stays set.

    await ready.wait()
    log.info("go")


if __name__ == "__main__":
    trio.run(main)
