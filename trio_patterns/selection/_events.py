"""An event among the cases of a select: what to do when it is set.

An event takes nothing. So nobody needs to know in the very moment that it is set: more
may happen before the selects look again, and they look at all their cases. For the same
reason one helper is enough for each event, whichever selects of the run wait beside it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, final

import trio

from ._helpers import pool_of_this_run

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from ._helpers import Answer, Helper
    from .cases import Numbered


def cancel_when_set(
    scope: trio.CancelScope, waits: Mapping[trio.Event, Numbered]
) -> None:
    """Cancel the scope when one of the events is set, until `stop_watching`."""
    if waits:
        waiters = _waiters_of_this_run()
        for event, wait in waits.items():
            if event not in waiters:
                waiters[event] = _EventWaiter(wait)
            waiters[event].scopes[scope] = None


def stop_watching(scope: trio.CancelScope, events: Iterable[trio.Event]) -> None:
    """Stop watching for this scope.

    The helper of an event that nobody waits for any more is withdrawn; it lets go of
    the event one step later.
    """
    for event in events:
        waiters = _waiters_of_this_run()
        waiter = waiters[event]
        del waiter.scopes[scope]
        if not waiter.scopes:
            del waiters[event]
            waiter.withdraw()


@final
class _EventWaiter:
    """Waits for an event, and then cancels the waits of all selects that have it.

    Invariant: it is in `_waiters` as long as it has scopes.
    """

    __slots__ = ("_helper", "scopes", "settled")

    def __init__(self, wait: Numbered) -> None:
        self.settled = False
        # A dict, for its order.
        self.scopes: dict[trio.CancelScope, None] = {}
        self._helper = pool_of_this_run().assign(self, *wait)

    def withdraw(self) -> None:
        if not self.settled:
            self.settled = True
            self._helper.withdraw()

    def helper_is_woken(self, helper: Helper, /) -> None:
        """Nothing to do, until it runs."""

    def helper_is_done(self, _: Helper, answer: Answer | None, /) -> None:
        self.settled = True
        if answer is not None:
            for scope in self.scopes:
                scope.cancel(reason="an event of the select is set")


_Waiters = dict[trio.Event, _EventWaiter]
_waiters: trio.lowlevel.RunVar[_Waiters] = trio.lowlevel.RunVar(
    "trio_patterns.select event waiters"
)


def _waiters_of_this_run() -> _Waiters:
    try:
        return _waiters.get()
    except LookupError:
        waiters: _Waiters = {}
        _waiters.set(waiters)
        return waiters
