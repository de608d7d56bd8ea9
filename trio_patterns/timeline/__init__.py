"""See a concurrent program run: record it through Trio's instruments, and draw it.

The counterpart of ``go tool trace``. Around a part of a run stands ``with record() as
timeline:``, and ``Timeline()`` among `trio.run`'s instruments records the whole of it;
``timeline.save("run.svg")`` draws a lane for each task, in a box for each nursery;
``timeline.save("run.json")`` is for Perfetto, ``timeline.text()`` for a terminal.

What can be known is what an instrument sees. Of values that go over memory channels,
those are drawn that one task hands to another which waits; what lies in a buffer in
between, or goes through `trio_patterns.select`, is not followed.
"""

from __future__ import annotations

from .model import (
    Cancellation,
    Ending,
    Message,
    Moment,
    NurseryRecord,
    Recording,
    Step,
    TaskRecord,
    Wait,
)
from .recording import Timeline, record

__all__ = [
    "Cancellation",
    "Ending",
    "Message",
    "Moment",
    "NurseryRecord",
    "Recording",
    "Step",
    "TaskRecord",
    "Timeline",
    "Wait",
    "record",
]
