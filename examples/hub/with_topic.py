from contextlib import suppress

import trio

from plainlog import log
from trio_patterns import Topic


async def visit(
    topic: Topic[str], name: str, room: int, pace: float, stay: float
) -> None:
    with (
        trio.move_on_after(stay),  # [5]
        suppress(trio.BrokenResourceError),  # It was dropped.  # [4]
        topic.subscribe(room, when_full="close") as inbox,  # [2]
    ):
        async for text in inbox:  # [3]
            log.info("read", member=name, text=text)
            await trio.sleep(pace)
    log.info("left", member=name)


def publish(topic: Topic[str], text: str) -> None:
    missed = topic.statistics().values_dropped
    topic.publish_nowait(text)  # [3]
    if topic.statistics().values_dropped > missed:  # [4:2]
        log.info("dropped a slow member")


async def main() -> None:
    topic = Topic[str]()  # [1]
    async with trio.open_nursery() as nursery:
        nursery.start_soon(visit, topic, "ann", 2, 0, 1)
        nursery.start_soon(visit, topic, "bob", 2, 0, 0.025)
        nursery.start_soon(visit, topic, "slow", 1, 0.045, 1)

        for text in ("one", "two", "three"):
            await trio.sleep(0.01)
            publish(topic, text)  # [3]
        await trio.sleep(0.01)
        topic.close()  # [7]


if __name__ == "__main__":
    trio.run(main)
