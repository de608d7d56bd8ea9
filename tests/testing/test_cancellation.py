from __future__ import annotations

import functools
from typing import Any

import pytest
import trio

from trio_patterns.testing import DeadlockError, cancel_everywhere


def test_each_step_of_the_main_task() -> None:
    passed: list[int] = []

    async def main() -> None:
        passed.append(0)
        for _ in range(4):
            await trio.lowlevel.checkpoint()
            passed[-1] += 1

    cancel_everywhere(main)
    # First without a cancellation. Cancelled before the first step, at a checkpoint it
    # does not pass; then after the first, which is up to the first checkpoint; and so
    # on. It ends in its fifth.
    assert passed == [4, 0, 0, 1, 2, 3]


def test_the_steps_of_children_count() -> None:
    places: set[tuple[str, int]] = set()

    async def child(name: str) -> None:
        passed = 0
        try:
            while passed < 3:
                await trio.sleep(1)
                passed += 1
        except trio.Cancelled:
            places.add((name, passed))
            raise

    async def main() -> None:
        async with trio.open_nursery() as nursery:
            nursery.start_soon(child, "a")
            nursery.start_soon(child, "b")

    cancel_everywhere(main)
    assert places == {(name, step) for name in "ab" for step in range(3)}


def test_check_is_called_after_each_run() -> None:
    log: list[str] = []

    async def main() -> None:
        log.append("start")
        try:
            await trio.lowlevel.checkpoint()
        finally:
            log.append("end")

    cancel_everywhere(main, check=lambda: log.append("check"))
    assert log == ["start", "end", "check"] * 3


def test_the_reason_names_the_step() -> None:
    reasons: list[str | None] = []

    async def main() -> None:
        try:
            await trio.sleep(1)
        except trio.Cancelled as cancelled:
            reasons.append(cancelled.reason)
            raise

    cancel_everywhere(main)
    assert reasons == ["cancel_everywhere: step 0", "cancel_everywhere: step 1"]


def test_a_function_that_fails_by_itself() -> None:
    async def main() -> None:
        raise ValueError("by itself")

    with pytest.raises(ValueError, match="by itself") as caught:
        cancel_everywhere(main)
    assert caught.value.__notes__[0].startswith(
        "cancel_everywhere: the run was not cancelled\n"
    )


def test_an_error_after_the_cancellation() -> None:
    async def child() -> None:
        try:
            await trio.sleep(1)
            await trio.sleep(1)
        except trio.Cancelled:
            if trio.current_time() >= 1:
                raise ValueError("late") from None
            raise

    async def main() -> None:
        async with trio.open_nursery() as nursery:
            nursery.start_soon(child, name="a child")

    with pytest.RaisesGroup(ValueError) as caught:
        cancel_everywhere(main)
    note = caught.value.__notes__[-1]
    assert "cancelled after step 3, made by a child" in note
    assert "a child waits for its sleep to end" in note
    assert f'File "{__file__}", line' in note
    assert "schedules=1, seed=-1)" in note or "schedules=1, seed=0)" in note


def test_a_check_that_fails() -> None:
    held = 0

    async def main() -> None:
        nonlocal held
        held += 1
        await trio.sleep(1)
        held -= 1

    def check() -> None:
        assert held == 0, f"{held} held"

    with pytest.raises(AssertionError, match="1 held") as caught:
        cancel_everywhere(main, check=check)
    assert "cancelled before the first step" in caught.value.__notes__[-1]


def test_a_clean_up_that_hangs() -> None:
    async def main() -> None:
        done = trio.Event()
        try:
            await trio.sleep(1)
            done.set()
        finally:
            with trio.CancelScope(shield=True):
                await done.wait()

    with pytest.raises(DeadlockError, match="main waits for an Event") as caught:
        cancel_everywhere(main)
    assert "cancelled before the first step" in caught.value.__notes__[-1]


def test_a_wait_that_is_never_ended_is_no_hang() -> None:
    async def main() -> None:
        with trio.move_on_after(1):
            await trio.sleep_forever()

    cancel_everywhere(main)


def test_a_loop_that_swallows_the_cancellation() -> None:
    async def main() -> None:
        for _ in range(3):
            slept = False
            while not slept:
                try:
                    await trio.sleep(1)
                    slept = True
                except:  # noqa: E722  # the mistake in question
                    slept = False

    with pytest.raises(RuntimeError, match="does a loop swallow") as e:
        cancel_everywhere(main)
    assert "cancelled before the first step" in e.value.__notes__[-1]


def test_a_function_that_does_not_end() -> None:
    async def main() -> None:
        while True:  # noqa: ASYNC110  # nothing is polled
            await trio.sleep(1)

    with pytest.raises(RuntimeError, match="has to end by itself"):
        cancel_everywhere(main)


def test_a_crash_of_trio_is_not_hidden() -> None:
    def fails() -> None:
        raise ValueError("in a callback")

    async def main() -> None:
        trio.lowlevel.current_trio_token().run_sync_soon(fails)
        await trio.sleep_forever()

    with pytest.raises(trio.TrioInternalError) as caught:
        cancel_everywhere(main)
    assert "the run was not cancelled" in caught.value.__notes__[-1]


async def bug_in_one_order(log: list[str]) -> None:
    """Fails when cancelled with b done and a not."""
    log.clear()

    async def child(name: str) -> None:
        await trio.lowlevel.checkpoint()
        log.append(name)

    async with trio.open_nursery() as nursery:
        nursery.start_soon(child, "a")
        nursery.start_soon(child, "b")


def test_in_many_task_orders() -> None:
    log: list[str] = []
    fn = functools.partial(bug_in_one_order, log)

    def check() -> None:
        assert log != ["b"]

    cancel_everywhere(fn, check=check, schedules=1, seed=-1)
    with pytest.raises(AssertionError) as caught:
        cancel_everywhere(fn, check=check, schedules=20)
    seed = int(caught.value.__notes__[-1].partition("seed=")[2].partition(")")[0])
    with pytest.raises(AssertionError) as again:
        cancel_everywhere(fn, check=check, schedules=1, seed=seed)
    assert again.value.__notes__ == caught.value.__notes__


async def test_not_inside_a_run() -> None:
    with pytest.raises(RuntimeError, match="starts Trio runs of its own"):
        cancel_everywhere(trio.lowlevel.checkpoint)


@pytest.mark.parametrize(
    ("options", "error"),
    [
        ({"schedules": 0}, ValueError),
        ({"schedules": 2, "seed": -1}, ValueError),
        ({"schedules": True}, TypeError),
        ({"seed": 0.5}, TypeError),
        ({"check": 3}, TypeError),
    ],
)
def test_bad_arguments(options: dict[str, Any], error: type[Exception]) -> None:
    with pytest.raises(error, match="must be"):
        cancel_everywhere(trio.lowlevel.checkpoint, **options)
