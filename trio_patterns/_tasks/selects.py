"""A `select` as it is seen from outside: its waits, its helper tasks, its end."""

from __future__ import annotations

from typing import TYPE_CHECKING

from trio_patterns.selection import choosing
from trio_patterns.selection._helpers import Helper, HelperPool
from trio_patterns.selection._waiting import Waiting

from .frames import await_frames, variables_of

if TYPE_CHECKING:
    import trio
    from trio.lowlevel import Task

# Its `scope` is read below, and says so.
_wait_until = choosing._wait_until  # noqa: SLF001  # pyright: ignore[reportPrivateUsage]

WAITS_OF_A_SELECT = (_wait_until, Waiting.wait)
"""The functions in which the caller of a select waits: with timers and events, and for
several channels; the first of them may be around the second."""

HELPERS = (Helper._run, HelperPool._end_with_the_run)  # noqa: SLF001  # pyright: ignore[reportPrivateUsage]
"""The functions of the tasks in which a select has something waited for."""


class SelectWait:
    """A select in which a task waits."""

    def __init__(self, scope: trio.CancelScope | None, waiting: Waiting | None) -> None:
        self._scope = scope
        self._waiting = waiting

    @classmethod
    def of(cls, task: Task) -> SelectWait:
        """Look into the frames of a task that waits in a select."""
        scope: trio.CancelScope | None = None
        waiting: Waiting | None = None
        for frame in await_frames(task):
            if frame.f_code is _wait_until.__code__:
                scope = variables_of(frame)["scope"]
            elif frame.f_code is Waiting.wait.__code__:
                waiting = variables_of(frame)["self"]
        return cls(scope, waiting)

    def has_to_look_again(self) -> bool:
        """Tell whether a cancellation is that of a timer or of an event."""
        return self._scope is not None and self._scope.cancel_called

    def cancelled(self) -> BaseException | None:
        """Give the cancellation that the select will raise, as its helpers are done."""
        if self._waiting is None or self._waiting.raise_cancel is None:
            return None
        try:
            self._waiting.raise_cancel()
        except BaseException as error:  # noqa: BLE001  # a `KeyboardInterrupt`, too
            return error
