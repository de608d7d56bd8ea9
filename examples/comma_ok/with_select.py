import trio

from plainlog import log
from trio_patterns import CLOSED, recv, select


async def receive(numbers: trio.MemoryReceiveChannel[int]) -> None:
    _, number = await select(recv(numbers))
    if number is CLOSED:
        log.info("the channel was closed")
        return
    log.info("received", number=number)


async def main() -> None:
    send, numbers = trio.open_memory_channel[int](1)
    await send.send(0)
    send.close()

    await receive(numbers)  # Gives 0.
    await receive(numbers)  # Gives CLOSED.


if __name__ == "__main__":
    trio.run(main)
