"""Go's ``all goroutines are asleep - deadlock!`` for Trio: `deadlock_detector`.

When is a run stuck? When no task can run, no deadline will come, and nothing from
outside the run is going to wake a task. Trio knows the first two. The third is the
hard one, as the run loop itself always waits for the outside: for its *entry queue*,
through which threads and signal handlers send it work. This is how it is decided here:

- Every task is parked in a function that is known to wait for another task alone; see
  ``_tasks/rules.py``. That leaves out sockets, threads, processes, and all functions
  that nobody here has heard of. The entry queue's own task is the exception.
- Nobody but Trio holds the `trio.lowlevel.TrioToken` of the run, without which nothing
  outside can reach the entry queue, and the queue is empty. This covers signals that a
  task waits for, whose handler has the token, and threads that were left behind.
- It is no guest run: there, the host loop may call anything.
- The garbage collector has run, so no finalizer is left that could still wake a task.

Then no task will ever run again, and saying so is never a false alarm. The price is
silence where one of these is in doubt. What is not seen: an instrument that wakes tasks
when nothing happens, and a handler of a signal that acts on the run by itself, be it by
a token that it asks for only then.

A cycle is easier, since it is for ever whatever else goes on: a task that waits for a
lock whose holder waits, in the end, for the first. That is what ``partial`` looks for.
"""

from __future__ import annotations

import gc
import math
import time
from typing import TYPE_CHECKING

import trio
import trio.testing

from trio_patterns._errors import is_only
from trio_patterns._tasks.task_names import TaskNames
from trio_patterns._tasks.tree import TaskWait, all_tasks, render, report
from trio_patterns._tasks.trio_names import (
    DEADLOCKS,
    NO_DEADLINE,
    check,
    enclosing_scopes,
)
from trio_patterns._tasks.waits import is_in_lot, machinery, wait_of

from ._outside import others_run
from ._stuck import (
    cycle_of,
    is_guest_run,
    is_quiet,
    tasks_waiting_for_io,
)
from ._token import token_is_held, token_may_be_used

if TYPE_CHECKING:
    from collections.abc import Mapping
    from contextlib import AbstractAsyncContextManager
    from types import TracebackType

    from trio.lowlevel import Task

    from trio_patterns._tasks.waits import Wait


class DeadlockError(Exception):
    """Tasks wait for each other, and nothing else can end it.

    ``str(error)`` is the whole report.

    Attributes:
        tasks: what each task of the run waits for, parents before their children.
        cycle: the names of the tasks each of which waits for what the next one holds,
            and the last for what the first one holds; empty if there is no such cycle.
    """

    def __init__(
        self, message: str, tasks: tuple[TaskWait, ...], cycle: tuple[str, ...]
    ) -> None:
        super().__init__(message, tasks, cycle)
        self.tasks = tasks
        self.cycle = cycle

    def __str__(self) -> str:
        text = f"{self.args[0]}\n\n{render(self.tasks)}"
        if self.cycle:
            by_name = {task.name: task for task in self.tasks}
            text += "\n\nThe cycle:"
            holders = (*self.cycle[1:], self.cycle[0])
            for name, holder in zip(self.cycle, holders, strict=True):
                kind = by_name[name].kind
                verb = "to end" if kind == "nursery" else f"to give up the {kind}"
                text += f"\n  {name} waits for {holder} {verb}"
        return text


def deadlock_detector(*, partial: bool = False) -> AbstractAsyncContextManager[None]:
    """Raise `DeadlockError` when all tasks of the run wait for each other, for ever.

    This answers Go's ``fatal error: all goroutines are asleep - deadlock!``, which ends
    the process and shows the stacks of the goroutines. Here the block ends with an
    error that says what each task waits for, where in your code, and who holds it::

        async def main() -> None:
            async with deadlock_detector():
                await the_program()

    There is no false alarm: anything that may still be ended from outside the run
    silences the detector. That is I/O, threads, signals, a deadline anywhere, a
    `trio.lowlevel.TrioToken` that somebody holds, guest mode, or a task parked in a
    function that the detector does not know. A signal counts if a task waits for it as
    Trio has it, with `trio.open_signal_receiver`; what a handler of your own might do
    to the run cannot be seen.

    On a deadlock, what runs in the block is cancelled, also what has shielded itself,
    and the error leaves the block bare. Errors that come up while the tasks clean up
    leave with it, in an `ExceptionGroup`. Of several detectors the latest speaks.

    Args:
        partial: also report a cycle of tasks, each waiting for a lock that the next one
            holds (or for a child task that is part of the cycle), while the rest of the
            program goes on. Only a cancellation could end it, and a deadline over any
            of these tasks silences it, but somebody's ``cancel()`` might still have
            come: a supervisor might rely on that, so this is off by default. Go has
            nothing like it: one goroutine in ``Accept`` and its detector is silent.

    Raises:
        DeadlockError: Nothing in the run can ever go on.
        RuntimeError: This version of Trio is not as the detector has to know it.

    Example:
        >>> async def main() -> None:
        ...     send, receive = trio.open_memory_channel[int](0)
        ...     try:
        ...         async with deadlock_detector():
        ...             await receive.receive()  # and nobody sends
        ...     except DeadlockError as error:
        ...         print(error.tasks[0].waits_for)
        >>> run(main)
        a value in a memory channel, or its end
    """
    check("deadlock_detector", DEADLOCKS)
    return _Detector(partial=partial, any_wait=False)


def closed_world_detector() -> AbstractAsyncContextManager[None]:
    """Watch a run that is ours: for `run`, `explore` and `cancel_everywhere`.

    Waits that are not known count too if Trio sees no task waiting for I/O, and so does
    a wait for a signal: it would have to come from the run itself. That could be a
    false alarm, but a stuck run would sleep on without a word.
    """
    return _Detector(partial=False, any_wait=True)


class _Detector:
    """An ``async with deadlock_detector()``."""

    def __init__(self, *, partial: bool, any_wait: bool) -> None:
        self.partial = partial
        self.any_wait = any_wait
        self._scope = trio.CancelScope()
        self._found: DeadlockError | None = None

    async def __aenter__(self) -> None:
        watcher = _watcher.get()
        if watcher is None:
            watcher = _Watcher()
            watcher.start()
            _watcher.set(watcher)
        watcher.detectors.append(self)
        self._scope.__enter__()

    async def __aexit__(
        self,
        exc_type: type[BaseException] | None,
        exc: BaseException | None,
        traceback: TracebackType | None,
    ) -> bool:
        __tracebackhide__ = True
        left = exc
        try:
            if self._scope.__exit__(exc_type, exc, traceback):
                left = None
        except BaseException as error:  # noqa: BLE001  # raised again below
            left = error
        watcher = _watcher.get()
        assert watcher is not None  # for the type checkers
        watcher.detectors.remove(self)
        if not watcher.detectors:
            watcher.stop()
            _watcher.set(None)
        found, self._found = self._found, None
        if found is not None:
            if left is None or is_only(trio.Cancelled, left):
                left = found
            else:
                left = _deadlock_and(found, left)
        if left is None or left is exc:
            return left is None
        context = left.__context__
        try:
            raise left
        finally:
            # The error shall not keep what was cancelled. The `del` breaks the cycle
            # error -> traceback -> frame -> error.
            left.__context__ = context
            del exc, traceback, left, found, watcher, context

    def fail_with(self, error: DeadlockError) -> None:
        """Cancel what runs inside, however it has shielded itself."""
        if self._found is None:
            self._found = error
        for task, _ in all_tasks():
            scopes = list(enclosing_scopes(task))
            if self._scope in scopes:
                for scope in scopes[: scopes.index(self._scope)]:
                    scope.shield = False
        self._scope.cancel(reason="deadlock_detector: the tasks wait for each other")


def _deadlock_and(
    found: DeadlockError, error: BaseException
) -> BaseExceptionGroup[BaseException]:
    return BaseExceptionGroup(
        "a deadlock, and errors while the tasks cleaned up", [found, error]
    )


# With a timeout of 0 Trio only polls for I/O: in each tick of a busy run, and of a run
# that is stuck on a clock that jumps. A look at all the tasks costs far more than such
# a tick; so look at every 64th only.
_POLLS_PER_LOOK = 64
# In seconds. Long against the 64 ticks, about a millisecond, that a busy run pays for
# between two pauses; short against the patience of whoever waits for a report.
_PAUSE = 0.05
# In seconds. While somebody has the token of a run that is otherwise stuck, its release
# is seen so late at worst.
_LONGEST_REST = 5.0
# In seconds of the whole program. So long a thread may take, on a busy machine, to
# begin its work, or to hand over the result.
_HANDING_OVER = 0.3
# A collection may take this share of the time while the token of the run is in use.
_COLLECTING = 0.1
# Looks may take this share of it, if one takes longer than so many seconds: a run may
# have very many tasks and connections, and wait for I/O very often.
_LOOKING = 0.05
_EXPENSIVE = 1e-4


class _Watcher(trio.abc.Instrument):
    """Watches a run for all the detectors in it.

    `before_io_wait` is where a stuck run can be seen. A busy run comes by there at each
    tick, and an instrument costs even if it does nothing. So after many busy ticks in a
    row the watcher pauses, and so it does when it would have to look again soon after
    an expensive look::

        off --first detector--> watching --busy, token held, too early--> pausing
                                watching <---------after a while--------- pausing
        watching --a deadlock--> fails its detector, and goes on watching
        watching or pausing --last detector left--> off

    While it pauses it is no instrument, and a task that sleeps brings it back. That is
    for Trio's own clock. On another one a sleep may take anything, and on a mock clock
    it would change what the clock does.
    """

    def __init__(self) -> None:
        tasks_waiting_for_io()  # raises, if it can't count them
        self.detectors: list[_Detector] = []
        clock = trio.lowlevel.current_clock()
        self._on_mock_clock = isinstance(clock, trio.testing.MockClock)
        of_trio = type(clock).__module__.partition(".")[0] == "trio"
        self._may_pause = of_trio and not self._on_mock_clock
        self._polls_until_look = _POLLS_PER_LOOK
        self._next_collection = -math.inf
        self._next_look = -math.inf
        self._rest = _PAUSE
        self._is_alone = False  # whether no thread could use the token, when last asked
        self._pause: trio.CancelScope | None = None

    def __dir__(self) -> list[str]:
        # Trio looks an instrument's methods up by `dir` each time it is added, which
        # is slow for a plain object.
        return ["before_io_wait"]

    def start(self) -> None:
        """Become an instrument of the run."""
        trio.lowlevel.add_instrument(self)

    def stop(self) -> None:
        """Stop being one."""
        if self._pause is None:
            trio.lowlevel.remove_instrument(self)
        else:
            self._pause.cancel(reason="deadlock_detector: its block was left")

    def before_io_wait(self, timeout: float) -> None:
        """Look whether the run is stuck, as Trio is about to wait for the outside."""
        if timeout == 0:
            # Hot path: each tick of a busy run comes through here.
            self._polls_until_look -= 1
            if self._polls_until_look > 0:
                return
        self._polls_until_look = _POLLS_PER_LOOK
        if self._may_pause and (early := self._next_look - time.perf_counter()) > 0:
            self._pause_for(early)  # and then look
            return
        error: DeadlockError | None = None
        detectors = self.detectors
        if timeout >= NO_DEADLINE.found or self._on_mock_clock:
            error = self._deadlock_of_all()
        if error is None:
            detectors = [detector for detector in detectors if detector.partial]
            error = self._deadlock_of_some() if detectors else None
        if error is not None:
            # Trio has already decided how long to sleep; only `run_sync_soon` wakes it.
            token = trio.lowlevel.current_trio_token()
            token.run_sync_soon(detectors[-1].fail_with, error)
        elif timeout == 0 and self._may_pause:
            self._pause_for(_PAUSE)

    def _has_looked(self, started: float) -> None:
        """Put the next look off if this one, from ``started``, has taken long."""
        now = time.perf_counter()
        if now - started > _EXPENSIVE:
            self._next_look = now + max(_PAUSE, (now - started) / _LOOKING)

    def _pause_for(self, seconds: float) -> None:
        """Be no instrument for so long."""
        trio.lowlevel.remove_instrument(self)
        self._pause = trio.CancelScope()
        # Trio has already decided how long to sleep; only `run_sync_soon` wakes it.
        trio.lowlevel.current_trio_token().run_sync_soon(
            self._spawn_pause, seconds, self._pause
        )

    def _spawn_pause(self, seconds: float, pause: trio.CancelScope) -> None:
        try:
            trio.lowlevel.spawn_system_task(
                self._sleep_and_resume, seconds, pause, name=_Watcher.__qualname__
            )
        except RuntimeError:
            self._resume()  # the run is at its end, and takes no such tasks any more

    @machinery
    async def _sleep_and_resume(self, seconds: float, pause: trio.CancelScope) -> None:
        try:
            with pause:
                await trio.sleep(seconds)
        finally:
            self._resume()

    def _resume(self) -> None:
        self._pause = None
        if self.detectors:
            self.start()

    def _deadlock_of_all(self) -> DeadlockError | None:
        """Find the deadlock of the whole run, if it is one for certain."""
        started = time.perf_counter()
        waits = self._waits_of_all()
        self._has_looked(started)
        if waits is None:
            return None
        # Garbage may hold the token or be about to schedule work, so collect before
        # deciding. Where the token is really in use, that must not happen at each look.
        now = time.perf_counter()
        if token_is_held() and now < self._next_collection:
            if self._may_pause:
                self._pause_for(self._next_collection - now)  # and then look again
            return None
        gc.collect()
        self._next_collection = now + (time.perf_counter() - now) / _COLLECTING
        if not is_quiet():
            # A finalizer has woken a task. Trio has already decided how long to sleep.
            trio.lowlevel.current_trio_token().run_sync_soon(_wake_up)
            return None
        if self._token_may_be_used():
            # Whoever has it may let go of it without a word: a thread does so after it
            # has handed over its result. So look again, ever more rarely.
            if self._may_pause:
                self._pause_for(self._rest)
                self._rest = min(2 * self._rest, _LONGEST_REST)
            return None
        if not is_quiet():
            return None  # a thread has used it, and let go of it, during the look
        self._rest = _PAUSE
        return _error(
            "every task waits for another one, and nothing else can end it", waits
        )

    def _token_may_be_used(self) -> bool:
        closed_world = self.detectors[-1].any_wait
        if not token_may_be_used(by_signals=not closed_world):
            return False
        # Where no signal comes from outside, only a thread can use it. The last one may
        # just be on its way to its work, or from there to hand over a result, and has
        # an idle one's name meanwhile: it has arrived by the next look.
        was_alone, self._is_alone = self._is_alone, closed_world and not others_run()
        if self._is_alone and not was_alone:
            time.sleep(_HANDING_OVER)
        return not (was_alone and self._is_alone)

    def _waits_of_all(self) -> dict[Task, tuple[Wait, int]] | None:
        """Find what each task waits for; `None` if something else may wake one."""
        if not is_quiet() or tasks_waiting_for_io() > 1 or is_guest_run():
            return None
        any_wait = self.detectors[-1].any_wait
        waits: dict[Task, tuple[Wait, int]] = {}
        for task, depth in all_tasks():
            wait = wait_of(task)
            if not wait.known and (not any_wait or wait.kind == "idle"):
                return None
            waits[task] = wait, depth
        return waits

    def _deadlock_of_some(self) -> DeadlockError | None:
        """Find a cycle of tasks that wait for each other, whatever the others do."""
        started = time.perf_counter()
        tasks = [task for task, _ in all_tasks()]
        self._polls_until_look = max(_POLLS_PER_LOOK, 4 * len(tasks))
        waits: dict[Task, Wait] = {}
        # What is held is waited for in a parking lot, by one of the cycle at least.
        pending = [task for task in tasks if is_in_lot(task)]
        while pending:
            task = pending.pop()
            if task in waits or _has_deadline(task):
                continue
            waits[task] = wait = wait_of(task)
            pending.extend(wait.holders)
        cycle = cycle_of(waits)
        self._has_looked(started)
        if not cycle:
            return None
        return _error(
            "these tasks wait for each other, and only a cancellation could end it",
            {task: (waits[task], 0) for task in cycle},
        )


_watcher: trio.lowlevel.RunVar[_Watcher | None] = trio.lowlevel.RunVar(
    "trio_patterns.testing.deadlocks", None
)


def _has_deadline(task: Task) -> bool:
    """Tell whether a deadline may end what the task waits for."""
    for scope in enclosing_scopes(task):
        if scope.deadline < math.inf:
            return True
        if scope.shield:
            break
    return False


def _wake_up() -> None:
    """Do nothing: the entry queue has woken the run."""


def _error(message: str, waits: Mapping[Task, tuple[Wait, int]]) -> DeadlockError:
    names = TaskNames(waits)
    cycle = cycle_of({task: wait for task, (wait, _) in waits.items()})
    return DeadlockError(
        message, report(waits, names), tuple(names[task] for task in cycle)
    )
