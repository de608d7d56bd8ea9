"""A future Trio, in which one of the private names is gone or means something else."""

from __future__ import annotations

import re
import runpy
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import pytest
import trio
from trio.testing import MockClock

from trio_patterns._tasks import trio_names
from trio_patterns._tasks.trio_names import Function, Name
from trio_patterns.testing import (
    cancel_everywhere,
    deadlock_detector,
    dump_on_sigquit,
    dump_tasks,
    explore,
    run,
    watch,
)
from trio_patterns.timeline import Timeline, record

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping


def names_in(namespace: Mapping[str, Any]) -> dict[str, Name]:
    found: list[Any] = [*namespace.values(), *namespace["SETS"]]
    # The module that is run has a class of that name of its own.
    return {str(it): it for it in found if isinstance(it, namespace["Name"])}


NAMES = names_in(vars(trio_names))
WAITS, DEADLOCKS, CANCELLATION, SCHEDULER, RECORDER = (
    set(map(str, group))
    for group in (
        trio_names.WAITS,
        trio_names.DEADLOCKS,
        trio_names.CANCELLATION,
        trio_names.SCHEDULER,
        trio_names.RECORDER,
    )
)


async def nothing() -> None:
    await trio.lowlevel.checkpoint()


async def detect() -> None:
    async with deadlock_detector():
        await nothing()


async def dump() -> None:
    dump_tasks()


async def record_a_part() -> None:
    with record():
        await nothing()


def dump_on_signal() -> None:
    with dump_on_sigquit():
        pass


def watch_and_draw() -> None:
    async def main() -> None:
        totals = watch({"apples": 1})
        totals["apples"] += 1
        await nothing()

    trio.run(main)


# The tools, and what each needs of Trio.
TOOLS: dict[Callable[[], object], set[str]] = {
    lambda: trio.run(detect): DEADLOCKS,
    lambda: trio.run(dump): WAITS,
    dump_on_signal: WAITS,
    lambda: run(nothing): SCHEDULER | DEADLOCKS,
    lambda: explore(nothing, print_events=True): SCHEDULER | DEADLOCKS,
    lambda: cancel_everywhere(nothing): SCHEDULER | DEADLOCKS | CANCELLATION,
    Timeline: RECORDER,
    lambda: trio.run(record_a_part): RECORDER,
    watch_and_draw: set(),
}


def test_this_trio_has_all_of_them() -> None:
    assert [name.problem for name in NAMES.values() if name.problem] == []
    assert set(NAMES) == DEADLOCKS | CANCELLATION | SCHEDULER | RECORDER


@pytest.mark.parametrize("gone", NAMES)
def test_a_name_that_is_gone_is_found_out(
    gone: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Of a channel's methods the abstract ones of its interface are left.
    left = {"MemorySendChannel.send", "MemoryReceiveChannel.receive"}
    problem = "is not a function" if NAMES[gone].path in left else "is gone"
    assert found_out(gone, monkeypatch) == [f"{gone} {problem}"]


def found_out(gone: str, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Look all names up again, in a Trio without this one."""
    name = NAMES[gone]
    with monkeypatch.context() as patch:
        fields = getattr(name.owner, "__attrs_attrs__", ())
        kept = tuple(field for field in fields if field.name != name.attribute)
        if len(kept) < len(fields):
            patch.setattr(name.owner, "__attrs_attrs__", kept)
        if hasattr(name.owner, name.attribute):
            patch.delattr(name.owner, name.attribute)
        afresh = runpy.run_path(trio_names.__file__)
    return [name.problem for name in names_in(afresh).values() if name.problem]


@pytest.mark.parametrize("gone", NAMES)
def test_it_fails_the_tools_that_need_it_and_no_other(
    gone: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(NAMES[gone], "problem", f"{gone} is gone")
    for tool, needed in TOOLS.items():
        if gone in needed:
            with pytest.raises(
                RuntimeError, match=re.escape(f"{gone} is gone")
            ) as caught:
                tool()
            assert f"changed in trio {trio.__version__}" in str(caught.value)
        else:
            tool()


def test_another_kind_of_thing(monkeypatch: pytest.MonkeyPatch) -> None:
    source = trio_names.RANDOM_SOURCE
    with monkeypatch.context() as patch:
        patch.setattr(source.owner, source.attribute, 4)
        afresh = runpy.run_path(trio_names.__file__)
    assert afresh["RANDOM_SOURCE"].problem == (
        "trio._core._run._r is not a random.Random"
    )

    def park(lot: object) -> object:
        return lot

    with monkeypatch.context() as patch:
        patch.setattr(trio.lowlevel.ParkingLot, "park", park)
        afresh = runpy.run_path(trio_names.__file__)
        assert afresh["PARK"].problem == (
            "trio._core._parking_lot.ParkingLot.park has no self"
        )
        patch.setattr(trio.lowlevel.ParkingLot, "park", 4)
        afresh = runpy.run_path(trio_names.__file__)
        assert afresh["PARK"].problem.endswith("ParkingLot.park is not a function")


def test_several_problems_are_told_once_each(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(trio_names.COUNTER, "problem", "one is gone")
    monkeypatch.setattr(trio_names.PARK, "problem", "two is gone")
    with pytest.raises(RuntimeError, match=r": one is gone; two is gone$"):
        Timeline()


def test_tools_are_imported_whatever_is_gone() -> None:
    program = """
import trio._core._run as run
del run.Deadlines
import trio_patterns.testing, trio_patterns.timeline
try:
    trio_patterns.testing.explore(print)
except RuntimeError as error:
    print(error)
"""
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert "trio._core._run.Deadlines.add is gone" in done.stdout


def test_function_that_was_moved_or_renamed_is_recognized() -> None:
    """The detector goes by what a name leads to, not by what it is called there."""
    program = """
import trio
code = trio.Event.wait.__code__
trio.Event.wait.__code__ = code.replace(co_qualname="WaitMixin.wait")
from trio_patterns.testing import DeadlockError, deadlock_detector

async def main():
    async with deadlock_detector():
        await trio.Event().wait()

try:
    trio.run(main)
except DeadlockError as error:
    print(error)
"""
    done = subprocess.run(
        [sys.executable, "-c", program],
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    assert "main waits for an Event to be set" in done.stdout


def test_unknown_backend(monkeypatch: pytest.MonkeyPatch) -> None:
    class Statistics:
        backend = "io_uring"

    monkeypatch.setattr(
        "trio_patterns.testing._stuck._io_statistics", lambda: Statistics()
    )
    with pytest.raises(RuntimeError, match=r"how trio .* counts the tasks"):
        trio.run(detect, clock=MockClock())


def test_look_around_on_a_stack() -> None:
    frame = sys._getframe()  # pyright: ignore[reportPrivateUsage]
    assert not Function("trio", "run").is_at(frame)
    assert Function("trio", "run").around(frame) is None
