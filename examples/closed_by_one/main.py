import trio

from plainlog import log


async def say(pause: float, text: str, messages: trio.MemorySendChannel[str]) -> None:
    # [1:1]
    with messages:  # Each has its own clone; the last one out closes the channel.
        await trio.sleep(pause)
        await messages.send(text)  # [2]


async def main() -> None:
    send, messages = trio.open_memory_channel[str](0)
    async with trio.open_nursery() as nursery:
        with send:  # [3:3]
            nursery.start_soon(say, 0.01, "hello from the fast one", send.clone())
            nursery.start_soon(say, 0.02, "hello from the slow one", send.clone())
        async for message in messages:  # [4:2]
            log.info(message)
    log.info("all done")


if __name__ == "__main__":
    trio.run(main)
