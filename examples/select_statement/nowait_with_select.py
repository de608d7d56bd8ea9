import trio

from plainlog import log
from trio_patterns import recv, select_nowait, send


def offer(samples: trio.MemorySendChannel[int], sample: int) -> None:
    try:
        select_nowait(send(samples, sample))  # [1]
    except trio.WouldBlock:  # [2:2]
        log.info("dropped", sample=sample)
    else:
        log.info("kept", sample=sample)


def poll(samples: trio.MemoryReceiveChannel[int]) -> None:
    try:
        _, sample = select_nowait(recv(samples))  # [3]
    except trio.WouldBlock:  # [2:2]
        log.info("nothing there")
    else:
        log.info("received", sample=sample)


async def main() -> None:
    samples, receive = trio.open_memory_channel[int](2)
    for sample in range(3):
        offer(samples, sample)
    await trio.sleep(0.01)
    for _ in range(3):
        poll(receive)


if __name__ == "__main__":
    trio.run(main)
