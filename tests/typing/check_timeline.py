"""What a type checker makes of `trio_patterns.timeline`; never run."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Literal, assert_type

import trio

from trio_patterns.testing import run
from trio_patterns.timeline import (
    Cancellation,
    Ending,
    Message,
    Moment,
    NurseryRecord,
    Recording,
    Step,
    TaskRecord,
    Timeline,
    Wait,
    record,
)

if TYPE_CHECKING:
    from contextlib import AbstractContextManager


async def main() -> None: ...


def check_whole_runs() -> None:
    timeline = Timeline(limit=10)
    trio.run(main, instruments=[timeline])
    run(main, instruments=[timeline])
    assert_type(timeline.save("run.svg"), None)
    timeline.save(Path("run.html"), title="A run")
    assert_type(timeline.text(title="A run", width=80), str)
    Timeline(10)  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]
    Timeline(limit="10")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]


def check_parts_of_runs() -> None:
    manager: AbstractContextManager[Timeline] = record(limit=10)
    with manager as timeline:
        pass
    with record() as timeline:
        assert_type(timeline, Timeline)


def check_recording(timeline: Timeline) -> None:
    recording = timeline.recording
    assert_type(recording, Recording)
    assert_type(recording.clock, Literal["real", "virtual"])
    assert_type(recording.tasks, list[TaskRecord])
    assert_type(recording.nurseries, list[NurseryRecord])
    assert_type(recording.messages, list[Message])
    for task in recording.tasks:
        assert_type(task.spawned, Moment | None)
        assert_type(task.ending, Ending | None)
        assert_type(task.steps, list[Step])
        assert_type(task.waits, list[Wait])
        for wait in task.waits:
            assert_type(wait.start.time, float)
            assert_type(wait.cancelled, Cancellation | None)
            assert_type(wait.held_by, tuple[int, ...])
