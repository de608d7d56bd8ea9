"""Benchmarks: every helper beside its peers, in one run.

    python -m tests.benchmarks            # all, into docs/performance
    python -m tests.benchmarks floor tail # only these parts
    python -m tests.benchmarks --redraw   # the tables and charts anew, from the results

Each part is a module; `reports` turns its result into Markdown and charts:

- `floor`: against the same job, hand-written on plain Trio.
- `peers`: against other libraries that do the same job.
- `growth`: from few tasks to very many, in time and memory.
- `kept`: whether memory stays flat over a million operations.
- `against_go`: against Go.
- `waiting`: what a goroutine, a thread and a task cost while they wait.
- `tail`: what hedged requests do to the slow tail.
- `overhead`: what the detectors and the recorder cost.

Nothing here passes or fails by a time: machines differ, and this one may be busy. What
counts is the ratio of two times in one round of one run; see `measuring`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from . import against_go, floor, growth, kept, overhead, peers, tail, waiting
from .measuring import conditions, hold

if TYPE_CHECKING:
    from .measuring import Effort, Result

_CONTESTS = {
    "floor": floor.CONTESTS,
    "peers": peers.CONTESTS,
    "overhead": overhead.CONTESTS,
}
_OTHERS = {
    "growth": growth.measure,
    "kept": kept.measure,
    "against_go": against_go.measure,
    "waiting": waiting.measure,
    "tail": tail.measure,
}
PARTS = (
    "floor",
    "peers",
    "growth",
    "kept",
    "against_go",
    "waiting",
    "tail",
    "overhead",
)


def measure(part: str, effort: Effort) -> Result:
    """Measure a part: a result that fits into JSON."""
    if part in _CONTESTS:
        result = {"contests": [hold(contest, effort) for contest in _CONTESTS[part]]}
    else:
        result = _OTHERS[part](effort)
    return {"conditions": conditions(effort), **result}
