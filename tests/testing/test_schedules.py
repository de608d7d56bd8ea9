from __future__ import annotations

import gc
import importlib
import random
import signal
import socket
import subprocess
import sys
import threading
import weakref
from itertools import permutations
from typing import TYPE_CHECKING, Any

import pytest
import trio
import trio.testing

from trio_patterns import after, select_nowait, send
from trio_patterns.selection import choosing
from trio_patterns.testing import (
    DeadlockError,
    Exploration,
    cancel_everywhere,
    explore,
    run,
)
from trio_patterns.testing._events import EventLog
from trio_patterns.testing._orders import TaskOrder
from trio_patterns.testing.schedules import run_in_order

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

# Private: the tests look whether it is put back.
_trio_run: Any = importlib.import_module("trio._core._run")


def scheduler_state() -> tuple[object, ...]:
    return (
        _trio_run._ALLOW_DETERMINISTIC_SCHEDULING,
        _trio_run._r,
        _trio_run._r.getstate(),
        _trio_run.Deadlines.add,
        trio.Event.__init__,
        random.getstate(),
    )


def racers(count: int, steps: int = 1) -> Callable[[], Awaitable[tuple[int, ...]]]:
    """A function that gives the order in which tasks came by."""

    async def main() -> tuple[int, ...]:
        came: list[int] = []

        async def racer(number: int) -> None:
            for _ in range(steps):
                await trio.lowlevel.checkpoint()
                came.append(number)

        async with trio.open_nursery() as nursery:
            for number in range(count):
                nursery.start_soon(racer, number)
        return tuple(came)

    return main


# run


def test_run_returns_the_result() -> None:
    async def add(a: int, b: int) -> int:
        await trio.lowlevel.checkpoint()
        return a + b

    assert run(add, 1, 2) == 3


def test_run_takes_no_time() -> None:
    async def main() -> float:
        before = trio.current_time()
        await trio.sleep(3600)
        return trio.current_time() - before

    assert run(main) == 3600


def test_run_is_the_same_for_the_same_seed_and_not_for_others() -> None:
    orders = [run(racers(4), seed=seed) for seed in range(200)]
    assert orders == [run(racers(4), seed=seed) for seed in range(200)]
    assert set(orders) == set(permutations(range(4)))


def test_run_in_order_of_age() -> None:
    assert run(racers(5), seed=-1) == (0, 1, 2, 3, 4)


def test_run_decides_random_numbers() -> None:
    async def main() -> float:
        return random.random()  # noqa: S311  # for no secret

    assert run(main, seed=3) == run(main, seed=3) != run(main, seed=4)


def test_run_reports_a_deadlock() -> None:
    async def main() -> None:
        await trio.Event().wait()

    with pytest.raises(DeadlockError, match="main waits for an Event"):
        run(main)


def test_run_reports_a_hang_in_an_unknown_primitive() -> None:
    async def main() -> None:
        await trio.lowlevel.wait_task_rescheduled(
            lambda _: trio.lowlevel.Abort.SUCCEEDED
        )

    with pytest.raises(DeadlockError, match="something in") as caught:
        run(main)
    assert caught.value.tasks[0].kind == "unknown"


def give_up(_: object) -> trio.lowlevel.Abort:
    return trio.lowlevel.Abort.SUCCEEDED


def test_run_reports_a_task_that_is_nothing_but_a_trap() -> None:
    async def main() -> None:
        async with trio.open_nursery() as nursery:
            nursery.start_soon(
                trio.lowlevel.wait_task_rescheduled, give_up, name="bare"
            )

    with pytest.raises(DeadlockError, match="bare waits for something unknown"):
        run(main)


def test_run_is_silent_while_tasks_wait_for_the_others_to_block() -> None:
    async def main() -> None:
        for _ in range(300):
            await trio.testing.wait_all_tasks_blocked()

    run(main)


def test_run_waits_for_threads() -> None:
    async def main() -> int:
        return await trio.to_thread.run_sync(lambda: threading.Event().wait(0.05) or 5)

    assert run(main) == 5


def test_run_waits_for_io() -> None:
    async def main() -> bytes:
        near, far = socket.socketpair()
        with near, trio.socket.from_stdlib_socket(far) as receiver:
            timer = threading.Timer(0.05, near.send, [b"x"])
            timer.start()
            try:
                return await receiver.recv(1)
            finally:
                timer.join()

    assert run(main) == b"x"


def test_run_names_the_task_after_the_function() -> None:
    async def main() -> str:
        return trio.lowlevel.current_task().name

    assert run(main).endswith(
        "test_run_names_the_task_after_the_function.<locals>.main"
    )


@pytest.mark.parametrize("mode", [True, False])
def test_everything_is_put_back(mode: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    async def fails() -> None:
        random.random()  # noqa: S311  # for no secret
        await racers(5)()
        raise ValueError("on purpose")

    monkeypatch.setattr(_trio_run, "_ALLOW_DETERMINISTIC_SCHEDULING", mode)
    before = scheduler_state()
    run(racers(5), seed=3)
    explore(racers(3))
    assert scheduler_state() == before
    with pytest.raises(ValueError, match="on purpose"):
        run(fails)
    assert scheduler_state() == before


async def test_not_inside_a_run() -> None:
    with pytest.raises(RuntimeError, match=r"run\(\) starts Trio runs of its own"):
        run(racers(1))
    with pytest.raises(RuntimeError, match=r"explore\(\) starts Trio runs of its own"):
        explore(racers(1))


def test_only_one_at_a_time() -> None:
    async def main() -> None:
        with pytest.raises(RuntimeError, match="in another thread"):
            await trio.to_thread.run_sync(run, racers(1))

    run(main)
    run(racers(1))


async def draw_a_lot() -> None:
    """Has Trio order its tasks, and a select choose, many times."""
    send_number, numbers = trio.open_memory_channel[int](100)
    await racers(4, steps=5)()
    for number in range(20):
        select_nowait(send(send_number, number), after(0))
    numbers.close()


@pytest.mark.parametrize("seed", range(5))
def test_a_run_in_another_thread_draws_from_elsewhere(seed: int) -> None:
    """Each run has its own order of tasks, and its own choices of a select."""

    async def main(beside: Callable[[], object]) -> list[object]:
        came: list[object] = []
        send_number, numbers = trio.open_memory_channel[int](100)

        async def racer(number: int) -> None:
            for _ in range(5):
                await trio.lowlevel.checkpoint()
                came.append(number)
                index, _ = select_nowait(send(send_number, number), after(0))
                came.append(f"case {index}")
                beside()

        async with trio.open_nursery() as nursery:
            for number in range(4):
                nursery.start_soon(racer, number)
        numbers.close()
        return came

    def run_in_a_thread() -> None:
        thread = threading.Thread(target=trio.run, args=(draw_a_lot,))
        thread.start()
        thread.join()

    alone = run(main, lambda: None, seed=seed)
    assert run(main, run_in_a_thread, seed=seed) == alone


def test_choices_of_a_select_are_put_back() -> None:
    before, state = choosing.rng, choosing.rng.getstate()
    run(draw_a_lot)
    assert choosing.rng is before
    assert before.getstate() == state


def synchronous() -> None:
    """Looks like an async function until it is called."""


@pytest.mark.parametrize("tool", [run, explore, cancel_everywhere])
def test_what_is_no_async_function(tool: Callable[[Any], object]) -> None:
    with pytest.raises(TypeError, match="async_fn must be an async function, not 3"):
        tool(3)
    with pytest.raises(TypeError, match="pass the function, do not call it"):
        tool(trio.sleep(1))  # noqa: ASYNC105  # the fault
    with pytest.raises(TypeError, match="synchronous appears to be synchronous"):
        tool(synchronous)


class OtherInt:
    """An int of another library."""

    def __index__(self) -> int:
        return 2


def test_integers_of_other_libraries() -> None:
    number: Any = OtherInt()
    assert explore(racers(3), schedules=number).schedules == 2
    explore(racers(1), schedules=number, seed=number)
    run(racers(1), seed=number)


@pytest.mark.parametrize("seed", [1.0, "1", True, None])
def test_seed_is_an_int(seed: Any) -> None:
    with pytest.raises(TypeError, match="seed must be an int, not"):
        run(racers(1), seed=seed)
    with pytest.raises(TypeError, match="seed must be an int, not"):
        explore(racers(1), seed=seed)


# explore


@pytest.mark.parametrize(
    ("count", "steps", "orders"),
    # A batch for the start, one for each step; the parent comes alone.
    [(1, 1, 1), (2, 1, 2**2), (3, 1, 6**2), (2, 2, 2**3), (3, 2, 6**3)],
)
def test_all_orders_of_a_small_program(count: int, steps: int, orders: int) -> None:
    came: list[tuple[int, ...]] = []

    async def main() -> None:
        came.append(await racers(count, steps)())

    explored = explore(main, schedules=1000)
    assert explored == Exploration(orders, complete=True)
    noun = "task order" if orders == 1 else "task orders"
    assert str(explored) == f"all {orders} {noun} that there are"
    assert len(came) == orders
    assert {order[:count] for order in came} == set(permutations(range(count)))


def test_all_orders_when_they_are_as_many_as_asked_for() -> None:
    assert explore(racers(2), schedules=4) == Exploration(4, complete=True)
    assert explore(racers(2), schedules=3) == Exploration(3, complete=False)


def test_different_random_orders_of_a_larger_program() -> None:
    came: list[tuple[int, ...]] = []

    async def main() -> None:
        came.append(await racers(5)())

    explored = explore(main, schedules=100)
    assert explored == Exploration(100, complete=False)
    assert str(explored) == "100 task orders, not all that there are"
    assert len(came) >= 100
    assert len(set(came)) > 60  # of 120, some of them twice


def test_batches_too_large_to_count() -> None:
    came: set[tuple[int, ...]] = set()

    async def main() -> None:
        came.add(await racers(20)())

    assert explore(main, schedules=50) == Exploration(50, complete=False)
    assert len(came) == 50


def test_a_program_that_draws_random_numbers_is_never_complete() -> None:
    drawn: set[float] = set()

    async def main() -> None:
        drawn.add(random.random())  # noqa: S311  # for no secret
        await racers(2)()

    assert not explore(main, schedules=10).complete
    assert len(drawn) > 1


def test_a_program_in_which_select_chooses_is_never_complete() -> None:
    chosen: set[int] = set()

    async def main() -> None:
        both = [trio.open_memory_channel[int](1) for _ in range(2)]
        index, _ = select_nowait(*(send(half, 1) for half, _ in both))
        chosen.add(index)
        await racers(2)()

    assert not explore(main, schedules=10).complete
    assert len(chosen) == 2


def test_a_program_that_goes_its_own_way_is_never_complete() -> None:
    sizes = iter([2, 3, 2, 3] * 100)

    async def main() -> None:
        await racers(next(sizes))()

    assert not explore(main, schedules=20).complete


def fails_for(count: int, bad: tuple[int, ...]) -> Callable[[], Awaitable[None]]:
    async def main() -> None:
        assert await racers(count)() != bad, "the bad one"

    return main


@pytest.mark.parametrize(
    ("program", "counted"),
    [(fails_for(3, (1, 2, 0)), True), (fails_for(5, (4, 1, 3, 0, 2)), False)],
)
def test_a_failure_names_its_seed(
    program: Callable[[], Awaitable[None]], counted: bool
) -> None:
    with pytest.raises(AssertionError, match="the bad one") as caught:
        explore(program, schedules=300)
    (note,) = caught.value.__notes__
    seed = int(note.partition("seed=")[2].partition(")")[0])
    assert (seed < 0) == counted
    with pytest.raises(AssertionError, match="the bad one") as again:
        explore(program, schedules=1, seed=seed)
    assert f"seed={seed}" in again.value.__notes__[0]
    with pytest.raises(AssertionError, match="the bad one"):
        run(program, seed=seed)


def test_a_group_of_errors_gets_the_note_too() -> None:
    async def main() -> None:
        async with trio.open_nursery():
            raise ValueError

    with pytest.RaisesGroup(ValueError) as caught:
        explore(main)
    assert "seed=-1" in caught.value.__notes__[0]


def test_explore_finds_a_deadlock() -> None:
    async def main() -> None:
        one, two = trio.Lock(), trio.Lock()

        async def take(first: trio.Lock, second: trio.Lock) -> None:
            async with first, second:
                await trio.lowlevel.checkpoint()

        async with trio.open_nursery() as nursery:
            nursery.start_soon(take, one, two)
            nursery.start_soon(take, two, one)

    with pytest.raises(DeadlockError) as caught:
        explore(main)
    assert "repeats it" in caught.value.__notes__[-1]


def test_a_signal_that_nobody_sends() -> None:
    async def reads() -> None:
        with trio.open_signal_receiver(signal.SIGUSR1) as signals:
            async for _ in signals:
                pass

    with pytest.raises(DeadlockError, match="reads waits for a signal"):
        explore(reads)

    async def does_not_read() -> None:
        with trio.open_signal_receiver(signal.SIGUSR1):
            await trio.sleep_forever()

    with pytest.raises(DeadlockError, match="waits for nothing, for ever"):
        run(does_not_read)


def test_a_signal_that_the_run_sends() -> None:
    async def main() -> int:
        with trio.open_signal_receiver(signal.SIGUSR1) as signals:
            async with trio.open_nursery() as nursery:

                async def sends() -> None:
                    await trio.sleep(1)
                    signal.raise_signal(signal.SIGUSR1)

                nursery.start_soon(sends)
                async for number in signals:
                    return number
        raise AssertionError

    assert run(main) == signal.SIGUSR1
    explore(main)


def test_what_a_run_uses_up() -> None:
    permits = [1, 2]

    async def main() -> None:
        async with trio.open_nursery() as nursery:
            nursery.start_soon(trio.sleep, 1)
            nursery.start_soon(trio.sleep, 1)
        permits.pop()

    with pytest.raises(IndexError) as caught:
        explore(main)
    (note,) = caught.value.__notes__
    assert note == (
        "explore: task order 3; seed=-2 alone may not repeat it. The first order, "
        "seed=-1, has passed, and fails now too: one run uses up or changes what "
        "another needs: make that in the function"
    )


def test_events_are_printed_on_request(capsys: pytest.CaptureFixture[str]) -> None:
    program = fails_for(3, (2, 1, 0))
    with pytest.raises(AssertionError):
        explore(program)
    assert capsys.readouterr().err == ""
    with pytest.raises(AssertionError) as caught:
        explore(program, print_events=True)
    events = capsys.readouterr().err
    seed = int(caught.value.__notes__[0].partition("seed=")[2].partition(")")[0])
    with pytest.raises(AssertionError):
        explore(program, schedules=1, seed=seed, print_events=True)
    assert capsys.readouterr().err == events
    ended = [line.split()[2:] for line in events.splitlines() if "has ended" in line]
    assert ended == [
        ["racer", "#3", "has", "ended"],
        ["racer", "#2", "has", "ended"],
        ["racer", "has", "ended"],
        ["main", "has", "ended"],
    ]
    assert f"waits for the tasks of its nursery to end ({__file__}:" in events


def test_events_of_tasks_without_a_line(capsys: pytest.CaptureFixture[str]) -> None:
    async def main() -> None:
        async with trio.open_nursery() as nursery:
            nursery.start_soon(trio.sleep, 1)
        raise ValueError("at the end")

    with pytest.raises(ValueError, match="at the end"):
        explore(main, print_events=True)
    lines = capsys.readouterr().err.splitlines()
    assert lines[1].endswith("0.000s  sleep waits for its sleep to end")


def test_the_log_of_events_keeps_no_task_alive() -> None:
    tasks: list[weakref.ref[trio.lowlevel.Task]] = []

    async def child() -> None:
        tasks.append(weakref.ref(trio.lowlevel.current_task()))

    async def main() -> None:
        async with trio.open_nursery() as nursery:
            nursery.start_soon(child)

    log = EventLog()
    run_in_order(TaskOrder(0), main, instruments=[log])
    gc.collect()
    assert "child has ended" in str(log)
    assert tasks[0]() is None


@pytest.mark.parametrize("schedules", [0, -1])
def test_at_least_one_schedule(schedules: int) -> None:
    with pytest.raises(ValueError, match=f"at least 1, not {schedules}"):
        explore(racers(1), schedules=schedules)


@pytest.mark.parametrize("schedules", [1.0, True, None])
def test_schedules_is_an_int(schedules: Any) -> None:
    with pytest.raises(TypeError, match="schedules must be an int, not"):
        explore(racers(1), schedules=schedules)


def test_a_negative_seed_is_one_order() -> None:
    with pytest.raises(ValueError, match="at least 0 for 2 schedules, not -5"):
        explore(racers(1), schedules=2, seed=-5)
    assert explore(racers(2), schedules=1, seed=-2).schedules == 1


# What must not depend on the process

PROGRAM = """
import random, sys, trio
from trio_patterns.testing import explore

# Objects of all sizes, and holes between them: other addresses in each process.
ballast = [bytes(size) for _ in range(int(sys.argv[1])) for size in range(500)]
random.Random(sys.argv[1]).shuffle(ballast)
del ballast[::2]


class Woken(trio.abc.Instrument):
    def task_scheduled(self, task):
        print("woken", task.name)


async def main():
    event = trio.Event()
    send, receive = trio.open_memory_channel(0)
    scope = trio.CancelScope()

    async def on_event():
        await event.wait()

    async def on_channel():
        try:
            await receive.receive()
        except trio.ClosedResourceError:
            print("closed")

    async def on_scope():
        with trio.CancelScope():
            await trio.sleep_forever()

    async def on_deadline():
        with trio.move_on_after(1):
            await trio.sleep_forever()

    trio.lowlevel.add_instrument(Woken())
    async with trio.open_nursery() as nursery:
        for number in range(6):
            for fn in (on_event, on_channel, on_deadline):
                nursery.start_soon(fn, name=f"{fn.__name__} {number}")
        await trio.sleep(0.5)
        event.set()
        receive.close()
        await trio.sleep(1)
        async with trio.open_nursery() as inner:
            for number in range(6):
                inner.start_soon(on_scope, name=f"scope {number}")
            await trio.sleep(1)
            inner.cancel_scope.cancel()
    assert random.random() < 0.9


try:
    explore(main, schedules=20, print_events=True)
except AssertionError as error:
    print(error.__notes__)
"""


@pytest.mark.slow  # starts Python again and again
def test_the_same_order_of_events_in_another_process() -> None:
    outputs: list[str] = []
    for ballast in (0, 1, 2, 30):
        done = subprocess.run(
            [sys.executable, "-c", PROGRAM, str(ballast)],
            capture_output=True,
            text=True,
            check=True,
        )
        outputs.append(done.stdout + done.stderr)
    assert "woken scope 3" in outputs[0]
    assert len(set(outputs)) == 1


def test_a_seed_of_very_many_digits_can_be_written() -> None:
    """Python neither prints nor reads more than 4,300 of them in decimal."""
    assert str(TaskOrder(-12)) == "-12"
    seed = -(7**9_000)
    assert int(str(TaskOrder(seed)), 16) == seed
