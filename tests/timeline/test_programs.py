"""Any program, recorded: its lives have no gaps, and what is written can be read."""

from __future__ import annotations

import json
from contextlib import suppress
from functools import partial
from itertools import pairwise, zip_longest
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree as ET

import trio
from hypothesis import given, settings
from hypothesis import strategies as st

from trio_patterns.testing import run
from trio_patterns.timeline import Timeline
from trio_patterns.timeline._chrome import chrome_trace_of
from trio_patterns.timeline._svg import svg_of

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from trio_patterns.timeline import Recording, Step, TaskRecord, Wait


class World:
    """What the tasks of a program share, and what each of them may do."""

    def __init__(self) -> None:
        self.send, self.receive = trio.open_memory_channel[int](0)
        self.lock = trio.Lock()
        self.actions: dict[str, Callable[[], Awaitable[object]]] = {
            "sleep": partial(trio.sleep, 0.1),
            "send": partial(self.send.send, 1),
            "receive": self.receive.receive,
            "lock": self.use_lock,
            "child": self.have_a_child,
            "fail": self.fail,
        }

    async def use_lock(self) -> None:
        async with self.lock:
            await trio.sleep(0.1)

    async def have_a_child(self) -> None:
        async with trio.open_nursery() as nursery:
            nursery.start_soon(trio.sleep, 0.2)

    async def fail(self) -> None:
        raise ValueError("as asked")


ACTIONS = ["sleep", "send", "receive", "lock", "child", "fail"]
PROGRAMS = st.lists(st.lists(st.sampled_from(ACTIONS), max_size=5), max_size=4)


def recorded(program: list[list[str]], seed: int, limit: int) -> Recording:
    """Record a program of tasks that do these things, for a second at most."""

    async def main() -> None:
        world = World()

        async def task(actions: list[str]) -> None:
            for action in actions:
                await world.actions[action]()

        with suppress(ExceptionGroup), trio.move_on_after(1):
            async with trio.open_nursery() as nursery:
                for actions in program:
                    nursery.start_soon(task, actions)

    timeline = Timeline(limit=limit)
    run(main, seed=seed, instruments=[timeline])
    return timeline.recording


def check_life(task: TaskRecord) -> None:
    """Waits and steps take turns, and each begins where the one before it ends."""
    life: list[Step | Wait] = [
        part
        for turn in zip_longest(task.waits, task.steps)
        for part in turn
        if part is not None
    ]
    assert task.spawned == life[0].start
    assert task.exited == life[-1].end
    for part, following in pairwise(life):
        assert part.end == following.start


@settings(max_examples=60)
@given(PROGRAMS, st.integers(-100, 100))
def test_a_life_has_no_gaps(program: list[list[str]], seed: int) -> None:
    recording = recorded(program, seed, 10_000)
    assert recording.dropped == 0
    for task in recording.tasks:
        check_life(task)
        assert task.ending is not None
        if task.nursery is not None:
            nursery = recording.nurseries[task.nursery]
            assert task.number in nursery.children
            assert nursery.closed is not None
            assert task.exited is not None
            assert task.exited <= nursery.closed
    for message in recording.messages:
        assert message.sender != message.receiver


@settings(max_examples=60)
@given(PROGRAMS, st.integers(-100, 100), st.integers(1, 200))
def test_what_is_written_can_be_read(
    program: list[list[str]], seed: int, limit: int
) -> None:
    recording = recorded(program, seed, limit)
    kept = sum(len(task.steps) + len(task.waits) + 1 for task in recording.tasks)
    assert kept + len(recording.nurseries) + len(recording.messages) <= limit
    ET.fromstring(svg_of(recording, 'any <program> & its "title"'))  # noqa: S314  # ours
    read = json.loads("".join(chrome_trace_of(recording)))
    slices: list[dict[str, Any]] = [
        event for event in read["traceEvents"] if event["ph"] == "X"
    ]
    for task in recording.tasks:
        own = [event for event in slices if event["tid"] == task.number + 1]
        (life,) = [event for event in own if event["cat"] == "task"]
        assert life["name"] == task.name
        assert [event["name"] for event in own if event["cat"] == "wait"] == [
            wait.kind for wait in task.waits
        ]
        assert sum(event["cat"] == "step" for event in own) == len(task.steps)
        assert all(
            life["ts"] <= event["ts"]
            and event["ts"] + event["dur"] <= life["ts"] + life["dur"] + 0.01
            for event in own
        )
    # An arrow ends where a value arrives, or a wait is over.
    ends = [
        (event["tid"] - 1, event["ts"])
        for event in read["traceEvents"]
        if event["ph"] == "f"
    ]
    by_time = recording.end.time > 0
    moments = [(it.receiver, it.moment) for it in recording.messages]
    moments += [
        (task.number, wait.woken)
        for task in recording.tasks
        for wait in task.waits
        if wait.woken is not None and wait.woken_by is not None
    ]
    assert sorted(ends) == sorted(
        (task, round(moment.time * 1e6, 3) if by_time else moment.step)
        for task, moment in moments
    )
