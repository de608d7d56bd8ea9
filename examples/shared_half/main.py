import trio

from plainlog import log


async def say(pause: float, text: str, messages: trio.MemorySendChannel[str]) -> None:
    with messages:  # [1]
        await trio.sleep(pause)
        await messages.send(text)  # [2]


async def main() -> None:
    send, messages = trio.open_memory_channel[str](0)  # [3]
    async with trio.open_nursery() as nursery:
        with send:  # Nor does this one stay open.  # [3]
            # [4:2]
            nursery.start_soon(say, 0.01, "hello from the fast one", send.clone())
            nursery.start_soon(say, 0.02, "hello from the slow one", send.clone())
        async for message in messages:
            log.info(message)
    log.info("all done")


if __name__ == "__main__":
    trio.run(main)
