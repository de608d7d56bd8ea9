import trio

from plainlog import log


async def say_goodbye() -> None:
    await trio.sleep(0.01)


async def serve() -> None:
    try:
        await trio.sleep_forever()
    finally:
        log.info("closing")
        with trio.move_on_after(0.1, shield=True):  # [2:2]
            await say_goodbye()
            log.info("closed")  # [3]


async def main() -> None:
    with trio.move_on_after(0.05):  # [1]
        await serve()
    log.info("back")


if __name__ == "__main__":
    trio.run(main)
