import trio

from plainlog import log


async def sender(words: trio.MemorySendChannel[str]) -> None:
    async with words:  # Closes after the last send, and after an error, too.  # [1]
        for word in ("one", "two", "three"):
            await words.send(word)  # [2:2]
            log.info("sent", word=word)
        log.info("closing")


async def main() -> None:
    send, receive = trio.open_memory_channel[str](3)
    async with trio.open_nursery() as nursery:
        nursery.start_soon(sender, send)

        await trio.sleep(0.01)
        # Long closed, but nothing in it is lost.
        async for word in receive:  # [3:2]
            log.info("received", word=word)
        log.info("nothing left")


if __name__ == "__main__":
    trio.run(main)
