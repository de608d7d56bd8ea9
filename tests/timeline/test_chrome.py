from __future__ import annotations

import json
import tracemalloc
from typing import TYPE_CHECKING, Any

import pytest
import trio

from trio_patterns.timeline import Message, Moment, Recording, Timeline
from trio_patterns.timeline._chrome import chrome_trace_of

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from pathlib import Path

    Program = Callable[[], Awaitable[object]]
    Recorded = Callable[[Program], Timeline]

# What the format asks of each kind of event.
FIELDS = {
    "M": {"name", "ph", "pid", "tid", "ts", "args"},
    "X": {"name", "cat", "ph", "pid", "tid", "ts", "dur", "args"},
    "s": {"name", "cat", "ph", "pid", "tid", "ts", "id"},
    "f": {"name", "cat", "ph", "pid", "tid", "ts", "id", "bp"},
}


def checked(recording: Recording) -> list[dict[str, Any]]:
    """The events of a trace that holds to the format."""
    trace = json.loads("".join(chrome_trace_of(recording, "a run")))
    assert set(trace) == {"traceEvents", "displayTimeUnit", "otherData"}
    events: list[dict[str, Any]] = trace["traceEvents"]
    starts: dict[int, dict[str, Any]] = {}
    for event in events:
        assert set(event) == FIELDS[event["ph"]]
        assert isinstance(event["pid"], int)
        assert isinstance(event["tid"], int)
        assert event["tid"] > 0
        assert event["ts"] >= 0
        assert event.get("dur", 0) >= 0
        if event["ph"] == "s":
            assert event["id"] not in starts
            starts[event["id"]] = event
        elif event["ph"] == "f":
            start = starts.pop(event["id"])
            assert start["name"] == event["name"]
            assert start["ts"] <= event["ts"]
    assert not starts
    check_slices_nest(events)
    return events


def check_slices_nest(events: list[dict[str, Any]]) -> None:
    """Slices of one thread lie within each other or apart; they never overlap."""
    threads: dict[int, list[tuple[float, float]]] = {}
    for event in events:
        if event["ph"] == "X":
            span = event["ts"], round(event["ts"] + event["dur"], 3)
            threads.setdefault(event["tid"], []).append(span)
    for spans in threads.values():
        for start, end in spans:
            for other_start, other_end in spans:
                assert not start < other_start < end < other_end


def test_hedged_request(recorded: Recorded, hedged: Program) -> None:
    recording = recorded(hedged).recording
    events = checked(recording)
    assert events[0]["args"] == {"name": "a run"}
    names = [
        event["args"]["name"] for event in events if event["name"] == "thread_name"
    ]
    assert names == [task.name for task in recording.tasks]
    (life,) = [event for event in events if event["name"] == "find('Gravelines', 0.2)"]
    assert life == {
        "name": "find('Gravelines', 0.2)",
        "cat": "task",
        "ph": "X",
        "pid": 1,
        "tid": 3,
        "ts": 75_000.0,
        "dur": 25_000.0,
        "args": {
            "nursery of": "main",
            "ending": "cancelled: the first answer is enough",
        },
    }
    (sleep,) = [
        event for event in events if (event["tid"], event["name"]) == (3, "sleep")
    ]
    place = sleep["args"].pop("at")
    assert place.startswith("conftest.py:")
    assert sleep["args"] == {
        "waits for": "its sleep to end",
        "ready after (µs)": 25_000.0,
        "cancelled": "the first answer is enough",
    }
    flows = [(event["name"], event["tid"]) for event in events if event["ph"] in "sf"]
    value = "value 'found in Strasbourg'"
    assert flows[-2:] == [(value, 2), (value, 1)]
    assert ("cancels", 3) in flows


def test_same_run_gives_the_same_bytes(
    recorded: Recorded, hedged: Program, tmp_path: Path
) -> None:
    one, other = tmp_path / "run.json", tmp_path / "other" / "run.json"
    other.parent.mkdir()
    recorded(hedged).save(one)
    recorded(hedged).save(other)
    assert one.read_bytes() == other.read_bytes()


def test_run_in_which_no_time_passes_counts_steps(recorded: Recorded) -> None:
    async def main() -> None:
        lock = trio.Lock()

        async def take() -> None:
            async with lock:
                await trio.lowlevel.checkpoint()

        async with trio.open_nursery() as nursery:
            nursery.start_soon(take)
            nursery.start_soon(take)

    events = checked(recorded(main).recording)
    assert max(event["ts"] for event in events) > 5
    held = [event["args"].get("held by") for event in events if event["name"] == "lock"]
    assert held in ([["take"]], [["take #2"]])


def test_recording_that_was_cut_short(recorded: Recorded) -> None:
    async def main() -> None:
        with pytest.raises(trio.TooSlowError), trio.fail_after(0.01):
            await trio.sleep(5)

    timeline = Timeline(limit=2)
    trio.run(main, instruments=[timeline])
    trace = json.loads("".join(chrome_trace_of(timeline.recording)))
    assert trace["otherData"]["dropped"] > 0
    assert trace["otherData"]["clock"] == "real"

    timeline = Timeline()

    async def goes_on() -> None:
        async with trio.open_nursery() as nursery:
            nursery.start_soon(trio.sleep, 5)
            await trio.sleep(1)
            timeline.start()
            await trio.sleep(1)
            timeline.stop()

    recorded(goes_on)
    events = checked(timeline.recording)
    (sleep,) = [
        event for event in events if event["tid"] == 2 and event.get("cat") == "wait"
    ]
    assert "ready after (µs)" not in sleep["args"]


def test_empty_recording() -> None:
    (process,) = checked(Recording())
    assert process["ph"] == "M"


def test_it_takes_no_memory_to_save(tmp_path: Path) -> None:
    timeline = Timeline()
    message = Message(Moment(0, 0), 0, 0, "a value")
    timeline.recording.messages += [message] * 10_000
    tracemalloc.start()
    try:
        timeline.save(tmp_path / "run.json")
        assert tracemalloc.get_traced_memory()[1] < 200_000
    finally:
        tracemalloc.stop()
    trace = json.loads((tmp_path / "run.json").read_text(encoding="utf-8"))
    assert len(trace["traceEvents"]) == 1 + 2 * 10_000
