"""The frames of a task that waits, and the local variables of a frame.

Before Python 3.13 `frame.f_locals` is a snapshot that the frame keeps: a variable that
the function deletes or sets anew lives on in it, and an error that a variable holds is
in the cycle error -> traceback -> frame -> snapshot -> error.
"""

from __future__ import annotations

import gc
import sys
from types import CoroutineType, GeneratorType
from typing import TYPE_CHECKING, Any, cast

if TYPE_CHECKING:
    from types import FrameType

    from trio.lowlevel import Task

# Of type Any: a type checker would narrow to a generator of unknown types.
_GENERATOR: Any = GeneratorType


def await_frames(task: Task) -> list[FrameType]:
    """List the frames of a task that does not run, from the outside in.

    `Task.iter_await_frames` ends before what `anext` with a default awaits, or an
    ``__await__`` that hands on another's; and it is slower, as it looks for the lines.
    """
    frames: list[FrameType | None] = []
    awaited: Any = task.coro
    while awaited is not None:
        # Hot path: most are of these two types.
        if type(awaited) is CoroutineType:
            frames.append(awaited.cr_frame)
            awaited = awaited.cr_await
        elif type(awaited) is _GENERATOR:
            frames.append(awaited.gi_frame)
            awaited = awaited.gi_yieldfrom
        else:
            frames.append(_frame_of(awaited))
            awaited = awaited_by(awaited)
    # A task that has finished has none.
    return [frame for frame in frames if frame is not None]


# What stands around a coroutine or an asynchronous generator, and has no attributes to
# find it by. It is the first that the garbage collector is shown.
_WRAPPERS = {
    "anext_awaitable",  # of `anext` with a default
    "async_generator_asend",
    "async_generator_athrow",
    "coroutine_wrapper",  # what `__await__` of a coroutine gives
}


def awaited_by(thing: Any) -> Any:
    """Give what a suspended coroutine, or the like, waits for; `None` if for none."""
    if type(thing).__name__ in _WRAPPERS:
        return gc.get_referents(thing)[0]
    for name in ("cr_await", "gi_yieldfrom", "ag_await"):
        # Coroutines that were compiled to C have a type of their own.
        if hasattr(thing, name):
            return getattr(thing, name)
    return None


def _frame_of(thing: Any) -> FrameType | None:
    for name in ("cr_frame", "gi_frame", "ag_frame"):
        if hasattr(thing, name):
            return cast("FrameType | None", getattr(thing, name))
    return None


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
