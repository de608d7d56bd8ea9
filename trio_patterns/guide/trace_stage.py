"""Records a Trio program of the examples: `python -m ...trace_stage MODULE CLOCK ...`.

On the virtual clock it is run in the one task order of seed 0, and gives the same
picture every time. What waits for a thread, a socket or the like can't be run on that
clock: the exit status says so, and nothing is drawn.
"""

from __future__ import annotations

import functools
import importlib
import io
import sys
from contextlib import redirect_stdout, suppress
from typing import TYPE_CHECKING

import trio

from trio_patterns.guide.catalogue import examples_root
from trio_patterns.guide.tracing import NEEDS_THE_REAL_CLOCK
from trio_patterns.testing import deadlock_detector, run
from trio_patterns.timeline import Timeline

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

_OUTSIDE = {"thread", "I/O", "unknown"}


def main(module: str, clock: str, target: str, title: str, width: str) -> int:
    """Run the `main` of a module of the examples, and draw it; ``-`` is text."""
    # The examples import each other by their folders' names, as Go's programs do.
    sys.path.insert(0, str(examples_root()))
    timeline = Timeline()
    with redirect_stdout(io.StringIO()):
        program = importlib.import_module(module).main
        # However it ends, the picture shows it.
        with suppress(Exception, BaseExceptionGroup, SystemExit):
            if clock == "virtual":
                run(program, instruments=[timeline])
            else:
                _run_in_real_time(program, timeline)
    waits = (wait for task in timeline.recording.tasks for wait in task.waits)
    if clock == "virtual" and any(wait.kind in _OUTSIDE for wait in waits):
        return NEEDS_THE_REAL_CLOCK
    if target == "-":
        sys.stdout.write(timeline.text(title=title, width=int(width)))
    else:
        timeline.save(target, title=title)
    return 0


def _run_in_real_time(
    program: Callable[[], Awaitable[object]], timeline: Timeline
) -> None:
    @functools.wraps(program)
    async def watched() -> None:
        async with deadlock_detector():
            await program()

    trio.run(watched, instruments=[timeline])


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
