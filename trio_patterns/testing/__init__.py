"""Tools to test concurrent programs with: what a Go programmer leans on, for Trio.

- ``all goroutines are asleep - deadlock!``: `deadlock_detector`.
- ``go test -race``: `explore` runs a program in many orders of its tasks, and `watch`
  sees lost updates, the data races that are left in Trio.
- ``testing/synctest``: `run`, with a clock that jumps, and one order of the tasks.
- SIGQUIT and the goroutine dump: `dump_on_sigquit` and `dump_tasks`.
- Nothing in Go: `cancel_everywhere` cancels a program at each of its steps.

All of them work for any Trio program. `trio_patterns.testing.plugin` brings them into
pytest: ``@pytest.mark.schedules(200)`` and ``--deadlock-detector``.
"""

from __future__ import annotations

from trio_patterns._tasks.tree import TaskWait

from .cancellation import cancel_everywhere
from .deadlocks import DeadlockError, deadlock_detector
from .dumps import dump_on_sigquit, dump_tasks
from .lost_updates import Access, LostUpdateError, watch
from .registered_waits import register_wait
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
    "register_wait",
    "run",
    "watch",
]
