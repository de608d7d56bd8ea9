"""Go's concurrency constructs and patterns, as structured helpers on Trio."""

from __future__ import annotations

from .nurseries import (
    LimitedNursery,
    LimitedNurseryStatistics,
    gather,
    open_limited_nursery,
)
from .once import Once, once_value
from .racing import first_success, hedge, race
from .rwlock import RWLock, RWLockStatistics
from .selection import (
    CLOSED,
    Case,
    Closed,
    after,
    recv,
    select,
    select_nowait,
    send,
    tick,
    wait,
)
from .semaphores import WeightedSemaphore, WeightedSemaphoreStatistics
from .singleflight import SingleFlight
from .streams import amap, broadcast, merge, pipeline
from .ticker import Ticker

__all__ = [
    "CLOSED",
    "Case",
    "Closed",
    "LimitedNursery",
    "LimitedNurseryStatistics",
    "Once",
    "RWLock",
    "RWLockStatistics",
    "SingleFlight",
    "Ticker",
    "WeightedSemaphore",
    "WeightedSemaphoreStatistics",
    "after",
    "amap",
    "broadcast",
    "first_success",
    "gather",
    "hedge",
    "merge",
    "once_value",
    "open_limited_nursery",
    "pipeline",
    "race",
    "recv",
    "select",
    "select_nowait",
    "send",
    "tick",
    "wait",
]

__version__ = "0.1.0"
