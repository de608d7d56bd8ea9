import trio

from plainlog import log


def describe(name: str, channel: trio.MemorySendChannel[str] | None) -> None:
    if channel is None:  # [1:3]
        log.info("not made yet", channel=name)
        return
    statistics = channel.statistics()  # [4:3]
    size, held = statistics.max_buffer_size, statistics.current_buffer_used
    log.info("made", channel=name, size=size, held=held)


async def main() -> None:
    # A type checker lets nobody use it without asking for `None`.
    declared: trio.MemorySendChannel[str] | None = None  # [1]
    describe("declared", declared)

    # One half to send and one to receive. The size is always given; 0 is unbuffered.
    unbuffered, _ = trio.open_memory_channel[str](0)  # [2]
    describe("unbuffered", unbuffered)

    buffered, _ = trio.open_memory_channel[str](3)  # [3]
    describe("buffered", buffered)
    await buffered.send("hello")  # [5]
    describe("buffered", buffered)


if __name__ == "__main__":
    trio.run(main)
