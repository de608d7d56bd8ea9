"""Records a Trio program of the examples: `python -m ...trace_stage MODULE CLOCK ...`.

On the virtual clock it is run in the one task order of seed 0, and gives the same
picture every time. What waits for a thread, a socket or the like can't be run on that
clock, and what is never idle would stop it: the exit status says so, and nothing is
drawn.
"""

from __future__ import annotations

import functools
import importlib
import os
import sys
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

import trio

from trio_patterns.guide.catalogue import examples_root
from trio_patterns.guide.tracing import NEEDS_THE_REAL_CLOCK
from trio_patterns.testing import deadlock_detector, run
from trio_patterns.timeline import Timeline
from trio_patterns.timeline._svg import svg_of

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

_OUTSIDE = {"thread", "I/O", "unknown"}
_MOST_STEPS_AT_ONE_TIME = 20_000
# In seconds: some examples hang, as their lesson.
_LONGEST = 10.0
# A crowd of an example is made of like tasks: a few of them show what they do.
_ROWS_OF_A_CROWD = 6


def main(module: str, clock: str, path: str, title: str, width: str) -> int:
    """Run the `main` of a module of the examples, and draw it into a file."""
    # The examples import each other by their folders' names, as Go's programs do.
    sys.path.insert(0, str(examples_root()))
    timeline = Timeline()
    program = importlib.import_module(module).main
    # However it ends, the picture shows it.
    with suppress(Exception, BaseExceptionGroup, SystemExit):
        if clock == "virtual":
            run(program, instruments=[timeline, _StandstillWatcher()])
        else:
            _run_in_real_time(program, timeline)
    waits = (wait for task in timeline.recording.tasks for wait in task.waits)
    if clock == "virtual" and any(wait.kind in _OUTSIDE for wait in waits):
        return NEEDS_THE_REAL_CLOCK
    if path.endswith(".txt"):
        text = timeline.text(title=title, width=int(width))
    elif path.endswith(".svg"):
        text = svg_of(timeline.recording, title, of_a_crowd=_ROWS_OF_A_CROWD)
    else:
        timeline.save(path, title=title)
        return 0
    Path(path).write_text(text, encoding="utf-8")
    return 0


class _StandstillWatcher(trio.abc.Instrument):
    """Ends the process if the clock, which jumps when all are idle, never does."""

    def __init__(self) -> None:
        self._time = 0.0
        self._steps = 0

    def before_task_step(self, task: trio.lowlevel.Task) -> None:
        del task
        now = trio.current_time()
        self._steps = self._steps + 1 if now == self._time else 0
        self._time = now
        if self._steps > _MOST_STEPS_AT_ONE_TIME:
            os._exit(NEEDS_THE_REAL_CLOCK)


def _run_in_real_time(
    program: Callable[[], Awaitable[object]], timeline: Timeline
) -> None:
    @functools.wraps(program)
    async def watched() -> None:
        with trio.move_on_after(_LONGEST):
            async with deadlock_detector():
                await program()

    trio.run(watched, instruments=[timeline])


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
