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
    with messages:
        for number in range(2):
            await trio.sleep(pause)
            await messages.send(Message(name, number))


async def collect(senders: dict[str, float]) -> None:
    """Receive from all the senders; each pauses so long before a message."""
    send, receive = trio.open_memory_channel[Message](0)
    async with trio.open_nursery() as nursery:
        for name, pause in senders.items():
            nursery.start_soon(sender, name, pause, send)

        async for message in receive:
            log.info("received", sender=message.sender, number=message.number)
        log.info("all senders are done")


async def main() -> None:
    await collect({"slow": 0.025, "steady": 0.015, "quick": 0.01})


if __name__ == "__main__":
    trio.run(main)
