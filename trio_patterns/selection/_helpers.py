"""The tasks that wait on behalf of selects: `Helper`, and the `HelperPool` of a run.

A task can wait in one place at a time. So a select that waits in several channels
assigns a helper to each, and the pool, an instrument, hears the moment in which one of
them is woken.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol, TypeAlias, final

import trio
from trio.lowlevel import Abort, enable_ki_protection

from .cases import ENDINGS

if TYPE_CHECKING:
    from .cases import Case

# The index of the case that happened, its value, and one of the `ENDINGS` or None.
Answer: TypeAlias = tuple[int, Any, type[Exception] | None]

# The number of idle helpers that a run keeps for later selects: enough for one large
# select, about half a megabyte.
_MOST_IDLE = 128


class Client(Protocol):
    """What a helper waits for a case for: one select, or all those beside one event."""

    @property
    def settled(self) -> bool:
        """Whether the case is no longer wanted."""
        ...

    def helper_is_woken(self, helper: Helper, /) -> None:
        """Called in the moment in which the case happens, before anything else runs."""

    def helper_is_done(self, helper: Helper, answer: Answer | None, /) -> None:
        """Called when the helper runs again; no answer means that it was withdrawn."""


@final
class Helper:
    """A task that waits on one channel or event, on behalf of a client.

    It is a system task: it belongs to the run and to no nursery of the user's, and sees
    none of the caller's context. It runs no code but Trio's and ours.

    Withdrawing a helper means cancelling it. A cancel scope works once and is expensive
    to make; so the helper runs in a scope that is already cancelled, behind a shield.
    Lifting the shield cancels the current wait; then the helper raises it again and can
    be reused::

        +------------------- the pool has room -------------------+
        v                                                         |
        idle --assign--> assigned --park--> parked --woken-----> done --> ended
                            |                 |                   ^
                            |                 +------withdrawn----+
                            +----the client is settled already----+
    """

    __slots__ = ("_case", "_index", "_pool", "_shield", "client", "parked", "task")

    def __init__(self, pool: HelperPool) -> None:
        self.client: Client | None = None
        self.parked = False
        self._pool = pool
        self._shield = trio.CancelScope(shield=True)
        self.task = trio.lowlevel.spawn_system_task(
            self._run, name="trio_patterns.select helper"
        )

    def take_on(self, client: Client, index: int, case: Case[Any]) -> None:
        self.client, self._index, self._case = client, index, case

    def withdraw(self) -> None:
        # One that has not parked yet will see for itself that its client is settled.
        if self.parked:
            self._shield.shield = False

    async def _run(self) -> None:
        pool, shield = self._pool, self._shield
        with _cancelled_scope(), shield:
            while (client := self.client) is not None:
                answer: Answer | None = None
                if not client.settled:
                    self.parked = True
                    try:
                        answer = self._index, await self._case.park(), None
                    except trio.Cancelled:
                        pass  # from `withdraw`: nothing else can cancel this task
                    except ENDINGS as error:
                        # Its type alone: a traceback leads to the case and the client.
                        answer = self._index, None, type(error)
                    self.parked = False
                    if not shield.shield:  # also if it was lifted too late
                        shield.shield = True
                self.client = None
                del self._case
                client.helper_is_done(self, answer)
                del client, answer
                if pool.take_back(self):
                    # Rescheduled when it is assigned again, or when the run ends.
                    await trio.lowlevel.wait_task_rescheduled(lambda _: Abort.FAILED)


def _cancelled_scope() -> trio.CancelScope:
    scope = trio.CancelScope()
    scope.cancel(reason="the select is over")
    return scope


@final
class HelperPool(trio.abc.Instrument):
    """The helpers of one `trio.run`, and the instrument that hears them wake.

    Trio calls `task_scheduled` from within `trio.lowlevel.reschedule`: after a value
    was handed to a waiting task, and before anything else can happen. The instrument
    is there only while a select waits on several channels.
    """

    def __init__(self) -> None:
        self._helpers: dict[trio.lowlevel.Task, Helper] = {}
        self._idle: list[Helper] = []
        self._listeners = 0
        self._run_is_ending = False
        trio.lowlevel.spawn_system_task(
            self._end_with_the_run, name="trio_patterns.select helper pool"
        )

    def __dir__(self) -> list[str]:
        # Trio looks an instrument's methods up by `dir` when it is added, which for a
        # plain object costs as much as all the rest of a short select.
        return ["task_scheduled"]

    @enable_ki_protection
    def task_scheduled(self, task: trio.lowlevel.Task) -> None:
        """Called by Trio when a task is woken, which may be one of ours."""
        helper = self._helpers.get(task)
        if helper is not None and helper.parked:
            assert helper.client is not None  # it is parked for one
            helper.client.helper_is_woken(helper)

    def add_listener(self) -> None:
        """Hear the helpers wake, from now on, for one more select."""
        if self._listeners == 0:
            trio.lowlevel.add_instrument(self)
        self._listeners += 1

    def remove_listener(self) -> None:
        """Hear them for one select less."""
        self._listeners -= 1
        if self._listeners == 0:
            trio.lowlevel.remove_instrument(self)

    def assign(self, client: Client, index: int, case: Case[Any]) -> Helper:
        """Let an idle helper wait for a case, or a new one if none is idle."""
        if self._idle:
            helper = self._idle.pop()
            trio.lowlevel.reschedule(helper.task)
        else:
            helper = Helper(self)
            self._helpers[helper.task] = helper
        helper.take_on(client, index, case)
        return helper

    def take_back(self, helper: Helper) -> bool:
        """Keep a helper idle, if there is room; tell whether there is, else it ends."""
        if self._run_is_ending or len(self._idle) >= _MOST_IDLE:
            del self._helpers[helper.task]
            return False
        self._idle.append(helper)
        return True

    async def _end_with_the_run(self) -> None:
        """End the helpers when the run ends: behind their shields they don't notice.

        Trio ends a run by cancelling its system tasks.
        """
        try:
            await trio.sleep_forever()
        finally:
            self._run_is_ending = True
            while self._idle:
                helper = self._idle.pop()
                del self._helpers[helper.task]
                trio.lowlevel.reschedule(helper.task)


_pool: trio.lowlevel.RunVar[HelperPool] = trio.lowlevel.RunVar(
    "trio_patterns.select helper pool"
)


def pool_of_this_run() -> HelperPool:
    """Return the helpers of this run, which begins with none."""
    try:
        return _pool.get()
    except LookupError:
        pool = HelperPool()
        _pool.set(pool)
        return pool
