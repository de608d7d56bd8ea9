import trio

from plainlog import log


async def every(
    pause: float, words: list[str], channel: trio.MemorySendChannel[str]
) -> None:
    with channel:
        for word in words:
            await trio.sleep(pause)
            await channel.send(word)


async def read(name: str, channel: trio.MemoryReceiveChannel[str]) -> None:
    async for word in channel:  # [3]
        log.info(name, word=word)  # [4]


async def main() -> None:
    news, news_in = trio.open_memory_channel[str](0)
    mail, mail_in = trio.open_memory_channel[str](0)
    async with trio.open_nursery() as nursery:
        nursery.start_soon(every, 0.02, ["rain", "sun"], news)  # [1:2]
        nursery.start_soon(every, 0.015, ["bill", "card", "form"], mail)
        # A loop for each: when a channel ends, its loop does.
        nursery.start_soon(read, "news", news_in)  # [2:2]
        nursery.start_soon(read, "mail", mail_in)
    log.info("both have ended")


if __name__ == "__main__":
    trio.run(main)
