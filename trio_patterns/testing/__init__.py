"""Tools to test concurrent programs with: Go's detectors, for Trio."""

from __future__ import annotations

from ._tree import TaskWait
from .cancellation import cancel_everywhere
from .deadlocks import DeadlockError, deadlock_detector
from .dumps import dump_on_sigquit, dump_tasks
from .lost_updates import Access, LostUpdateError, watch
from .schedules import Exploration, explore, run

__all__ = [
    "Access",
    "DeadlockError",
    "Exploration",
    "LostUpdateError",
    "TaskWait",
    "cancel_everywhere",
    "deadlock_detector",
    "dump_on_sigquit",
    "dump_tasks",
    "explore",
    "run",
    "watch",
]
