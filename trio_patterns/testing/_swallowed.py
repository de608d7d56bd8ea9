"""Whether a `trio.Cancelled` was swallowed, and where.

A `trio.Cancelled` that was delivered has to leave the scope that was cancelled, by
itself or in a group. A function that keeps it in an ``except`` may come to an end all
the same: a loop of retries does, and Trio delivers another one at the next checkpoint.
So each of them is looked for, in two runs:

- `Deliveries` asks of every run whether all of them are in the error that leaves the
  function, or behind it. It holds none of them, so it changes no lifetimes.
- Where one is missing, a `Witness` sees the same run again, with a trace function, and
  so each error in each frame. The trace functions of coverage and of a debugger rest
  meanwhile; they have seen the first run.

Two more ends are legal:

- Another error, raised while it was handled or kept, took its place. A clean-up may
  fail; and one that awaits is cancelled itself.
- A scope inside has caught it: one that was shielded, and cancelled, after the
  delivery. That is a grace period.
"""

from __future__ import annotations

import weakref
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import takewhile
from typing import TYPE_CHECKING, Any, NoReturn

import trio

from trio_patterns._errors import causes_of, leaves
from trio_patterns._tasks.places import place_of
from trio_patterns._tasks.task_names import short_name
from trio_patterns._tasks.trio_names import NEXT_SEND, RUN_LOOP, enclosing_scopes

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterator
    from types import FrameType

    from trio.lowlevel import Task

    from trio_patterns._tasks.places import Place


class Deliveries(trio.abc.Instrument):
    """Notes each `trio.Cancelled` of a scope that is delivered to a task."""

    def __init__(self, scope: trio.CancelScope, reason: str) -> None:
        self.one_is_missing = False
        """Whether one of them is not behind what has left the function."""
        self._scope = scope
        self._reason = reason
        self._delivered: list[weakref.ref[trio.Cancelled]] = []

    def before_task_step(self, task: Task) -> None:
        """Note it if it is a `trio.Cancelled` that wakes the task."""
        error = getattr(NEXT_SEND.of(task), "error", None)
        # By its identity: a scope of the program's may have an equal reason.
        if isinstance(error, trio.Cancelled) and error.reason is self._reason:
            self._note(task, error)

    def _note(self, _task: Task, error: trio.Cancelled) -> None:
        self._delivered.append(weakref.ref(error))

    @contextmanager
    def expected(self) -> Generator[None]:
        """Look at the error that leaves the block, if one does."""
        try:
            yield
        except BaseException as error:
            self._see_end(error)
            raise
        else:
            self._see_end(None)

    def _see_end(self, error: BaseException | None) -> None:
        left = {id(cause) for cause in causes_of(error)}
        self.one_is_missing = any(id(it()) not in left for it in self._delivered)


@dataclass(eq=False)
class _Sighting:
    """What was seen of one `trio.Cancelled`."""

    error: weakref.ref[trio.Cancelled]
    task: Task
    scopes: list[trio.CancelScope]
    """Those around the task, up to the cancelled one."""
    handled: _Sighting | None
    """One of the task's that was still being handled when this one was delivered."""
    place: Place | None = None
    """Where in the user's code it was seen last."""
    stack: set[FrameType] = field(default_factory=set["FrameType"])
    """The frame in which it was seen last, and those around that in its task."""
    group: list[_Sighting] = field(default_factory=list["_Sighting"])
    """Those that were in a group together, this one included."""
    successors: list[_Sighting] = field(default_factory=list["_Sighting"])
    """Those that were delivered while this one was handled, and took its place."""
    is_gone: bool = False
    """Whether it has left the function, or something has taken its place."""

    def goes_on(self) -> None:  # pragma: no cover  # as for `Witness`
        """Note that it is on its way: what was raised meanwhile was handled there."""
        self.is_gone = False
        for successor in self.successors:
            successor.handled = self

    def arrive(  # pragma: no cover
        self, frame: FrameType, together: list[_Sighting]
    ) -> None:
        """Note that it was seen in a frame, with others if it is in a group."""
        self.goes_on()
        self.stack = set(_outwards(frame))
        self.place = place_of(_outwards(frame)) or self.place
        for other in self.group:
            # A helper may raise one for all that were in a group.
            if other not in together and frame in other.stack:
                other.is_gone = True
        if len(together) > 1:
            self.group = together

    def give_way_to(self, others: list[_Sighting]) -> None:  # pragma: no cover
        """Note that another error has taken its place, in which there may be some."""
        self.is_gone = True
        self.successors = [it for it in others if it.handled is self]
        for successor in self.successors:
            successor.handled = None

    def was_swallowed(self) -> bool:
        return (
            not self.is_gone
            and self.handled is None
            and not any(scope.cancelled_caught for scope in self.scopes)
        )


# Coverage's trace function rests while this one works.
class Witness(Deliveries):  # pragma: no cover
    """Follows each `trio.Cancelled` through the frames that it reaches.

    It holds none of them. So one that is alive is still handled somewhere, or kept to
    be raised again: an `contextlib.AsyncExitStack` keeps it while it goes on closing.

    ``str(witness)`` says where the first was swallowed. It is empty if none was, or if
    the function has not come to its end.
    """

    def __init__(self, scope: trio.CancelScope, reason: str) -> None:
        super().__init__(scope, reason)
        self._has_ended = False
        self._sightings: list[_Sighting] = []

    def __str__(self) -> str:
        for sighting in self._sightings:
            if self._has_ended and sighting.was_swallowed():
                text = f"{short_name(sighting.task)} has swallowed trio.Cancelled"
                if (place := sighting.place) is not None:
                    text += f":\n  {place}\n    {place.code}"
                return text
        return ""

    def _note(self, task: Task, error: trio.Cancelled) -> None:
        NEXT_SEND.set_of(task, _Handover(error))
        scopes = takewhile(lambda it: it is not self._scope, enclosing_scopes(task))
        handled = [it for it in self._alive().values() if it.task is task]
        self._sightings.append(
            _Sighting(
                weakref.ref(error),
                task,
                list(scopes),
                handled[-1] if handled else None,
            )
        )

    def _alive(self) -> dict[int, _Sighting]:
        return {
            id(error): sighting
            for sighting in self._sightings
            if (error := sighting.error()) is not None
        }

    def trace(self, frame: FrameType, event: str, arg: Any) -> Callable[..., Any]:
        """See errors, as the trace function of the thread and of each new frame."""
        if event == "call":
            frame.f_trace_lines = False
        elif event == "exception" and self._sightings and not self._has_ended:
            self._see(arg[1], frame)
        return self.trace

    def _see(self, error: BaseException, frame: FrameType) -> None:
        """See an error in a frame that has raised it, or that it has reached."""
        if isinstance(error, (StopIteration, StopAsyncIteration, GeneratorExit)):
            return
        alive = self._alive()
        carried = [alive[id(it)] for it in leaves(error) if id(it) in alive]
        for sighting in carried:
            sighting.arrive(frame, carried)
        for sighting in alive.values():
            if sighting not in carried and frame in sighting.stack:
                sighting.give_way_to(carried)

    def _see_end(self, error: BaseException | None) -> None:
        self._has_ended = True
        alive = self._alive()
        for cause in causes_of(error):
            if (sighting := alive.get(id(cause))) is not None:
                sighting.goes_on()
                sighting.is_gone = True


class _Handover:  # pragma: no cover  # as for `Witness`
    """Wakes a task with an error, and lets go of that: as `outcome.Error`, otherwise.

    Trio's run loop keeps the outcome until the task parks again. What was swallowed
    would be alive until then, and look as if it was still handled.
    """

    def __init__(self, error: BaseException) -> None:
        self.error: BaseException | None = error

    def unwrap(self) -> NoReturn:
        error, self.error = self.error, None
        assert error is not None, "a task is woken once"
        try:
            raise error
        finally:
            del error, self  # breaks the cycle error -> traceback -> frame -> error


def _outwards(frame: FrameType | None) -> Iterator[FrameType]:  # pragma: no cover
    """Walk outwards over the frames of a task."""
    while frame is not None and not RUN_LOOP.is_at(frame):
        yield frame
        frame = frame.f_back
