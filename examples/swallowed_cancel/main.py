import trio

from plainlog import log


async def send(text: str) -> None:
    await trio.sleep(1)
    raise OSError("nobody is there")


async def send_with_retries(text: str) -> None:
    for attempt in range(1, 4):
        try:
            await send(text)  # [1]
        except OSError:  # [2:2]
            log.error("failed, once more", attempt=attempt)


async def main() -> None:
    with trio.move_on_after(0.01) as scope:  # [3]
        await send_with_retries("hello")
    log.info("back", gave_up=scope.cancelled_caught)  # [3]


if __name__ == "__main__":
    trio.run(main)
