"""What the tests of the selection share."""

from __future__ import annotations

import random
from typing import Any

import trio

Half = trio.MemorySendChannel[Any] | trio.MemoryReceiveChannel[Any]


Channel = tuple[trio.MemorySendChannel[Any], trio.MemoryReceiveChannel[Any]]


choose = random.choice  # decided by `explore`


def channels(number: int, size: int = 0) -> list[Channel]:
    return [trio.open_memory_channel[Any](size) for _ in range(number)]


def waiting(half: Half) -> int:
    statistics = half.statistics()
    return statistics.tasks_waiting_send + statistics.tasks_waiting_receive
