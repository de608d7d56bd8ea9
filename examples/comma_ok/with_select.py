import trio

from plainlog import log
from trio_patterns import CLOSED, recv, select


async def receive(numbers: trio.MemoryReceiveChannel[int]) -> None:
    _, number = await select(recv(numbers))  # [1]
    if number is CLOSED:  # [2:3]
        log.info("the channel was closed")
        return
    log.info("received", number=number)


async def main() -> None:
    send, numbers = trio.open_memory_channel[int](1)
    await send.send(0)
    send.close()

    await receive(numbers)  # Gives 0.  # [3]
    await receive(numbers)  # Gives CLOSED.  # [4]


if __name__ == "__main__":
    trio.run(main)
