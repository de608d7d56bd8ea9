"""Why Trio wakes or ends a task: read from its own frames, while it calls the recorder.

An instrument is called from within the functions of Trio's that do what it reports. Up
the stack stand their local variables: with what a wait is answered, and the outcome of
a task that ends. ``_tasks/trio_names.py`` names the functions and the variables.
"""

from __future__ import annotations

import inspect
from typing import TYPE_CHECKING, Any, cast

import trio

from trio_patterns._errors import is_only, leaves
from trio_patterns._tasks.frames import await_frames, variables_of
from trio_patterns._tasks.trio_names import (
    MAIN_TASK,
    MAIN_TASK_OUTCOME,
    NEXT_SEND,
    RECEIVE_NOWAIT,
    RESCHEDULE,
    RUNNER_RESCHEDULE,
    SEND_NOWAIT,
    SLEEP_UNTIL,
    TASK_EXITED,
)

from ._values import shortened, value_in_words
from ._words import error_in_words
from .model import Cancellation, Ending

if TYPE_CHECKING:
    from trio.lowlevel import Task


def value_handed_over(woken: Task) -> tuple[Any, bool] | None:
    """Find the value that goes over a memory channel as one task wakes another.

    For use within `trio.abc.Instrument.task_scheduled`, if the task gets no error.

    Returns:
        The value, and whether it goes to the task that is being woken, or comes
        from it. `None` if no value goes from one to the other.
    """
    frame = RUNNER_RESCHEDULE.around(inspect.currentframe())
    frame = None if frame is None else frame.f_back
    while frame is not None and RESCHEDULE.is_at(frame):
        frame = frame.f_back  # the public function around the runner's method
    if frame is None:
        return None
    if SEND_NOWAIT.is_at(frame):
        return NEXT_SEND.of(woken).value, True
    if not RECEIVE_NOWAIT.is_at(frame):
        return None
    variables = variables_of(frame)
    if variables["self"].statistics().current_buffer_used:
        return None  # the receiver gets another value, from the buffer
    return variables["value"], False


def ending_of_task() -> Ending:
    """Find how the task ends; for use within `trio.abc.Instrument.task_exited`."""
    frame = TASK_EXITED.around(inspect.currentframe())
    if frame is None:
        return Ending("returned")
    variables = variables_of(frame)
    outcome, runner = variables["outcome"], variables["self"]
    if variables["task"] is MAIN_TASK.of(runner):
        outcome = MAIN_TASK_OUTCOME.of(runner)
    error = getattr(outcome, "error", None)
    if error is None:
        value = outcome.value
        return Ending("returned", "" if value is None else value_in_words(value))
    if is_only(trio.Cancelled, error):
        cancelled = cast("trio.Cancelled", next(leaves(error)))
        return Ending("cancelled", str(cancellation_of(cancelled, None)))
    return Ending("failed", error_in_words(error))


def cancellation_of(error: trio.Cancelled, by: int | None) -> Cancellation:
    """Describe a cancellation, and the task that did it if that is known."""
    reason: Any = error.reason  # of any type, as Trio doesn't check it
    if reason is not None:
        reason = shortened(
            reason if isinstance(reason, str) else value_in_words(reason), 200
        )
    return Cancellation(error.source, reason, by)


def sleeps_until(task: Task) -> float | None:
    """Find the time at which a task's sleep ends; `None` if it has no end."""
    for frame in await_frames(task):
        if SLEEP_UNTIL.is_at(frame):
            deadline: float = variables_of(frame)["deadline"]
            return deadline
    return None
