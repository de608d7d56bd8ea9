"""A queue of waiting tasks whose first request can be read before it is served.

A `trio.lowlevel.ParkingLot` wakes tasks in the order in which they came, but it does
not tell what the next one wants. A semaphore with weights must know: are there permits
enough for the first in the queue? So must a lock with two kinds of owner: is it a
reader or a writer? Here each task leaves its request beside its place in the parking
lot.

The two can differ only for a cancelled task: it leaves the lot at once, and removes its
request when it next runs. Until then `WaitQueue.first` answers that nobody can be
served, and the cancelled task asks again on its way out. This small delay is wanted:
when one cancellation ends many waits, they are all over before anybody is served, and
no task is given what it was told to stop waiting for.
"""

from __future__ import annotations

from collections import OrderedDict
from itertools import takewhile
from typing import Generic, TypeVar

import trio

RequestT = TypeVar("RequestT")


class WaitQueue(Generic[RequestT]):
    """Tasks that wait in the order in which they came, each with a request.

    To wait in it, in a function that is protected from `KeyboardInterrupt`::

        queue.join(request)
        try:
            await queue.lot.park()
        except BaseException:
            queue.leave()
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
        """Return what the tasks in the queue want, the first one's first."""
        return list(self._requests.values())

    def request_of(self, task: trio.lowlevel.Task) -> RequestT:
        """Return what a task in the queue wants."""
        return self._requests[task]

    def ahead_of(
        self, task: trio.lowlevel.Task
    ) -> list[tuple[trio.lowlevel.Task, RequestT]]:
        """Return the tasks before a task in the queue, and what each wants."""
        return list(takewhile(lambda item: item[0] is not task, self._requests.items()))

    def first(self) -> RequestT | None:
        """Return what the first in the queue wants.

        Returns:
            The request; or None if nobody waits, or a task is about to leave, which
            will then ask again.
        """
        if not self._requests or len(self._requests) != len(self.lot):
            return None
        return next(iter(self._requests.values()))

    def serve_first(self) -> trio.lowlevel.Task:
        """Wake the first in the queue, after `first` has returned its request.

        From this moment the task owns what it asked for: a cancellation comes too late.
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
