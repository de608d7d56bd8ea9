"""The private knobs of Trio's scheduler, all of them in this one place.

Trio runs its ready tasks in batches, and promises nothing about the order within a
batch. In its *deterministic mode*, which exists for Hypothesis and pytest-trio, it
sorts each batch by the age of the tasks and then has a random source shuffle it: who
owns that source owns the order. There is no public way to either, so what follows is
checked when this module is imported, and put back after each run.
"""

from __future__ import annotations

import random
import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import trio

if TYPE_CHECKING:
    from collections.abc import Iterator

# Typed as `Any`: these names are private, and no business of a type checker.
_trio_run: Any = getattr(getattr(trio, "_core", None), "_run", None)

if not isinstance(
    getattr(_trio_run, "_ALLOW_DETERMINISTIC_SCHEDULING", None), bool
) or not isinstance(getattr(_trio_run, "_r", None), random.Random):
    raise ImportError(
        "trio_patterns.testing orders tasks through Trio's private "
        "_ALLOW_DETERMINISTIC_SCHEDULING and _r in trio._core._run, and "
        f"trio {trio.__version__} does not have them as expected"
    )

# The knobs belong to the process, not to a run.
_in_use = threading.Lock()


@contextmanager
def task_order(source: random.Random) -> Iterator[None]:
    """Let ``source`` shuffle each batch of tasks in the runs inside the block.

    Python's own random numbers are seeded too, as what a program draws decides what it
    does. Everything is as it was when the block ends.

    Raises:
        RuntimeError: another thread is inside such a block.
    """
    if not _in_use.acquire(blocking=False):
        raise RuntimeError(
            "another thread is in a seeded run: the order of tasks is set for the "
            "whole process, so only one such run is possible at a time"
        )
    mode, trio_source = _trio_run._ALLOW_DETERMINISTIC_SCHEDULING, _trio_run._r
    random_state = random.getstate()
    try:
        _trio_run._ALLOW_DETERMINISTIC_SCHEDULING, _trio_run._r = True, source
        random.seed(0)
        yield
    finally:
        _trio_run._ALLOW_DETERMINISTIC_SCHEDULING, _trio_run._r = mode, trio_source
        random.setstate(random_state)
        _in_use.release()
