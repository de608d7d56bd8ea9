"""A waiting line whose first request can be read before it is served.

A :class:`trio.lowlevel.ParkingLot` wakes tasks in the order in which they came, but
it does not tell what the next one wants. A semaphore with weights must know: are
there permits enough for the first in line? So must a lock with two kinds of owner: is
it a reader or a writer? Here each task leaves a note, its request, beside its place in
the parking lot.

The parking lot and the notes could only disagree about a task that was cancelled: it
leaves the parking lot at the moment of the cancellation, and takes its note away when
it runs for the last time, a moment later. Until then `Line.first` answers that nobody
can be served, and the cancelled task asks again on its way out. This small delay is
wanted: when one cancellation ends many waits, they are all over before anybody is
served, and no task is given what it was told to stop waiting for.
"""

from __future__ import annotations

from collections import OrderedDict
from typing import Generic, TypeVar

import trio

RequestT = TypeVar("RequestT")


class Line(Generic[RequestT]):
    """Tasks that wait in the order in which they came, each with a request.

    To wait in it, in a function that is protected from `KeyboardInterrupt`::

        line.join(request)
        try:
            await line.lot.park()
        except BaseException:
            line.leave()
            ...  # look again who can be served: this one may have held others back
            raise

    The parking stands in the waiting function itself, so that whoever looks at a
    blocked task sees there what it is blocked in.
    """

    __slots__ = ("_requests", "lot")

    def __init__(self) -> None:
        # The tasks in `lot` are those of `_requests` in the same order, less those
        # that were cancelled, or woken because the lot broke, and have not run yet.
        self.lot = trio.lowlevel.ParkingLot()
        self._requests: OrderedDict[trio.lowlevel.Task, RequestT] = OrderedDict()

    def requests(self) -> list[RequestT]:
        """Return what those in line want, the first first."""
        return list(self._requests.values())

    def first(self) -> RequestT | None:
        """Return what the first in line wants.

        Returns:
            The request, or None if nobody waits or somebody is about to leave, who
            will then ask again.
        """
        if not self._requests or len(self._requests) != len(self.lot):
            return None
        return next(iter(self._requests.values()))

    def serve_first(self) -> trio.lowlevel.Task:
        """Wake the first in line, which `first` has just told about.

        What it asked for is its own from this moment: a cancellation comes too late.
        """
        (task,) = self.lot.unpark()
        del self._requests[task]
        return task

    def join(self, request: RequestT) -> None:
        """Note what the calling task wants; it must park in `lot` at once."""
        self._requests[trio.lowlevel.current_task()] = request

    def leave(self) -> None:
        """Forget what the calling task wanted, which was not served."""
        del self._requests[trio.lowlevel.current_task()]
