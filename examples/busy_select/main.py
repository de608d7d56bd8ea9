import trio

from plainlog import log


async def say_hello(messages: trio.MemorySendChannel[str]) -> None:
    await trio.sleep(0.02)
    await messages.send("hello")


async def main() -> None:
    send, messages = trio.open_memory_channel[str](0)
    async with trio.open_nursery() as nursery:
        nursery.start_soon(say_hello, send)
        looks = 0  # [2]
        async for message in messages:  # [1]
            looks += 1  # [2]
            log.info(message, looks=looks)  # [3:2]
            break


if __name__ == "__main__":
    trio.run(main)
