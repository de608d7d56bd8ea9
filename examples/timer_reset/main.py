import trio

from plainlog import log


async def chat(words: trio.MemorySendChannel[str]) -> None:
    for word in ("hello", "how are you", "bye"):
        await trio.sleep(0.02)
        await words.send(word)


async def main() -> None:
    send, words = trio.open_memory_channel[str](0)
    async with trio.open_nursery() as nursery:
        nursery.start_soon(chat, send)

        with trio.move_on_after(0.03) as idle:  # [1]
            async for word in words:  # [2:2]
                log.info("heard", word=word)
                idle.deadline = trio.current_time() + 0.03  # [3]
        log.info("silence")  # [4]


if __name__ == "__main__":
    trio.run(main)
