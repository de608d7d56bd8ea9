import trio

from plainlog import log


async def hello(delay: float, name: str, send: trio.MemorySendChannel[str]) -> None:
    with send:
        await trio.sleep(delay)
        await send.send(name)


async def main() -> None:
    # Two senders, one channel: the first value that arrives is the first to deliver.
    send, receive = trio.open_memory_channel[str](0)  # [1]
    async with trio.open_nursery() as nursery:
        with send:
            nursery.start_soon(hello, 0.03, "goroutine 1", send.clone())  # [2:2]
            nursery.start_soon(hello, 0.02, "goroutine 2", send.clone())
        log.info("hello", sender=await receive.receive())  # [3:2]
        nursery.cancel_scope.cancel(reason="one hello is enough")


if __name__ == "__main__":
    trio.run(main)
