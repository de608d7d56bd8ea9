"""Tools to test concurrent programs with: Go's detectors, for Trio."""

from __future__ import annotations

from ._tree import TaskWait
from .cancellation import cancel_everywhere
from .deadlocks import DeadlockError, deadlock_detector
from .schedules import Exploration, explore, run

__all__ = [
    "DeadlockError",
    "Exploration",
    "TaskWait",
    "cancel_everywhere",
    "deadlock_detector",
    "explore",
    "run",
]
