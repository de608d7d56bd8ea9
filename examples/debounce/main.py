import trio

from plainlog import log


async def search(texts: trio.MemoryReceiveChannel[str]) -> None:
    async for text in texts:
        latest, typing = text, True
        while typing:  # [1:5]
            typing = False
            with trio.move_on_after(0.025):
                latest = await texts.receive()
                typing = True
        log.info("searching", text=latest)  # [2]


async def main() -> None:
    send, texts = trio.open_memory_channel[str](0)
    async with trio.open_nursery() as nursery:
        nursery.start_soon(search, texts)

        for text in ("m", "mo", "mob"):  # [3:4]
            log.info("typed", text=text)
            await send.send(text)
            await trio.sleep(0.01)
        await trio.sleep(0.03)
        log.info("typed", text="moby")
        await send.send("moby")
        await trio.sleep(0.04)
        nursery.cancel_scope.cancel(reason="nobody types any more")


if __name__ == "__main__":
    trio.run(main)
