from dataclasses import dataclass

import trio

from plainlog import log


@dataclass(frozen=True)
class Message:
    sender: str
    number: int


async def sender(
    name: str, pause: float, messages: trio.MemorySendChannel[Message]
) -> None:
    with messages:  # [1:4]
        for number in range(2):
            await trio.sleep(pause)
            await messages.send(Message(name, number))


async def main() -> None:
    send, receive = trio.open_memory_channel[Message](0)
    async with trio.open_nursery() as nursery:
        # [2:1]
        with send:  # A clone for each sender; the last one out closes the channel.
            for name, pause in {"slow": 0.025, "steady": 0.015, "quick": 0.01}.items():
                nursery.start_soon(sender, name, pause, send.clone())  # [3]

        async for message in receive:  # [4:2]
            log.info("received", sender=message.sender, number=message.number)
        log.info("all senders are done")


if __name__ == "__main__":
    trio.run(main)
