"""Record and draw a Trio program of the examples: `python -m THIS MODULE CLOCK ...`.

On the virtual clock the tasks run in the one order of seed 0, so the picture is the
same every time. A program that waits for a thread or a socket can't run on that clock,
nor can one that is never idle: the exit status says so, and nothing is drawn. It also
says so of a picture in which there is nothing to see.
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

from trio_patterns.guide import mock_clock  # noqa: F401  # pyright: ignore[reportUnusedImport]
from trio_patterns.guide.catalogue import examples_root, importable
from trio_patterns.guide.tracing import NEEDS_THE_REAL_CLOCK, NOTHING_TO_SEE
from trio_patterns.testing import deadlock_detector, run
from trio_patterns.timeline import Timeline
from trio_patterns.timeline._layout import Layout
from trio_patterns.timeline._svg import Drawing

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

_OUTSIDE = {"thread", "I/O", "unknown"}
_MOST_STEPS_AT_ONE_TIME = 20_000
# In seconds: some examples hang, which is their lesson.
_LONGEST = 10.0
# In the examples the tasks of a large nursery are all alike: a few are enough.
_ROWS_OF_A_CROWD = 6


def main(module: str, clock: str, path: str, title: str, width: str) -> int:
    """Run the `main` of a module of the examples, and draw it into a file."""
    timeline = Timeline()
    with importable(examples_root()):
        program = importlib.import_module(module).main
        # However the program ends, the picture shows it.
        with suppress(Exception, BaseExceptionGroup, SystemExit):
            if clock == "virtual":
                run(program, instruments=[timeline, _StandstillWatcher()])
            else:
                _run_in_real_time(program, timeline)
    waits = (wait for task in timeline.recording.tasks for wait in task.waits)
    if clock == "virtual" and any(wait.kind in _OUTSIDE for wait in waits):
        return NEEDS_THE_REAL_CLOCK
    if path.endswith(".svg"):
        layout = Layout(timeline.recording, of_a_crowd=_ROWS_OF_A_CROWD)
        Path(path).write_text(Drawing(layout, title).text(), encoding="utf-8")
        return 0 if _explains(layout) else NOTHING_TO_SEE
    if path.endswith(".txt"):
        text = timeline.text(title=title, width=int(width))
        Path(path).write_text(text, encoding="utf-8")
    else:
        timeline.save(path, title=title)
    return 0


def _explains(layout: Layout) -> bool:
    """Tell whether there is more to see than one task that runs, or some of a crowd.

    A few of many tasks on an axis of steps, as of a thousand that count, show neither
    what they do nor to whom.
    """
    if layout.lanes_left_out and not layout.axis.by_time:
        return False
    return any(bar.style != "running" for lane in layout.lanes for bar in lane.bars)


class _StandstillWatcher(trio.abc.Instrument):
    """Ends the process if the clock never jumps because some task is never idle."""

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
