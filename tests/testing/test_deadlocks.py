from __future__ import annotations

import contextlib
import gc
import inspect
import math
import os
import queue
import signal
import socket
import sys
import threading
import time
import types
import weakref
from functools import partial
from typing import TYPE_CHECKING, Any

import pytest
import trio
import trio.testing

from trio_patterns.testing import (
    DeadlockError,
    deadlock_detector,
    deadlocks,
    dump_tasks,
)

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Awaitable, Callable

A_DAY = 24 * 60 * 60


class CountsIdle(trio.abc.Instrument):
    """Counts how often the run was about to sleep for as long as it may."""

    def __init__(self) -> None:
        self.times = 0

    def before_io_wait(self, timeout: float) -> None:
        self.times += timeout >= A_DAY


def run_detected(
    async_fn: Callable[[], Awaitable[object]],
    clock: trio.abc.Clock | None = None,
    *,
    partial: bool = False,
) -> None:
    async def main() -> None:
        async with deadlock_detector(partial=partial):
            await async_fn()

    trio.run(main, clock=clock)


def is_silent(async_fn: Callable[[], Awaitable[object]]) -> None:
    """The function sits idle for a while, and ends without an alarm."""
    idle = CountsIdle()

    async def main() -> None:
        async with deadlock_detector():
            await async_fn()

    trio.run(main, instruments=[idle])
    assert idle.times >= 1


def here() -> int:
    """The line after the one that calls this."""
    frame = inspect.currentframe()
    assert frame is not None
    assert frame.f_back is not None
    return frame.f_back.f_lineno + 1


def jumping() -> trio.testing.MockClock:
    return trio.testing.MockClock(autojump_threshold=0)


CLOCKS = pytest.mark.parametrize(
    "clock",
    [
        lambda: None,
        jumping,
        trio.testing.MockClock,
        lambda: trio.testing.MockClock(autojump_threshold=0.001),
        lambda: trio.testing.MockClock(rate=10),
    ],
    ids=["real", "jumping", "mock", "threshold", "rate"],
)


# What is found


@CLOCKS
def test_alone_on_an_event(clock: Callable[[], trio.abc.Clock | None]) -> None:
    line = 0

    async def main() -> None:
        nonlocal line
        line = here()
        await trio.Event().wait()

    with pytest.raises(DeadlockError) as caught:
        run_detected(main, clock())
    (task,) = caught.value.tasks
    assert (task.kind, task.depth, task.held_by) == ("event", 0, ())
    assert (task.file, task.line, task.function) == (__file__, line, "main")
    assert caught.value.cycle == ()
    assert caught.value.__cause__ is caught.value.__context__ is None


@CLOCKS
def test_lock_order(clock: Callable[[], trio.abc.Clock | None]) -> None:
    lines: dict[str, int] = {}

    async def take(first: trio.Lock, second: trio.Lock, name: str) -> None:
        async with first:
            await trio.testing.wait_all_tasks_blocked()
            lines[name] = here()
            async with second:
                raise AssertionError

    async def main() -> None:
        one, two = trio.Lock(), trio.Lock()
        async with trio.open_nursery() as nursery:
            nursery.start_soon(take, one, two, "left", name="left")
            nursery.start_soon(take, two, one, "right", name="right")

    with pytest.raises(DeadlockError) as caught:
        run_detected(main, clock())
    error = caught.value
    by_name = {task.name: task for task in error.tasks}
    assert [task.depth for task in error.tasks] == [0, 1, 1]
    assert by_name["left"].held_by == ("right",)
    assert by_name["right"].held_by == ("left",)
    assert by_name["left"].line == lines["left"]
    assert by_name["right"].line == lines["right"]
    assert sorted(error.cycle) == ["left", "right"]
    text = str(error)
    assert f'File "{__file__}", line {lines["left"]}, in take' in text
    assert "async with second:" in text
    assert "left waits for right to give up the lock" in text


async def on_lock(nursery: trio.Nursery) -> None:
    lock = trio.Lock()
    async with lock:
        nursery.start_soon(lock.acquire)
        await trio.sleep_forever()


async def on_strict_lock(nursery: trio.Nursery) -> None:
    lock = trio.StrictFIFOLock()
    async with lock:
        nursery.start_soon(lock.acquire)
        await trio.sleep_forever()


async def on_semaphore(nursery: trio.Nursery) -> None:
    nursery.start_soon(trio.Semaphore(0).acquire)


async def on_limiter(nursery: trio.Nursery) -> None:
    limiter = trio.CapacityLimiter(1)
    async with limiter:
        nursery.start_soon(limiter.acquire)
        await trio.sleep_forever()


async def on_condition(nursery: trio.Nursery) -> None:
    async def waits() -> None:
        async with condition:
            await condition.wait()

    condition = trio.Condition()
    nursery.start_soon(waits)


async def on_notified_condition(nursery: trio.Nursery) -> None:
    async def waits() -> None:
        async with condition:
            await condition.wait()

    condition = trio.Condition()
    nursery.start_soon(waits)
    await trio.testing.wait_all_tasks_blocked()
    async with condition:
        condition.notify()
        await trio.sleep_forever()


async def on_receive(nursery: trio.Nursery) -> None:
    send, receive = trio.open_memory_channel[int](1)
    nursery.start_soon(receive.receive)
    await trio.sleep_forever()
    send.close()


async def on_send(nursery: trio.Nursery) -> None:
    send, receive = trio.open_memory_channel[int](0)
    nursery.start_soon(send.send, 1)
    await trio.sleep_forever()
    receive.close()


async def on_lot(nursery: trio.Nursery) -> None:
    nursery.start_soon(trio.lowlevel.ParkingLot().park)


async def on_sleep(nursery: trio.Nursery) -> None:
    nursery.start_soon(trio.sleep, math.inf)


async def on_nursery(nursery: trio.Nursery) -> None:
    async def waits() -> None:
        async with trio.open_nursery() as inner:
            inner.start_soon(trio.sleep_forever)

    nursery.start_soon(waits)


@pytest.mark.parametrize(
    ("program", "kind", "held_by"),
    [
        (on_lock, "lock", ("program",)),
        (on_strict_lock, "lock", ("program",)),
        (on_semaphore, "semaphore", ()),
        (on_limiter, "limiter", ()),
        (on_condition, "condition", ()),
        (on_notified_condition, "lock", ("program",)),
        (on_receive, "receive", ()),
        (on_send, "send", ()),
        (on_lot, "parking lot", ()),
        (on_sleep, "sleep", ()),
        (on_nursery, "nursery", ("sleep_forever",)),
    ],
)
def test_each_primitive(
    program: Callable[[trio.Nursery], Awaitable[object]],
    kind: str,
    held_by: tuple[str, ...],
) -> None:
    async def main() -> None:
        async with trio.open_nursery() as nursery:
            nursery.start_soon(program, nursery, name="program")

    with pytest.raises(DeadlockError) as caught:
        run_detected(main)
    assert (kind, held_by) in [(task.kind, task.held_by) for task in caught.value.tasks]


def test_below_a_shield_and_in_nested_nurseries() -> None:
    async def child() -> None:
        with trio.CancelScope(shield=True):
            async with trio.open_nursery() as nursery:
                with trio.CancelScope(shield=True):
                    nursery.start_soon(trio.sleep_forever)
                    await trio.Event().wait()

    async def main() -> None:
        async with trio.open_nursery() as nursery:
            nursery.start_soon(child)

    with pytest.raises(DeadlockError) as caught:
        run_detected(main)
    assert [(task.name, task.depth) for task in caught.value.tasks][1:] == [
        ("child", 1),
        ("sleep_forever", 2),
    ]


def test_inside_context_managers_and_async_generators() -> None:
    @contextlib.asynccontextmanager
    async def opened() -> AsyncGenerator[None]:
        await trio.Event().wait()
        yield

    async def main() -> None:
        async with opened():
            pass

    with pytest.raises(DeadlockError) as caught:
        run_detected(main)
    assert [task.function for task in caught.value.tasks] == ["opened"]


def test_within_a_second() -> None:
    waited = -1.0

    async def main() -> None:
        nonlocal waited
        start = trio.current_time()
        try:
            await trio.Event().wait()
        finally:
            waited = trio.current_time() - start

    with pytest.raises(DeadlockError):
        run_detected(main)
    assert 0 <= waited < 1


def test_the_tasks_are_cancelled_with_a_reason() -> None:
    reasons: list[str | None] = []

    async def main() -> None:
        try:
            await trio.sleep_forever()
        except trio.Cancelled as cancelled:
            reasons.append(cancelled.reason)
            raise

    with pytest.raises(DeadlockError):
        run_detected(main)
    assert reasons == ["deadlock_detector: the tasks wait for each other"]


def test_errors_of_the_clean_up_leave_with_it() -> None:
    async def main() -> None:
        try:
            await trio.sleep_forever()
        finally:
            raise ValueError("while cleaning up")

    with pytest.RaisesGroup(
        pytest.RaisesExc(DeadlockError), pytest.RaisesExc(ValueError)
    ):
        run_detected(main)


def test_a_clean_up_that_hangs_is_broken_up_too() -> None:
    async def main() -> None:
        try:
            await trio.sleep_forever()
        finally:
            with trio.CancelScope(shield=True):
                await trio.Event().wait()

    with pytest.raises(DeadlockError) as caught:
        run_detected(main)
    assert [task.kind for task in caught.value.tasks] == ["sleep"]  # the first report


def test_an_error_without_a_deadlock_is_untouched() -> None:
    async def main() -> None:
        raise ValueError("as it was")

    with pytest.raises(ValueError, match="as it was"):
        run_detected(main)


def test_the_latest_of_nested_detectors_speaks() -> None:
    async def main() -> None:
        with pytest.raises(DeadlockError):
            async with deadlock_detector():
                await trio.sleep_forever()
        await trio.lowlevel.checkpoint()

    run_detected(main)


def test_it_can_be_used_again_in_the_same_run() -> None:
    async def main() -> None:
        for _ in range(3):
            with pytest.raises(DeadlockError):
                async with deadlock_detector():
                    await trio.sleep_forever()
        await trio.lowlevel.checkpoint()

    trio.run(main)


def test_stuck_outside_of_the_block() -> None:
    done = False

    async def guarded(event: trio.Event) -> None:
        nonlocal done
        try:
            async with deadlock_detector():
                await trio.sleep_forever()
        except DeadlockError:
            done = True
            event.set()

    async def main() -> None:
        event = trio.Event()
        async with trio.open_nursery() as nursery:
            nursery.start_soon(guarded, event)
            await event.wait()

    trio.run(main)
    assert done


def test_system_tasks_are_in_the_report() -> None:
    async def main() -> None:
        trio.lowlevel.spawn_system_task(trio.sleep_forever, name="background")
        await trio.sleep_forever()

    with pytest.raises(DeadlockError) as caught:
        run_detected(main)
    assert [task.name for task in caught.value.tasks] == ["main", "background"]


def test_tasks_of_one_name_are_told_apart() -> None:
    async def main() -> None:
        async with trio.open_nursery() as nursery:
            for _ in range(2):
                nursery.start_soon(trio.sleep_forever, name="sleeper")

    with pytest.raises(DeadlockError) as caught:
        run_detected(main)
    assert [task.name for task in caught.value.tasks][1:] == ["sleeper", "sleeper #2"]


def test_the_cycle_begins_with_the_eldest() -> None:
    async def take(first: trio.Lock, second: trio.Lock) -> None:
        async with first:
            await trio.lowlevel.checkpoint()
            async with second:
                pass

    async def main() -> None:
        a, b = trio.Lock(), trio.Lock()
        async with trio.open_nursery() as nursery:
            nursery.start_soon(take, a, b, name="elder")
            nursery.start_soon(take, b, a, name="younger")

    for _ in range(10):  # the tasks lie in a set, so half of these tell
        with pytest.raises(DeadlockError) as caught:
            run_detected(main)
        assert caught.value.cycle == ("elder", "younger")


class Thing:
    pass


def test_the_error_keeps_nothing_alive() -> None:
    things: list[weakref.ref[Thing]] = []

    async def main() -> None:
        mine = Thing()
        things.append(weakref.ref(mine))
        send, _receive = trio.open_memory_channel[Thing](0)
        await send.send(mine)

    gc.disable()
    try:
        with pytest.raises(DeadlockError) as caught:
            run_detected(main)
        assert "room in a memory channel" in str(caught.value)
        assert things[0]() is None
    finally:
        gc.enable()


# What silences it


def test_silent_while_a_socket_is_waited_for() -> None:
    async def main() -> None:
        near, far = socket.socketpair()
        with near, trio.socket.from_stdlib_socket(far) as receiver:
            timer = threading.Timer(0.05, near.send, [b"x"])
            timer.start()
            assert await receiver.recv(1) == b"x"
            timer.join()

    is_silent(main)


def test_silent_while_a_thread_is_waited_for() -> None:
    async def main() -> None:
        event = trio.Event()

        def in_thread() -> None:
            threading.Event().wait(0.05)
            trio.from_thread.run_sync(event.set)

        async with trio.open_nursery() as nursery:
            nursery.start_soon(trio.to_thread.run_sync, in_thread)
            await event.wait()

    is_silent(main)


def test_silent_while_an_abandoned_thread_may_call_back() -> None:
    async def main() -> None:
        event = trio.Event()
        started = trio.Event()
        go_on = threading.Event()

        def in_thread() -> None:
            token = trio.from_thread.run_sync(trio.lowlevel.current_trio_token)
            trio.from_thread.run_sync(started.set)
            go_on.wait()
            threading.Event().wait(0.05)
            token.run_sync_soon(event.set)

        async def abandons() -> None:
            with trio.CancelScope() as scope:
                nursery.start_soon(cancel_when_started, scope)
                await trio.to_thread.run_sync(in_thread, abandon_on_cancel=True)

        async def cancel_when_started(scope: trio.CancelScope) -> None:
            await started.wait()
            scope.cancel()

        async with trio.open_nursery() as nursery:
            nursery.start_soon(abandons)
        go_on.set()
        await event.wait()

    is_silent(main)


def test_silent_while_a_signal_may_come() -> None:
    async def main() -> None:
        with trio.open_signal_receiver(signal.SIGUSR1) as signals:
            timer = threading.Timer(0.05, os.kill, [os.getpid(), signal.SIGUSR1])
            timer.start()
            async for _ in signals:
                break
            timer.join()

    is_silent(main)


def test_not_silent_for_a_signal_that_no_task_waits_for() -> None:
    async def main() -> None:
        # The inner one keeps the handler of the outer one, which is in nobody's table.
        with (
            trio.open_signal_receiver(signal.SIGUSR1, signal.SIGUSR2),
            trio.open_signal_receiver(signal.SIGUSR1),
        ):
            await trio.Event().wait()

    with pytest.raises(DeadlockError, match="waits for an Event"):
        run_detected(main)


def test_silent_for_the_other_holders_of_the_token() -> None:
    async def main() -> None:
        with trio.open_signal_receiver(signal.SIGUSR1):
            event = trio.Event()
            token = trio.lowlevel.current_trio_token()
            timer = threading.Timer(0.05, token.run_sync_soon, [event.set])
            timer.start()
            del token
            await event.wait()
            timer.join()

    is_silent(main)


def test_silent_below_a_deadline() -> None:
    async def main() -> None:
        with trio.move_on_after(0.05):
            await trio.Event().wait()

    run_detected(main)
    run_detected(main, jumping())


def test_silent_where_a_deadline_is_elsewhere() -> None:
    async def main() -> None:
        event = trio.Event()

        async def sets() -> None:
            await trio.sleep(3600)
            event.set()

        async with trio.open_nursery() as nursery:
            nursery.start_soon(sets)
            await event.wait()

    run_detected(main, jumping())


def test_silent_while_somebody_holds_the_token() -> None:
    async def main() -> None:
        event = trio.Event()
        token = trio.lowlevel.current_trio_token()
        timer = threading.Timer(0.05, token.run_sync_soon, [event.set])
        timer.start()
        await event.wait()
        timer.join()

    is_silent(main)


def test_silent_where_the_token_was_used_during_the_look(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """By a thread that has let go of it since."""

    async def main() -> None:
        event = trio.Event()
        token = trio.lowlevel.current_trio_token()

        def use(*, by_signals: bool) -> bool:
            assert by_signals
            token.run_sync_soon(event.set)
            return False

        monkeypatch.setattr(deadlocks, "token_may_be_used", use)
        await event.wait()

    is_silent(main)


def test_the_collector_is_not_run_each_time_while_the_token_is_held() -> None:
    collections: list[str] = []

    def note(phase: str, info: dict[str, int]) -> None:
        if phase == "start" and info["generation"] == 2:
            collections.append(phase)

    async def main() -> None:
        to_do: queue.Queue[Callable[[], object] | None] = queue.Queue()
        token = trio.lowlevel.current_trio_token()

        def in_thread() -> None:
            while (job := to_do.get()) is not None:
                threading.Event().wait(0.001)
                token.run_sync_soon(job)

        thread = threading.Thread(target=in_thread)
        thread.start()
        for _ in range(50):
            event = trio.Event()
            to_do.put(event.set)
            await event.wait()
        to_do.put(None)
        thread.join()

    gc.callbacks.append(note)
    try:
        is_silent(main)
    finally:
        gc.callbacks.remove(note)
    assert 1 <= len(collections) < 25


def test_silent_in_an_unknown_primitive() -> None:
    async def parks_itself(woken: list[Callable[[], None]]) -> None:
        task = trio.lowlevel.current_task()
        woken.append(lambda: trio.lowlevel.reschedule(task))
        await trio.lowlevel.wait_task_rescheduled(
            lambda _: trio.lowlevel.Abort.SUCCEEDED
        )

    async def main() -> None:
        woken: list[Callable[[], None]] = []
        clock = trio.lowlevel.current_clock()
        assert isinstance(clock, trio.testing.MockClock)
        spins = SpinsFor(500, lambda: woken[0]())
        trio.lowlevel.add_instrument(spins)
        await parks_itself(woken)

    run_detected(main, jumping())


class SpinsFor(trio.abc.Instrument):
    """Does something when Trio has polled so often with nothing to do."""

    def __init__(self, polls: int, then: Callable[[], object]) -> None:
        self.polls = polls
        self.then = then

    def before_io_wait(self, timeout: float) -> None:
        del timeout
        self.polls -= 1
        if self.polls == 0:
            self.then()


def test_silent_where_tasks_wait_for_the_others_to_block() -> None:
    async def main() -> None:
        event = trio.Event()

        async def sets() -> None:
            await trio.testing.wait_all_tasks_blocked(0.05)
            event.set()

        async with trio.open_nursery() as nursery:
            nursery.start_soon(sets)
            await event.wait()

    run_detected(main)
    run_detected(main, jumping())


def test_silent_in_a_busy_run() -> None:
    async def main() -> None:
        to_left, at_left = trio.open_memory_channel[int](0)
        to_right, at_right = trio.open_memory_channel[int](0)

        async def echo() -> None:
            with to_left:
                async for number in at_right:
                    await to_left.send(number)

        async with trio.open_nursery() as nursery:
            nursery.start_soon(echo)
            with to_right:
                for number in range(500):
                    await to_right.send(number)
                    assert await at_left.receive() == number

    run_detected(main, jumping())
    run_detected(main, jumping(), partial=True)


def test_silent_while_a_system_task_does_io() -> None:
    async def main() -> None:
        event = trio.Event()
        near, far = socket.socketpair()

        async def reads() -> None:
            await trio.lowlevel.wait_readable(far)
            event.set()

        with near, far:
            trio.lowlevel.spawn_system_task(reads)
            timer = threading.Timer(0.05, near.send, [b"x"])
            timer.start()
            await event.wait()
            timer.join()

    is_silent(main)


def test_silent_while_a_process_runs() -> None:
    async def main() -> None:
        await trio.run_process([sys.executable, "-c", "input()"], stdin=b"\n")

    run_detected(main)


def test_silent_where_the_garbage_collector_wakes_somebody() -> None:
    async def main() -> None:
        event = trio.Event()

        async def generator() -> AsyncGenerator[int]:
            try:
                yield 1
            finally:
                event.set()

        async def drops_it() -> None:
            mine: list[Any] = [generator()]
            mine.append(mine)
            await anext(mine[0])

        await drops_it()
        await event.wait()

    gc.disable()
    try:
        with pytest.warns(ResourceWarning):
            run_detected(main)
    finally:
        gc.enable()


def test_a_task_that_a_finalizer_wakes_goes_on_at_once() -> None:
    class Lease:
        def __init__(self, released: trio.Event) -> None:
            self.released = released
            self.cycle = self

        def __del__(self) -> None:
            self.released.set()

    async def main() -> None:
        released = trio.Event()
        Lease(released)
        await released.wait()  # woken after Trio has decided how long to sleep

    gc.disable()
    try:
        run_detected(main)
    finally:
        gc.enable()


def test_silent_in_guest_mode() -> None:
    to_do: queue.Queue[Callable[[], object]] = queue.Queue()
    finished: list[object] = []
    event: trio.Event | None = None
    idle = CountsIdle()

    async def main() -> str:
        nonlocal event
        event = trio.Event()
        async with deadlock_detector():
            await event.wait()
        return "done"

    def from_host() -> None:
        assert event is not None
        event.set()

    trio.lowlevel.start_guest_run(
        main,
        run_sync_soon_threadsafe=to_do.put,
        done_callback=finished.append,
        instruments=[idle],
    )
    while not finished:
        try:
            to_do.get(timeout=0.1)()
        except queue.Empty:
            from_host()
    assert finished[0].unwrap() == "done"  # type: ignore[attr-defined]  # an Outcome
    assert idle.times >= 1


def test_not_silent_for_garbage_that_holds_the_token() -> None:
    async def main() -> None:
        def fails() -> None:
            trio.from_thread.run_sync(trio.lowlevel.current_task)
            raise ValueError

        try:
            await trio.to_thread.run_sync(fails)
        except ValueError as error:
            error.args = (error,)  # a cycle
        await trio.sleep_forever()

    with pytest.raises(DeadlockError):
        run_detected(main)


def test_not_silent_for_an_error_of_a_thread_that_is_kept() -> None:
    problems: list[OSError] = []

    async def main() -> None:
        try:
            await trio.Path(__file__, "missing").read_text()
        except OSError as error:
            problems.append(error)  # its traceback has the frame that had the token
        await trio.Event().wait()

    with pytest.raises(DeadlockError):
        run_detected(main)
    with pytest.raises(DeadlockError):
        run_detected(main, jumping())
    assert len(problems) == 2


def test_not_silent_once_the_token_is_let_go_of_without_a_word() -> None:
    async def main() -> None:
        holders = [trio.lowlevel.current_trio_token()]
        threading.Timer(0.2, holders.clear).start()  # after some looks
        await trio.Event().wait()

    with pytest.raises(DeadlockError):
        run_detected(main)


@pytest.mark.parametrize("clock", [None, jumping()])
def test_not_silent_for_a_thread_that_waits_for_its_limiter(
    clock: trio.abc.Clock | None,
) -> None:
    async def job(limiter: trio.CapacityLimiter) -> None:
        async with limiter:
            await trio.testing.wait_all_tasks_blocked()
            await trio.to_thread.run_sync(int, limiter=limiter)

    async def main() -> None:
        limiter = trio.CapacityLimiter(2)
        async with trio.open_nursery() as nursery:
            nursery.start_soon(job, limiter, name="one")
            nursery.start_soon(job, limiter, name="two")

    with pytest.raises(DeadlockError) as caught:
        run_detected(main, clock)
    waits = {task.name: task.kind for task in caught.value.tasks}
    assert waits["one"] == waits["two"] == "limiter"


def test_not_silent_for_a_watchdog() -> None:
    previous = signal.getsignal(signal.SIGUSR2)
    signal.signal(signal.SIGUSR2, signal.SIG_IGN)
    try:
        with pytest.raises(DeadlockError):
            run_detected(trio.sleep_forever)
    finally:
        signal.signal(signal.SIGUSR2, previous)


# What partial adds


async def locked_crosswise(nursery: trio.Nursery) -> None:
    async def take(first: trio.Lock, second: trio.Lock) -> None:
        async with first:
            await trio.testing.wait_all_tasks_blocked()
            async with second:
                raise AssertionError

    one, two = trio.Lock(), trio.Lock()
    nursery.start_soon(take, one, two, name="left")
    nursery.start_soon(take, two, one, name="right")


async def goes_on() -> None:
    while True:  # noqa: ASYNC110  # nothing is polled
        await trio.sleep(0.01)


@pytest.mark.parametrize("clock", [lambda: None, jumping], ids=["real", "jumping"])
def test_partial_finds_a_cycle_while_others_go_on(
    clock: Callable[[], trio.abc.Clock | None],
) -> None:
    async def main() -> None:
        async with trio.open_nursery() as nursery:
            nursery.start_soon(goes_on)
            await locked_crosswise(nursery)

    with pytest.raises(DeadlockError) as caught:
        run_detected(main, clock(), partial=True)
    assert {task.name for task in caught.value.tasks} == {"left", "right"}
    assert sorted(caught.value.cycle) == ["left", "right"]
    assert "only a cancellation could end it" in str(caught.value)


def test_partial_finds_a_cycle_beside_a_server() -> None:
    async def serves() -> None:
        with trio.socket.socket() as listener:
            await listener.bind(("127.0.0.1", 0))
            listener.listen()
            await listener.accept()

    async def main() -> None:
        async with trio.open_nursery() as nursery:
            nursery.start_soon(serves)
            await locked_crosswise(nursery)

    with pytest.raises(DeadlockError):
        run_detected(main, partial=True)


def test_partial_is_silent_where_a_task_is_still_starting() -> None:
    """Whoever has its `task_status` may end that wait."""

    async def child(lock: trio.Lock, task_status: trio.TaskStatus[None]) -> None:
        async def says_so() -> None:
            await trio.sleep(0.2)
            task_status.started()

        async with trio.open_nursery() as nursery:
            nursery.start_soon(says_so)
            async with lock:
                pass

    async def main() -> None:
        lock = trio.Lock()
        async with trio.open_nursery() as nursery, lock:
            await nursery.start(child, lock)

    run_detected(main, partial=True)
    run_detected(main, jumping(), partial=True)


def test_partial_finds_a_parent_that_waits_for_its_child() -> None:
    async def main() -> None:
        lock = trio.Lock()
        async with trio.open_nursery() as outer:
            outer.start_soon(goes_on)
            async with lock, trio.open_nursery() as nursery:
                nursery.start_soon(lock.acquire, name="child")

    with pytest.raises(DeadlockError) as caught:
        run_detected(main, partial=True)
    assert len(caught.value.cycle) == 2
    assert "child" in caught.value.cycle
    assert "waits for child to end" in str(caught.value)


@pytest.mark.parametrize("where", ["inside", "around"])
def test_partial_is_silent_below_a_deadline(where: str) -> None:
    async def main() -> None:
        with trio.move_on_after(0.3 if where == "around" else math.inf):
            async with trio.open_nursery() as nursery:
                nursery.start_soon(goes_on)
                with trio.move_on_after(0.3 if where == "inside" else math.inf):
                    async with trio.open_nursery() as inner:
                        await locked_crosswise(inner)
                nursery.cancel_scope.cancel()

    run_detected(main, partial=True)
    run_detected(main, jumping(), partial=True)


def test_partial_finds_a_cycle_that_is_shielded_from_a_deadline() -> None:
    async def main() -> None:
        with trio.move_on_after(3600):
            async with trio.open_nursery() as nursery:
                nursery.start_soon(goes_on)
                with trio.CancelScope(shield=True):
                    async with trio.open_nursery() as inner:
                        await locked_crosswise(inner)

    with pytest.raises(DeadlockError):
        run_detected(main, partial=True)


def test_partial_is_silent_for_correct_locking() -> None:
    async def take(*locks: trio.Lock) -> None:
        for _ in range(20):
            async with contextlib.AsyncExitStack() as stack:
                for lock in locks:
                    await stack.enter_async_context(lock)
                    await trio.sleep(0.001)

    async def main() -> None:
        locks = [trio.Lock() for _ in range(3)]
        async with trio.open_nursery() as nursery:
            for _ in range(5):
                nursery.start_soon(take, *locks)

    run_detected(main, partial=True)
    run_detected(main, jumping(), partial=True)


def test_not_partial_is_silent_about_cycles() -> None:
    async def main() -> None:
        with trio.CancelScope() as scope:
            async with trio.open_nursery() as nursery:
                await locked_crosswise(nursery)
                await trio.sleep(0.1)
                scope.cancel()

    run_detected(main)
    run_detected(main, jumping())


def test_partial_silent_for_a_condition_and_its_lock() -> None:
    async def main() -> None:
        condition = trio.Condition()
        ready = False

        async def waits() -> None:
            async with condition:
                while not ready:
                    await condition.wait()

        async with trio.open_nursery() as nursery:
            for _ in range(3):
                nursery.start_soon(waits)
            await trio.sleep(0.01)
            async with condition:
                ready = True
                condition.notify_all()
                await trio.sleep(0.01)

    run_detected(main, partial=True)
    run_detected(main, jumping(), partial=True)


# Rests: on the real clock the detector is not there all the time


class Counts(trio.abc.Instrument):
    """Counts the ticks of a run."""

    def __init__(self) -> None:
        self.ticks = 0

    def before_io_wait(self, timeout: float) -> None:
        del timeout
        self.ticks += 1


async def is_busy(ticks: int = 2000) -> None:
    for _ in range(ticks):
        await trio.lowlevel.checkpoint()


@pytest.fixture
def calls(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The timeouts with which the detector's instrument was called."""
    called: list[float] = []
    watcher: Any = vars(deadlocks)["_Watcher"]
    before_io_wait = watcher.before_io_wait

    def noted(self: object, timeout: float) -> None:
        called.append(timeout)
        before_io_wait(self, timeout)

    monkeypatch.setattr(watcher, "before_io_wait", noted)
    return called


@pytest.mark.parametrize("partial", [False, True])
def test_it_rests_while_the_run_is_busy(calls: list[float], *, partial: bool) -> None:
    counts = Counts()

    async def main() -> float:
        start = trio.current_time()
        async with deadlock_detector(partial=partial):
            await is_busy()
        return trio.current_time() - start

    seconds = trio.run(main, instruments=[counts])
    assert counts.ticks >= 2000
    # Where other programs take the processor, a rest is over after fewer ticks.
    rests = seconds / vars(deadlocks)["_PAUSE"]
    assert 1 <= len(calls) < counts.ticks / 4 + rests


@pytest.mark.parametrize("seconds", [0, 0.2])
def test_after_the_block_nothing_comes_back(calls: list[float], seconds: float) -> None:
    async def main() -> None:
        living = trio.lowlevel.current_statistics().tasks_living
        async with deadlock_detector():
            await is_busy(200)  # a rest has begun
            await trio.sleep(seconds)  # or it is over
        assert calls
        calls.clear()
        await trio.testing.wait_all_tasks_blocked()
        assert trio.lowlevel.current_statistics().tasks_living == living
        await trio.sleep(0.1)
        assert not calls

    trio.run(main)


def test_what_is_stuck_in_its_rest_is_found_soon() -> None:
    waited = math.inf

    async def main() -> None:
        nonlocal waited
        await is_busy()
        start = trio.current_time()
        try:
            await trio.sleep_forever()
        finally:
            waited = trio.current_time() - start

    with pytest.raises(DeadlockError) as caught:
        run_detected(main)
    (task,) = caught.value.tasks
    assert (task.name, task.kind) == ("main", "sleep")
    assert waited < 1


def test_partial_finds_a_cycle_beside_a_busy_task() -> None:
    async def take(first: trio.Lock, second: trio.Lock) -> None:
        async with first:
            await is_busy(2)
            async with second:
                raise AssertionError

    async def main() -> None:
        one, two = trio.Lock(), trio.Lock()
        async with trio.open_nursery() as nursery:
            nursery.start_soon(is_busy, 10**9)
            nursery.start_soon(take, one, two)
            nursery.start_soon(take, two, one)

    with pytest.raises(DeadlockError):
        run_detected(main, partial=True)


@pytest.fixture
def looks(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """When the detector has looked at the tasks; any look is an expensive one."""
    ended: list[float] = []
    watcher: Any = vars(deadlocks)["_Watcher"]
    has_looked = watcher._has_looked

    def noted(self: object, started: float) -> None:
        ended.append(started)
        has_looked(self, started)

    monkeypatch.setattr(watcher, "_has_looked", noted)
    monkeypatch.setattr(deadlocks, "_EXPENSIVE", 0.0)
    return ended


async def waits_for_io(times: int) -> None:
    """Wait for I/O, until something has come that takes a moment."""
    near, far = socket.socketpair()
    with near, trio.socket.from_stdlib_socket(far) as receiver:
        for _ in range(times):
            timer = threading.Timer(0.001, near.send, [b"x"])
            timer.start()
            await receiver.recv(1)
            timer.join()


@pytest.mark.parametrize("partial", [False, True])
def test_after_an_expensive_look_it_rests(
    looks: list[float], monkeypatch: pytest.MonkeyPatch, *, partial: bool
) -> None:
    """The cost of many tasks and connections is bounded, however often they wait."""
    monkeypatch.setattr(deadlocks, "_PAUSE", 3600.0)

    async def main() -> None:
        async with deadlock_detector(partial=partial):
            await waits_for_io(30)

    trio.run(main)
    assert 1 <= len(looks) <= 2  # one for each kind


def test_after_its_rest_it_looks_once(looks: list[float]) -> None:
    """A run that is idle is not woken again and again for it."""
    counts = Counts()

    async def main() -> None:
        async with deadlock_detector(partial=True):
            await waits_for_io(30)
            looks.clear()
            near, far = socket.socketpair()
            with near, trio.socket.from_stdlib_socket(far) as receiver:
                timer = threading.Timer(0.5, near.send, [b"x"])
                trio.lowlevel.add_instrument(counts)
                timer.start()
                await receiver.recv(1)
                timer.join()

    trio.run(main)
    assert 1 <= len(looks) <= 4
    assert counts.ticks < 20


def test_partial_finds_a_cycle_after_an_expensive_look(looks: list[float]) -> None:
    """Nothing happens in the rest after that look, nor later."""
    rested: list[float] = []

    async def main() -> None:
        near, far = socket.socketpair()
        with near, trio.socket.from_stdlib_socket(far) as receiver:
            async with trio.open_nursery() as nursery:
                nursery.start_soon(receiver.recv, 1)
                await waits_for_io(2)
                rested.extend(looks)
                await locked_crosswise(nursery)

    with pytest.raises(DeadlockError):
        run_detected(main, partial=True)
    assert rested


@pytest.mark.parametrize("ticks", range(8))
def test_a_block_can_be_left_at_any_point_of_a_rest(ticks: int) -> None:
    async def main() -> None:
        async with deadlock_detector():
            await is_busy(ticks)

    async def again_and_again() -> None:
        await main()
        await main()
        async with deadlock_detector():
            await is_busy(ticks)
            await trio.sleep_forever()

    for _ in range(10):
        trio.run(main)
    with pytest.raises(DeadlockError):
        trio.run(again_and_again)


async def test_a_rest_is_no_task_that_one_sees() -> None:
    async with deadlock_detector():
        await is_busy()
        report = dump_tasks()
    assert "Watcher" not in report


def test_a_rest_can_begin_when_the_run_is_at_its_end() -> None:
    """No new system tasks are taken then."""

    async def busy_at_the_end() -> AsyncGenerator[None]:
        async with deadlock_detector():
            try:
                yield
            finally:
                with trio.CancelScope(shield=True):
                    await is_busy(200)

    kept = busy_at_the_end()

    async def main() -> None:
        await anext(kept)

    trio.run(main)


@pytest.mark.parametrize("ticks", [0, 70, 200])
def test_what_gets_stuck_when_main_has_ended_is_found(ticks: int) -> None:
    """The end of the run cancels a rest, and the detector goes on."""
    reported: list[DeadlockError] = []

    async def background() -> None:
        try:
            async with deadlock_detector():
                try:
                    await trio.sleep_forever()
                finally:
                    with trio.CancelScope(shield=True):
                        await is_busy(ticks)
                        await trio.Event().wait()
        except DeadlockError as error:
            reported.append(error)

    async def main() -> None:
        trio.lowlevel.spawn_system_task(background)
        await trio.testing.wait_all_tasks_blocked()
        await is_busy(ticks)

    trio.run(main)
    (error,) = reported
    assert [(task.name, task.kind) for task in error.tasks] == [("background", "event")]


def test_few_ticks_bring_no_rest() -> None:
    """Who waits for all tasks to be blocked for a while would see its end."""
    few = vars(deadlocks)["_POLLS_PER_LOOK"] // 2

    async def main() -> None:
        living = trio.lowlevel.current_statistics().tasks_living
        async with deadlock_detector():
            for _ in range(20):
                await is_busy(few)
                await trio.testing.wait_all_tasks_blocked(0.001)
                assert trio.lowlevel.current_statistics().tasks_living == living

    trio.run(main)


class SlowClock(trio.abc.Clock):
    """A clock of somebody's own, a thousand times too slow."""

    def start_clock(self) -> None:
        self.start = time.monotonic()

    def current_time(self) -> float:
        return (time.monotonic() - self.start) / 1000

    def deadline_to_sleep_time(self, deadline: float) -> float:
        return (deadline - self.current_time()) * 1000


def test_no_rest_on_a_clock_that_is_not_trios() -> None:
    """There, it could last for minutes."""

    async def main() -> None:
        await is_busy()
        await trio.sleep_forever()

    with pytest.raises(DeadlockError):
        run_detected(main, SlowClock())


def test_the_collection_that_was_put_off_is_made_up_for(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Something holds the token soon after a collection, and the run is stuck then."""
    monkeypatch.setattr(deadlocks, "token_is_held", lambda: True)
    # After the first collection, and after the one that was put off.
    uses = iter([True, False])

    def may_be_used(*, by_signals: bool) -> bool:
        assert by_signals
        return next(uses)

    monkeypatch.setattr(deadlocks, "token_may_be_used", may_be_used)
    # The next collection is put off by ten times as long as this one takes.
    collector = types.SimpleNamespace(collect=partial(time.sleep, 0.1))
    monkeypatch.setattr(deadlocks, "gc", collector)

    async def main() -> None:
        event = trio.Event()
        token = trio.lowlevel.current_trio_token()
        threading.Timer(0.3, token.run_sync_soon, [event.set]).start()
        await event.wait()
        await trio.sleep_forever()

    with pytest.raises(DeadlockError):
        run_detected(main)
    assert list(uses) == []


def test_nothing_is_left_behind() -> None:
    def watchers() -> list[weakref.ref[object]]:
        return [
            weakref.ref(thing)
            for thing in gc.get_objects()
            if type(thing).__name__ == "_Watcher"
        ]

    async def main() -> None:
        before = len(watchers())
        async with deadlock_detector(), deadlock_detector():
            assert len(watchers()) == before + 1
        gc.collect()
        assert len(watchers()) == before

    gc.collect()
    trio.run(main)
