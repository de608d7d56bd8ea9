"""What a type checker makes of `Topic`; never run."""

from __future__ import annotations

from typing import assert_type

import trio

from trio_patterns.topic import Topic, TopicStatistics


async def check_topic(text: str) -> None:
    topic = Topic[int]()
    assert_type(await topic.publish(1), None)
    assert_type(topic.publish_nowait(1), None)
    assert_type(topic.close(), None)
    assert_type(topic.closed, bool)
    assert_type(topic.statistics(), TopicStatistics)
    assert_type(topic.statistics().values_dropped, int)
    with topic.subscribe(1) as waits:
        assert_type(waits, trio.MemoryReceiveChannel[int])
    with topic.subscribe(float("inf"), when_full="drop_oldest") as channel:
        assert_type(channel, trio.MemoryReceiveChannel[int])
        assert_type([value async for value in channel], list[int])
    await topic.publish("one")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    topic.subscribe(1, when_full=text)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    topic.subscribe(1, when_full="block")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]


def check_that_a_block_swallows_nothing(topic: Topic[int]) -> int:
    with topic.subscribe(1):
        return 1
