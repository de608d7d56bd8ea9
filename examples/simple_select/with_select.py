import trio

from plainlog import log
from trio_patterns import CLOSED, recv, select


async def hello(delay: float, name: str, send: trio.MemorySendChannel[str]) -> None:
    with send:
        await trio.sleep(delay)
        await send.send(name)


async def main() -> None:
    # Two channels that are not ours to join: then it takes a select.
    send1, receive1 = trio.open_memory_channel[str](0)  # [1:2]
    send2, receive2 = trio.open_memory_channel[str](0)
    async with trio.open_nursery() as nursery:
        nursery.start_soon(hello, 0.03, "goroutine 1", send1)  # [2:2]
        nursery.start_soon(hello, 0.02, "goroutine 2", send2)
        match await select(recv(receive1), recv(receive2)):  # [3:5]
            case (_, sender) if sender is not CLOSED:
                log.info("hello", sender=sender)
            case _:
                log.info("nobody said hello")
        nursery.cancel_scope.cancel(reason="one hello is enough")


if __name__ == "__main__":
    trio.run(main)
