import trio

from plainlog import log


def describe(name: str, channel: trio.MemorySendChannel[str] | None) -> None:
    if channel is None:
        log.info("not made yet", channel=name)
        return
    statistics = channel.statistics()
    size, held = statistics.max_buffer_size, statistics.current_buffer_used
    log.info("made", channel=name, size=size, held=held)


async def main() -> None:
    # A type checker lets nobody use it without asking for `None`.
    declared: trio.MemorySendChannel[str] | None = None
    describe("declared", declared)

    # One half to send and one to receive. The size is always given; 0 is unbuffered.
    unbuffered, _ = trio.open_memory_channel[str](0)
    describe("unbuffered", unbuffered)

    buffered, _ = trio.open_memory_channel[str](3)
    describe("buffered", buffered)
    await buffered.send("hello")
    describe("buffered", buffered)


if __name__ == "__main__":
    trio.run(main)
