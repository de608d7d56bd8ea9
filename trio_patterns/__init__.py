"""Go's concurrency constructs and patterns, as structured helpers on Trio."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .nurseries import (
        LimitedNursery,
        LimitedNurseryStatistics,
        gather,
        open_limited_nursery,
    )
    from .once import Once, once_value
    from .racing import first_success, hedge, race
    from .rate_limiter import RateLimiter, RateLimiterStatistics
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
    from .streams import amap, batched, broadcast, merge, pipeline
    from .ticker import Ticker
    from .topic import Topic, TopicStatistics


__all__ = [
    "CLOSED",
    "Case",
    "Closed",
    "LimitedNursery",
    "LimitedNurseryStatistics",
    "Once",
    "RWLock",
    "RWLockStatistics",
    "RateLimiter",
    "RateLimiterStatistics",
    "SingleFlight",
    "Ticker",
    "Topic",
    "TopicStatistics",
    "WeightedSemaphore",
    "WeightedSemaphoreStatistics",
    "after",
    "amap",
    "batched",
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

# The modules behind this door are imported when something of them is used. pytest
# imports the package in each project where it is installed, to find the plugin; that
# shall not bring in Trio.
_NAMES = {
    "nurseries": {
        *("LimitedNursery", "LimitedNurseryStatistics"),
        *("gather", "open_limited_nursery"),
    },
    "once": {"Once", "once_value"},
    "racing": {"first_success", "hedge", "race"},
    "rate_limiter": {"RateLimiter", "RateLimiterStatistics"},
    "rwlock": {"RWLock", "RWLockStatistics"},
    "selection": {
        *("CLOSED", "Case", "Closed", "after", "recv"),
        *("select", "select_nowait", "send", "tick", "wait"),
    },
    "semaphores": {"WeightedSemaphore", "WeightedSemaphoreStatistics"},
    "singleflight": {"SingleFlight"},
    "streams": {"amap", "batched", "broadcast", "merge", "pipeline"},
    "ticker": {"Ticker"},
    "topic": {"Topic", "TopicStatistics"},
}


def __getattr__(name: str) -> object:
    for module, names in _NAMES.items():
        if name == module or name in names:
            home = import_module(f".{module}", __name__)
            found: object = home if name == module else getattr(home, name)
            globals()[name] = found
            return found
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted({*globals(), *_NAMES, *__all__})
