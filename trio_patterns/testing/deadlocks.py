"""Go's ``all goroutines are asleep - deadlock!`` for Trio: `deadlock_detector`.

When is a run stuck? When no task can run, no deadline will come, and nothing from
outside the run is going to wake a task. The first two Trio tells. The third is the
hard one, as the run loop itself always waits for the outside: for its *entry queue*,
through which threads and signal handlers send it work. This is how it is decided here:

- Every task is parked in a function that is known to wait for another task alone (see
  ``_waits.py``). That leaves out sockets, threads, processes, and all the functions
  that nobody here has heard of. The entry queue's own task is the exception.
- Nobody but Trio holds the `trio.lowlevel.TrioToken` of the run, without which nothing
  outside can reach the entry queue, and the queue is empty. This covers signals, which
  end in a plain parking lot, and threads that were left behind.
- It is no guest run: there, the host loop may call anything.
- What the garbage collector might still close has been collected.

Then no task will ever run again, and saying so is never a false alarm. The price is
silence where one of these is in doubt. What is not seen: an instrument that wakes tasks
when nothing happens, and a handler of a signal that acts on the run by itself, be it by
a token that it asks for only then.

A cycle is easier, since it is for ever whatever else goes on: a task that waits for a
lock whose holder waits, in the end, for the first. That is what ``partial`` looks for.
"""

from __future__ import annotations

import gc
import inspect
import math
import sys
import time
from typing import TYPE_CHECKING

import trio
import trio.testing

from trio_patterns._errors import is_only

from ._internals import enclosing_scopes
from ._tree import Labels, TaskWait, all_tasks, render, task_wait
from ._waits import Task, Wait, is_in_lot, wait_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from contextlib import AbstractAsyncContextManager
    from types import FrameType, TracebackType


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
    error that tells what each task waits for, where in your code, and who holds it::

        async def main() -> None:
            async with deadlock_detector():
                await the_program()

    There is no false alarm: anything that may still be ended from outside the run
    silences the detector. That is I/O, threads, signals, a deadline anywhere, a
    `trio.lowlevel.TrioToken` that somebody holds, guest mode, or a task parked in a
    function that the detector does not know. A signal counts if it is received as Trio
    has it, with `trio.open_signal_receiver`; what a handler of your own might do to the
    run cannot be seen.

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
        DeadlockError: nothing in the run can ever go on.

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
    return _Block(partial=partial, any_wait=False)


def closed_world_detector() -> AbstractAsyncContextManager[None]:
    """A detector for runs that are ours: `run`, `explore` and `cancel_everywhere`.

    Waits that are not known count too if Trio sees no task waiting for I/O. On the real
    clock that would be daring; but a stuck run on a clock that jumps never ends.
    """
    return _Block(partial=False, any_wait=True)


class _Block:
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
        watcher.blocks.append(self)
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
        watcher.blocks.remove(self)
        if not watcher.blocks:
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
            # The error is to keep neither what was cancelled, nor itself through us.
            left.__context__ = context
            del exc, traceback, left, found, watcher, context

    def break_up(self, error: DeadlockError) -> None:
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


# What `before_io_wait` is told when there is neither a deadline nor a task to run.
_NO_TIMEOUT = 24 * 60 * 60
# With timeout 0 Trio polls: a busy run does, and a stuck one on a clock that jumps.
_POLLS_PER_LOOK = 64
# The seconds of a rest; see `_Watcher`.
_REST = 0.05


class _Watcher(trio.abc.Instrument):
    """Watches a run for all the detectors in it.

    `before_io_wait` is where a stuck run can be seen. A busy run comes by there at each
    tick, and an instrument costs even if it does nothing. So after many busy ticks in a
    row the watcher rests: it is no instrument for a moment, and a task that sleeps
    brings it back. That is for Trio's own clock. On another one a sleep may take
    anything, and on a mock clock it would change what the clock does.
    """

    def __init__(self) -> None:
        self.blocks: list[_Block] = []
        clock = trio.lowlevel.current_clock()
        self._on_mock_clock = isinstance(clock, trio.testing.MockClock)
        of_trio = type(clock).__module__.partition(".")[0] == "trio"
        self._may_rest = of_trio and not self._on_mock_clock
        self._polls_until_look = _POLLS_PER_LOOK
        self._next_collection = -math.inf
        self._rest: trio.CancelScope | None = None

    def __dir__(self) -> list[str]:
        # Trio looks an instrument's methods up by `dir` each time it is added, which
        # is slow for a plain object.
        return ["before_io_wait"]

    def start(self) -> None:
        """Become an instrument of the run."""
        trio.lowlevel.add_instrument(self)

    def stop(self) -> None:
        """Be one no longer."""
        if self._rest is None:
            trio.lowlevel.remove_instrument(self)
        else:
            self._rest.cancel(reason="deadlock_detector: its block was left")

    def before_io_wait(self, timeout: float) -> None:
        """Look whether the run is stuck, as Trio is about to wait for the outside."""
        if timeout == 0:
            # This is called for each tick of a busy run, so it is to cost nothing.
            self._polls_until_look -= 1
            if self._polls_until_look > 0:
                return
        self._polls_until_look = _POLLS_PER_LOOK
        error: DeadlockError | None = None
        blocks = self.blocks
        if timeout >= _NO_TIMEOUT or self._on_mock_clock:
            error = self._stuck_run()
        if error is None:
            blocks = [block for block in self.blocks if block.partial]
            error = self._stuck_cycle() if blocks else None
        if error is not None:
            # A scope that is cancelled here and now would leave Trio asleep.
            token = trio.lowlevel.current_trio_token()
            token.run_sync_soon(blocks[-1].break_up, error)
        elif timeout == 0 and self._may_rest:
            self._be_away_for(_REST)

    def _be_away_for(self, seconds: float) -> None:
        """Be no instrument for so long."""
        trio.lowlevel.remove_instrument(self)
        self._rest = rest = trio.CancelScope()

        async def come_back() -> None:
            try:
                with rest:
                    await trio.sleep(seconds)
            finally:
                back()

        def back() -> None:
            self._rest = None
            if self.blocks:
                self.start()

        def leave() -> None:
            try:
                trio.lowlevel.spawn_system_task(come_back, name=_Watcher.__qualname__)
            except RuntimeError:
                back()  # the run is at its end, and takes no such tasks any more

        # A task that is started here and now would leave Trio asleep.
        trio.lowlevel.current_trio_token().run_sync_soon(leave)

    def _stuck_run(self) -> DeadlockError | None:
        """The deadlock of the whole run, if it is one for certain."""
        if not _is_quiet() or _waiting_for_io() > 1 or _is_guest_run():
            return None
        any_wait = self.blocks[-1].any_wait
        waits: dict[Task, tuple[Wait, int]] = {}
        for task, depth in all_tasks():
            wait = wait_of(task)
            if not wait.known and (not any_wait or wait.kind == "idle"):
                return None
            waits[task] = wait, depth
        # What is no longer used may still hold the token, or have work to schedule. But
        # if the token is really in use, to find that out must not cost more and more.
        now = time.perf_counter()
        if _token_is_held() and now < self._next_collection:
            if self._may_rest:
                self._be_away_for(self._next_collection - now)  # and then look again
            return None
        gc.collect()
        self._next_collection = now + 10 * (time.perf_counter() - now)
        if not _is_quiet() or _token_is_held():
            return None
        return _error(
            "every task waits for another one, and nothing else can end it", waits
        )

    def _stuck_cycle(self) -> DeadlockError | None:
        """A cycle of tasks that wait for each other, whatever the others do."""
        tasks = [task for task, _ in all_tasks()]
        self._polls_until_look = max(_POLLS_PER_LOOK, 4 * len(tasks))
        waits: dict[Task, Wait] = {}
        # What is held is waited for in a parking lot, by one of the cycle at least.
        pending = [task for task in tasks if is_in_lot(task)]
        while pending:
            task = pending.pop()
            if task in waits or any(
                scope.deadline < math.inf for scope in enclosing_scopes(task)
            ):
                continue
            waits[task] = wait = wait_of(task)
            pending.extend(wait.holders)
        cycle = _cycle(waits)
        if not cycle:
            return None
        return _error(
            "these tasks wait for each other, and only a cancellation could end it",
            {task: (waits[task], 0) for task in cycle},
        )


_watcher: trio.lowlevel.RunVar[_Watcher | None] = trio.lowlevel.RunVar(
    "trio_patterns.testing.deadlocks", None
)


def _error(message: str, waits: Mapping[Task, tuple[Wait, int]]) -> DeadlockError:
    labels = Labels(waits)
    cycle = _cycle({task: wait for task, (wait, _) in waits.items()})
    return DeadlockError(
        message,
        tuple(
            task_wait(task, wait, depth, labels)
            for task, (wait, depth) in waits.items()
        ),
        tuple(labels[task] for task in cycle),
    )


def _cycle(waits: Mapping[Task, Wait]) -> list[Task]:
    """Tasks each of which waits for the next, and the last for the first; or none."""
    done: set[Task] = set()
    for start in waits:
        path: dict[Task, Iterator[Task]] = {}
        task: Task | None = start
        while True:
            if task is not None and task in path:
                on_path = list(path)
                return on_path[on_path.index(task) :]
            if task is not None and task in waits and task not in done:
                path[task] = iter(waits[task].holders)
            if not path:
                break
            last = next(reversed(path))
            task = next(path[last], None)
            if task is None:
                done.add(last)
                del path[last]
    return []


def _is_quiet() -> bool:
    """Whether no task can run, no deadline will come, and nothing was sent in."""
    statistics = trio.lowlevel.current_statistics()
    return (
        statistics.tasks_runnable == 0
        and statistics.seconds_to_next_deadline == math.inf
        and statistics.run_sync_soon_queue_size == 0
    )


def _waiting_for_io() -> int:
    """How many tasks wait for I/O; the entry queue's own is always one of them."""
    io = trio.lowlevel.current_statistics().io_statistics
    return sum(
        getattr(io, name, 0)
        for name in (
            "tasks_waiting",
            "tasks_waiting_read",
            "tasks_waiting_write",
            "tasks_waiting_overlapped",
            "monitors",
            "completion_key_monitors",
        )
    )


def _is_guest_run() -> bool:
    """Whether another event loop drives this run: then `trio.run` is not below us."""
    frame: FrameType | None = inspect.currentframe()
    while frame is not None and frame.f_code.co_name != "unrolled_run":
        frame = frame.f_back
    caller = frame.f_back if frame is not None else None
    return caller is None or caller.f_code is not trio.run.__code__


class _HoldsToken:
    """Holds an object as a run holds its token, to see what that counts for."""

    token = object()

    @classmethod
    def get(cls) -> object:
        return cls.token


_QUIET_TOKEN_REFERENCES = sys.getrefcount(_HoldsToken.get())


def _token_is_held() -> bool:
    """Whether anybody but Trio holds the token of the run."""
    references = sys.getrefcount(trio.lowlevel.current_trio_token())
    return references > _QUIET_TOKEN_REFERENCES
