"""The frames of a task that waits, and the local variables of a frame.

Before Python 3.13 `frame.f_locals` is a snapshot that the frame keeps: a variable that
the function deletes or sets anew lives on in it, and an error that a variable holds is
in the cycle error -> traceback -> frame -> snapshot -> error.
"""

from __future__ import annotations

import sys
from types import CoroutineType, GeneratorType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from types import FrameType

    from trio.lowlevel import Task

# Of type Any: a type checker would narrow to a generator of unknown types.
_GENERATOR: Any = GeneratorType


def await_frames(task: Task) -> list[FrameType]:
    """List the frames of a task that does not run, from the outside in.

    It is `Task.iter_await_frames` without the lines, for a hot path.
    """
    frames: list[FrameType | None] = []
    awaited: Any = task.coro
    while awaited is not None:
        if type(awaited) is CoroutineType:
            frames.append(awaited.cr_frame)
            awaited = awaited.cr_await
        elif type(awaited) is _GENERATOR:
            frames.append(awaited.gi_frame)
            awaited = awaited.gi_yieldfrom
        else:  # an asynchronous generator, or a coroutine that was compiled to C
            return [frame for frame, _ in task.iter_await_frames()]
    # A task that has finished has none.
    return [frame for frame in frames if frame is not None]


def variables_of(frame: FrameType) -> dict[str, Any]:
    """Read the local variables of a function's frame, and leave no snapshot in it.

    For Trio's frames, ours, and those that have not begun to run. `locals()` gives the
    very snapshot: a function that has called it would find it empty.
    """
    snapshot = frame.f_locals
    variables = dict(snapshot)
    if sys.version_info < (3, 13):
        snapshot.clear()
    return variables
