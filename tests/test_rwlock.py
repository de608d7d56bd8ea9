from __future__ import annotations

import weakref
from functools import partial
from typing import TYPE_CHECKING, Any

import pytest
import trio
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, consumes, rule
from trio.testing import assert_checkpoints, wait_all_tasks_blocked

from tests.support import Thing, no_garbage_collector, unprotected_functions
from trio_patterns.rwlock import RWLock, RWLockStatistics
from trio_patterns.testing import cancel_everywhere, explore, run

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from contextlib import AbstractAsyncContextManager

    HeldFn = Callable[[RWLock], AbstractAsyncContextManager[None, None]]
    AcquireFn = Callable[[RWLock], Awaitable[None]]
    LockFn = Callable[[RWLock], None]

both_kinds = pytest.mark.parametrize(
    ("acquire", "acquire_nowait", "release", "held"),
    [
        pytest.param(
            RWLock.acquire_read,
            RWLock.acquire_read_nowait,
            RWLock.release_read,
            RWLock.read_locked,
            id="read",
        ),
        pytest.param(
            RWLock.acquire_write,
            RWLock.acquire_write_nowait,
            RWLock.release_write,
            RWLock.write_locked,
            id="write",
        ),
    ],
)
FREE = RWLockStatistics(writer=None, readers=(), readers_waiting=0, writers_waiting=0)


def waiting(lock: RWLock) -> tuple[int, int]:
    statistics = lock.statistics()
    return statistics.readers_waiting, statistics.writers_waiting


class Crew:
    """Tasks that each acquire a lock, hold it until told, and release it.

    A name that begins with "r" is a reader's, any other a writer's.
    """

    def __init__(self, lock: RWLock, nursery: trio.Nursery) -> None:
        self.lock = lock
        self.nursery = nursery
        self.got: list[str] = []
        self.holding: set[str] = set()
        self.broken: list[str] = []
        self.scopes: dict[str, trio.CancelScope] = {}
        self.orders: dict[str, trio.Event] = {}
        self.careless: set[str] = set()

    async def _work(self, name: str) -> None:
        reads = name.startswith("r")
        with trio.CancelScope() as self.scopes[name]:
            try:
                await (self.lock.acquire_read() if reads else self.lock.acquire_write())
            except trio.BrokenResourceError:
                self.broken.append(name)
                return
            self.got.append(name)
            self.holding.add(name)
            self.orders[name] = trio.Event()
            with trio.CancelScope(shield=True):
                await self.orders[name].wait()
            self.holding.discard(name)
            if name not in self.careless:
                self.lock.release_read() if reads else self.lock.release_write()

    async def add(self, *names: str) -> None:
        for name in names:
            self.nursery.start_soon(self._work, name, name=name)
            await wait_all_tasks_blocked()

    async def release(self, *names: str) -> None:
        for name in names:
            self.orders[name].set()
        await wait_all_tasks_blocked()

    async def end_without_release(self, *names: str) -> None:
        self.careless.update(names)
        await self.release(*names)

    async def cancel(self, *names: str) -> None:
        for name in names:
            self.scopes[name].cancel()
        await wait_all_tasks_blocked()


# Without waiting


@both_kinds
async def test_acquire_and_release(
    acquire: AcquireFn, acquire_nowait: LockFn, release: LockFn, held: HeldFn
) -> None:
    lock = RWLock()
    with assert_checkpoints():
        await acquire(lock)
    assert lock.statistics() != FREE
    release(lock)
    assert lock.statistics() == FREE

    acquire_nowait(lock)
    release(lock)
    assert lock.statistics() == FREE

    context = held(lock)
    for _ in range(2):  # it can be used again
        with assert_checkpoints():
            async with context:
                assert lock.statistics() != FREE
        assert lock.statistics() == FREE

    with pytest.raises(KeyError):
        async with held(lock):
            raise KeyError
    assert lock.statistics() == FREE


@both_kinds
async def test_acquire_in_a_cancelled_scope_takes_nothing(
    acquire: AcquireFn, acquire_nowait: LockFn, release: LockFn, held: HeldFn
) -> None:
    del acquire_nowait, release
    lock = RWLock()
    with trio.CancelScope() as scope:
        scope.cancel()
        await acquire(lock)
    assert scope.cancelled_caught
    with trio.CancelScope() as scope:
        scope.cancel()
        await held(lock).__aenter__()
    assert scope.cancelled_caught
    assert lock.statistics() == FREE


async def test_statistics_and_repr() -> None:
    lock = RWLock()
    assert repr(lock).startswith("<RWLock unlocked with 0 waiting at 0x")
    async with trio.open_nursery() as nursery:
        crew = Crew(lock, nursery)
        await crew.add("r1", "r2", "w1", "r3", "r4", "w2")
        statistics = lock.statistics()
        assert [task.name for task in statistics.readers] == ["r1", "r2"]
        assert statistics.writer is None
        assert waiting(lock) == (2, 2)
        assert repr(lock).startswith("<RWLock held by 2 readers with 4 waiting at 0x")
        await crew.release("r1", "r2")
        statistics = lock.statistics()
        assert statistics.writer is not None
        assert statistics.writer.name == "w1"
        assert statistics.readers == ()
        assert waiting(lock) == (2, 1)
        assert repr(lock).startswith("<RWLock held by a writer with 3 waiting at 0x")
        await crew.release("w1")
        await crew.release("r3", "r4")
        await crew.release("w2")
    assert lock.statistics() == FREE


# Wrong use


@both_kinds
@pytest.mark.parametrize("mode", ["read", "write"])
async def test_not_reentrant(
    acquire: AcquireFn,
    acquire_nowait: LockFn,
    release: LockFn,
    held: HeldFn,
    mode: str,
) -> None:
    """A second read, a second write, an upgrade, and the way back."""
    del held
    lock = RWLock()
    acquire_nowait(lock)
    before = lock.statistics()
    message = r"^the calling task holds this RWLock for (reading|writing) already"
    with pytest.raises(RuntimeError, match=message):
        await (lock.acquire_read() if mode == "read" else lock.acquire_write())
    with pytest.raises(RuntimeError, match=message):
        await acquire(lock)
    with pytest.raises(RuntimeError, match=message):
        acquire_nowait(lock)
    assert lock.statistics() == before
    release(lock)
    assert lock.statistics() == FREE


async def test_second_read_is_an_error_also_while_a_writer_waits() -> None:
    lock = RWLock()
    async with trio.open_nursery() as nursery:
        crew = Crew(lock, nursery)
        await lock.acquire_read()
        await crew.add("w1")
        message = "holds this RWLock for reading already, and would wait for itself"
        with pytest.raises(RuntimeError, match=message):
            await lock.acquire_read()
        with pytest.raises(RuntimeError, match=message):
            await lock.acquire_write()
        lock.release_read()
        await wait_all_tasks_blocked()
        await crew.release("w1")


@both_kinds
async def test_release_by_a_task_that_does_not_hold_it(
    acquire: AcquireFn, acquire_nowait: LockFn, release: LockFn, held: HeldFn
) -> None:
    del acquire, held
    lock = RWLock()
    with pytest.raises(RuntimeError, match="does not hold this RWLock for"):
        release(lock)
    acquire_nowait(lock)
    before = lock.statistics()

    async def somebody_else() -> None:
        with pytest.raises(
            RuntimeError, match=r"^task 'other' does not hold this RWLock"
        ):
            release(lock)

    async with trio.open_nursery() as nursery:
        nursery.start_soon(somebody_else, name="other")
    assert lock.statistics() == before
    release(lock)
    with pytest.raises(RuntimeError, match="does not hold this RWLock for"):
        release(lock)


async def test_release_of_the_other_kind() -> None:
    lock = RWLock()
    lock.acquire_read_nowait()
    with pytest.raises(RuntimeError, match="does not hold this RWLock for writing"):
        lock.release_write()
    lock.release_read()
    lock.acquire_write_nowait()
    with pytest.raises(RuntimeError, match="does not hold this RWLock for reading"):
        lock.release_read()
    lock.release_write()
    assert lock.statistics() == FREE


# The order of arrival


async def test_readers_share_and_a_writer_is_alone() -> None:
    lock = RWLock()
    async with trio.open_nursery() as nursery:
        crew = Crew(lock, nursery)
        await crew.add("r1", "r2")
        assert crew.holding == {"r1", "r2"}
        with pytest.raises(trio.WouldBlock):
            lock.acquire_write_nowait()
        lock.acquire_read_nowait()
        lock.release_read()
        await crew.release("r1", "r2")

        await crew.add("w1")
        with pytest.raises(trio.WouldBlock):
            lock.acquire_write_nowait()
        with pytest.raises(trio.WouldBlock):
            lock.acquire_read_nowait()
        await crew.release("w1")


async def test_waiting_writer_holds_later_readers_back() -> None:
    lock = RWLock()
    async with trio.open_nursery() as nursery:
        crew = Crew(lock, nursery)
        await crew.add("r1", "w1", "r2")
        assert crew.holding == {"r1"}
        assert waiting(lock) == (1, 1)
        with pytest.raises(trio.WouldBlock):
            lock.acquire_read_nowait()
        await crew.release("r1")
        assert crew.holding == {"w1"}
        await crew.release("w1")
        assert crew.holding == {"r2"}
        await crew.release("r2")


async def test_strictly_in_order_unlike_go() -> None:
    lock = RWLock()
    async with trio.open_nursery() as nursery:
        crew = Crew(lock, nursery)
        await crew.add("w1", "r1", "r2", "w2", "r3", "w3", "w4")
        await crew.release("w1")
        assert crew.holding == {"r1", "r2"}  # in Go r3 as well
        await crew.release("r1")
        assert crew.holding == {"r2"}
        await crew.release("r2")
        assert crew.holding == {"w2"}
        await crew.release("w2")
        assert crew.holding == {"r3"}
        await crew.release("r3")
        assert crew.holding == {"w3"}
        await crew.release("w3")
        assert crew.holding == {"w4"}
        await crew.release("w4")
    assert lock.statistics() == FREE


async def test_what_was_handed_over_can_not_be_taken_before_its_owner_runs() -> None:
    lock = RWLock()
    async with trio.open_nursery() as nursery:
        crew = Crew(lock, nursery)
        await lock.acquire_write()
        await crew.add("w1")
        lock.release_write()
        with pytest.raises(trio.WouldBlock):
            lock.acquire_write_nowait()
        with pytest.raises(trio.WouldBlock):
            lock.acquire_read_nowait()
        await wait_all_tasks_blocked()
        await crew.release("w1")


# Cancellation


async def test_cancelled_writer_lets_the_readers_behind_it_in() -> None:
    lock = RWLock()
    async with trio.open_nursery() as nursery:
        crew = Crew(lock, nursery)
        await crew.add("r1", "w1", "r2", "r3", "w2", "r4")
        await crew.cancel("w1")
        assert crew.holding == {"r1", "r2", "r3"}
        assert waiting(lock) == (1, 1)
        await crew.cancel("w2")
        assert crew.holding == {"r1", "r2", "r3", "r4"}
        await crew.release("r1", "r2", "r3", "r4")
    assert lock.statistics() == FREE


async def test_cancelled_writer_leaves_the_line_at_once() -> None:
    lock = RWLock()
    async with trio.open_nursery() as nursery:
        crew = Crew(lock, nursery)
        await crew.add("r1", "w1")
        crew.scopes["w1"].cancel()
        lock.acquire_read_nowait()
        lock.release_read()
        await crew.release("r1")


async def test_cancelled_in_the_middle_of_the_line() -> None:
    lock = RWLock()
    async with trio.open_nursery() as nursery:
        crew = Crew(lock, nursery)
        await crew.add("w1", "r1", "w2", "r2", "w3")
        await crew.cancel("w2", "r1")
        assert crew.holding == {"w1"}
        await crew.release("w1")
        assert crew.holding == {"r2"}
        await crew.release("r2")
        assert crew.holding == {"w3"}
        await crew.release("w3")


async def test_one_cancellation_of_all_lets_nobody_in() -> None:
    lock = RWLock()
    await lock.acquire_read()
    async with trio.open_nursery() as nursery:
        crew = Crew(lock, nursery)
        await crew.add("w1", *(f"r{number}" for number in range(10)))
        nursery.cancel_scope.cancel()
    assert crew.got == []
    lock.release_read()
    assert lock.statistics() == FREE


async def test_what_was_handed_over_is_kept_through_a_cancellation() -> None:
    lock = RWLock()
    async with trio.open_nursery() as nursery:
        crew = Crew(lock, nursery)
        await lock.acquire_write()
        await crew.add("w1")
        lock.release_write()
        await crew.cancel("w1")  # it was in the same tick, and too late
        assert crew.holding == {"w1"}
        await crew.release("w1")


async def test_release_beside_a_cancellation_lets_the_right_one_in() -> None:
    lock = RWLock()
    async with trio.open_nursery() as nursery:
        crew = Crew(lock, nursery)
        await lock.acquire_write()
        await crew.add("r1", "w1", "r2")
        crew.scopes["r1"].cancel()
        lock.release_write()  # the one who was first in line has not run yet
        with pytest.raises(trio.WouldBlock):
            lock.acquire_write_nowait()
        with pytest.raises(trio.WouldBlock):
            lock.acquire_read_nowait()
        await wait_all_tasks_blocked()
        assert crew.holding == {"w1"}
        await crew.release("w1")
        await crew.release("r2")


# Owners that end while holding


@pytest.mark.parametrize("holders", [("w1",), ("r1",), ("r1", "r2")])
async def test_owner_that_ends_breaks_the_waits(holders: tuple[str, ...]) -> None:
    lock = RWLock()
    async with trio.open_nursery() as nursery:
        crew = Crew(lock, nursery)
        await crew.add(*holders, "w8", "r8", "w9", "r9")
        assert crew.holding == set(holders)
        await crew.end_without_release(holders[0])
        assert sorted(crew.broken) == ["r8", "r9", "w8", "w9"]
        assert waiting(lock) == (0, 0)

        # Later ones too, also those that would not have to wait.
        message = f"^task '{holders[0]}' ended while it held this RWLock$"
        for _ in range(2):
            with pytest.raises(trio.BrokenResourceError, match=message):
                await lock.acquire_read()
            with pytest.raises(trio.BrokenResourceError, match=message):
                await lock.acquire_write()
            with pytest.raises(trio.BrokenResourceError, match=message):
                lock.acquire_read_nowait()
            with pytest.raises(trio.BrokenResourceError, match=message):
                lock.acquire_write_nowait()
            # The other owners are still owners, and leave in order.
            await crew.release(*holders[1:])


async def test_error_of_a_broken_wait_names_the_owner(
    autojump_clock: trio.testing.MockClock,
) -> None:
    lock = RWLock()

    async def careless() -> None:
        await lock.acquire_read()
        await trio.sleep(1)

    async with trio.open_nursery() as nursery:
        nursery.start_soon(careless, name="Careless")
        await wait_all_tasks_blocked()
        with pytest.raises(trio.BrokenResourceError) as caught:
            await lock.acquire_write()
    assert str(caught.value) == "task 'Careless' ended while it held this RWLock"
    assert caught.value.__suppress_context__  # how it was found out is of no interest
    assert autojump_clock.current_time() == 1


async def test_second_owner_that_ends_changes_nothing() -> None:
    lock = RWLock()
    async with trio.open_nursery() as nursery:
        crew = Crew(lock, nursery)
        await crew.add("r1", "r2")
        await crew.end_without_release("r1")
        await crew.end_without_release("r2")
        with pytest.raises(trio.BrokenResourceError, match="'r1' ended"):
            await lock.acquire_write()


async def test_owner_ends_beside_a_cancellation() -> None:
    lock = RWLock()
    async with trio.open_nursery() as nursery:
        crew = Crew(lock, nursery)
        await crew.add("w1", "r1", "w2")
        crew.scopes["r1"].cancel()
        await crew.end_without_release("w1")
        assert crew.broken == ["w2"]
        assert waiting(lock) == (0, 0)


@both_kinds
async def test_owner_that_released_breaks_nothing(
    acquire: AcquireFn, acquire_nowait: LockFn, release: LockFn, held: HeldFn
) -> None:
    del acquire_nowait, held
    lock = RWLock()

    async def careful() -> None:
        await acquire(lock)
        release(lock)

    for _ in range(2):
        async with trio.open_nursery() as nursery:
            nursery.start_soon(careful)
    await lock.acquire_write()
    lock.release_write()


async def test_who_was_let_in_from_the_line_is_an_owner_too() -> None:
    lock = RWLock()
    async with trio.open_nursery() as nursery:
        crew = Crew(lock, nursery)
        await crew.add("w1", "r1", "r2", "w2")
        await crew.release("w1")
        assert crew.holding == {"r1", "r2"}
        await crew.end_without_release("r2")
        assert crew.broken == ["w2"]
        await crew.release("r1")


# Under many orders, and cancelled everywhere


async def crowd(lock: RWLock) -> None:
    inside: list[str] = []

    async def use(name: str, start: float, patience: float) -> None:
        await trio.sleep(start)
        with trio.move_on_after(patience):
            async with lock.read_locked() if name == "r" else lock.write_locked():
                inside.append(name)
                assert inside == ["w"] or set(inside) == {"r"}
                try:
                    await trio.sleep(1)
                finally:
                    inside.remove(name)

    async with trio.open_nursery() as nursery:
        for number, name in enumerate("rwrrwrw"):
            nursery.start_soon(use, name, number % 2, 0.5 + number % 3)
    assert lock.statistics() == FREE


def test_no_writer_beside_another_owner_in_any_order() -> None:
    explore(lambda: crowd(RWLock()), schedules=120)


def test_nobody_is_left_inside_wherever_it_is_cancelled() -> None:
    lock = RWLock()

    def check() -> None:
        assert lock.statistics() == FREE

    cancel_everywhere(lambda: crowd(lock), check=check, schedules=3)


# Ctrl-C


def test_what_changes_the_state_is_protected_from_ctrl_c() -> None:
    lock = RWLock()

    async def main() -> None:
        await crowd(lock)
        await lock.acquire_read()
        lock.release_read()
        lock.acquire_read_nowait()
        lock.release_read()
        await lock.acquire_write()
        lock.release_write()
        lock.acquire_write_nowait()
        lock.release_write()

    # What is left makes a new object, or only looks.
    assert unprotected_functions(
        main, "trio_patterns.rwlock", "trio_patterns._wait_queue"
    ) == {
        "read_locked",
        "write_locked",
        "__init__",
        "statistics",
        "requests",
        "__eq__",
    }


# Against a model

Operation = tuple[str, Any]


class LockModel(RuleBasedStateMachine):
    """Write a program together with what it must lead to; run it at the end.

    Releases and cancellations may fall into one tick; all else waits until what came
    before is over.
    """

    names = Bundle[str]("names")

    def __init__(self) -> None:
        super().__init__()
        self.line: list[str] = []
        self.holding: set[str] = set()
        self.broken = False
        self.broken_names: set[str] = set()
        self.count = 0
        self.program: list[Operation] = []

    def can_enter(self, name: str) -> bool:
        if name.startswith("r"):
            return all(holder.startswith("r") for holder in self.holding)
        return not self.holding

    @rule()
    def settle(self) -> None:
        while self.line and self.can_enter(self.line[0]):
            self.holding.add(self.line.pop(0))
        readers = sum(name.startswith("r") for name in self.line)
        self.program.append(
            (
                "expect",
                (
                    frozenset(self.holding),
                    (readers, len(self.line) - readers),
                    frozenset(self.broken_names),
                ),
            )
        )

    @rule(target=names, kind=st.sampled_from("rw"))
    def acquire(self, kind: str) -> str:
        self.settle()
        self.count += 1
        name = f"{kind}{self.count}"
        self.program.append(("acquire", name))
        if self.broken:
            self.broken_names.add(name)
        else:
            self.line.append(name)
        self.settle()
        return name

    @rule(kind=st.sampled_from("rw"))
    def try_nowait(self, kind: str) -> None:
        self.settle()
        if self.broken:
            error: type[Exception] | None = trio.BrokenResourceError
        elif self.line or not self.can_enter(kind):
            error = trio.WouldBlock
        else:
            error = None
        self.program.append(("nowait", (kind, error)))

    @rule(name=consumes(names))
    def leave(self, name: str) -> None:
        """Release, if it holds the lock; else cancel the wait."""
        if name in self.holding:
            self.holding.remove(name)
            self.program.append(("release", name))
        elif name in self.line:
            self.line.remove(name)
            self.program.append(("cancel", name))

    @rule(name=consumes(names), mercy=st.booleans())
    def end_without_release(self, name: str, mercy: bool) -> None:
        self.settle()
        if name in self.holding and not mercy:
            self.holding.remove(name)
            self.broken = True
            self.broken_names.update(self.line)
            self.line.clear()
            self.program.append(("end", name))
            self.settle()

    def teardown(self) -> None:
        self.settle()
        run(partial(self.replay, self.program))

    @staticmethod
    async def replay(program: list[Operation]) -> None:
        lock = RWLock()
        async with trio.open_nursery() as nursery:
            crew = Crew(lock, nursery)
            for operation, argument in program:
                match operation:
                    case "acquire":
                        await crew.add(argument)
                    case "nowait":
                        try_nowait(lock, *argument)
                    case "release":
                        crew.orders[argument].set()
                    case "cancel":
                        crew.scopes[argument].cancel()
                    case "end":
                        await crew.end_without_release(argument)
                    case _:
                        await wait_all_tasks_blocked()
                        seen = (crew.holding, waiting(lock), set(crew.broken))
                        assert seen == argument
            # All that can leave do, and then the lock is free, or broken.
            nursery.cancel_scope.cancel()
            while crew.holding:
                await crew.release(*crew.holding)


def try_nowait(lock: RWLock, kind: str, error: type[Exception] | None) -> None:
    acquire = lock.acquire_read_nowait if kind == "r" else lock.acquire_write_nowait
    release = lock.release_read if kind == "r" else lock.release_write
    if error is None:
        acquire()
        release()
    else:
        with pytest.raises(error):
            acquire()


TestLockModel = LockModel.TestCase
TestLockModel.settings = settings(
    max_examples=100, stateful_step_count=25, deadline=None
)


# Memory


def test_nothing_is_kept_alive() -> None:
    gone: list[weakref.ref[Any]] = []

    async def hold(lock: RWLock, thing: Thing, kind: str) -> None:
        with trio.move_on_after(1):
            async with lock.read_locked() if kind == "r" else lock.write_locked():
                await trio.sleep(3)
        gone.append(weakref.ref(thing))

    async def main() -> None:
        lock = RWLock()
        gone.append(weakref.ref(lock))
        async with trio.open_nursery() as nursery:
            for kind in "rwwr":
                nursery.start_soon(hold, lock, Thing(), kind)
        del lock
        assert [ref() for ref in gone] == [None] * 5

    with no_garbage_collector():
        run(main)


async def test_error_of_a_broken_lock_keeps_nothing_alive(
    autojump_clock: trio.testing.MockClock,
) -> None:
    lock = RWLock()

    async def careless() -> None:
        await lock.acquire_write()
        await trio.sleep(1)

    async def unlucky(thing: Thing) -> None:
        with pytest.raises(trio.BrokenResourceError):
            await lock.acquire_read()
        gone.append(weakref.ref(thing))

    gone: list[weakref.ref[Thing]] = []
    with no_garbage_collector():
        async with trio.open_nursery() as nursery:
            nursery.start_soon(careless)
            await wait_all_tasks_blocked()
            nursery.start_soon(unlucky, Thing())
            nursery.start_soon(unlucky, Thing())
        assert autojump_clock.current_time() == 1
        assert [ref() for ref in gone] == [None, None]
