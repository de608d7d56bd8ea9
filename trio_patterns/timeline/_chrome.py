"""The recording in the Chrome trace event format, which https://ui.perfetto.dev opens.

Each task is a thread: its life is a slice that holds those of its steps and waits.
Arrows, called flows there, lead from who handed over a value, woke or cancelled to the
task that it happened to.
"""

from __future__ import annotations

import itertools
import json
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .model import Moment, Recording, TaskRecord, Wait

    Event = dict[str, Any]

_PROCESS = 1


def chrome_trace_of(recording: Recording, title: str = "") -> Iterator[str]:
    """Write a recording as JSON: an object with the list ``traceEvents``.

    Yields:
        The text, an event at a time: all events together take many times as much memory
        as the recording.
    """
    about = {
        "clock": recording.clock,
        "limit": recording.limit,
        "dropped": recording.dropped,
    }
    yield f'{{"displayTimeUnit": "ms",\n"otherData": {json.dumps(about)},\n'
    yield '"traceEvents": [\n'
    comma = ""
    for event in _Trace(recording, title).events():
        yield comma + json.dumps(event, ensure_ascii=False)
        comma = ",\n"
    yield "\n]}\n"


class _Trace:
    def __init__(self, recording: Recording, title: str) -> None:
        self._recording = recording
        self._title = title or "Timeline"
        self._flows = itertools.count(1)

    def events(self) -> Iterator[Event]:
        yield self._named("process_name", 0, {"name": self._title})
        for task in self._recording.tasks:
            yield self._named("thread_name", task.number, {"name": task.name})
            order = {"sort_index": task.number}
            yield self._named("thread_sort_index", task.number, order)
        for task in self._recording.tasks:
            yield from self._life(task)
        for message in self._recording.messages:
            yield from self._flow(
                f"value {message.value}",
                message.sender,
                message.receiver,
                message.moment,
            )

    def _named(self, name: str, task: int, args: Event) -> Event:
        thread = {"pid": _PROCESS, "tid": task + 1}
        return {"name": name, "ph": "M", **thread, "ts": 0, "args": args}

    def _life(self, task: TaskRecord) -> Iterator[Event]:
        fields: Event = {}
        if task.nursery is not None:
            parent = self._recording.nurseries[task.nursery].parent
            fields["nursery of"] = self._recording.tasks[parent].name
        if task.ending is not None:
            fields["ending"] = str(task.ending)
        yield self._slice(task, task.name, "task", (task.spawned, task.exited), fields)
        for step in task.steps:
            yield self._slice(task, "runs", "step", (step.start, step.end), {})
        for wait in task.waits:
            fields = self._fields_of(wait)
            yield self._slice(task, wait.kind, "wait", (wait.start, wait.end), fields)
            if wait.woken is not None and wait.woken_by is not None:
                verb = "cancels" if wait.cancelled else "wakes"
                yield from self._flow(verb, wait.woken_by, task.number, wait.woken)

    def _fields_of(self, wait: Wait) -> Event:
        tasks = self._recording.tasks
        fields: Event = {"waits for": wait.what}
        if wait.place:
            fields["at"] = wait.place
        if wait.held_by:
            fields["held by"] = [tasks[number].name for number in wait.held_by]
        if wait.woken is not None:
            fields["ready after (µs)"] = self._time(wait.woken) - self._time(wait.start)
        if wait.cancelled is not None:
            fields["cancelled"] = str(wait.cancelled)
        return fields

    def _slice(
        self,
        task: TaskRecord,
        name: str,
        category: str,
        span: tuple[Moment | None, Moment | None],
        fields: Event,
    ) -> Event:
        start, end = span
        since = 0.0 if start is None else self._time(start)
        until = self._time(end or self._recording.end)
        return {
            **self._event(name, category, "X", task.number, since),
            "dur": round(until - since, 3),
            "args": fields,
        }

    def _flow(
        self, name: str, sender: int, receiver: int, moment: Moment
    ) -> Iterator[Event]:
        flow = next(self._flows)
        time = self._time(moment)
        yield {**self._event(name, "flow", "s", sender, time), "id": flow}
        finish = self._event(name, "flow", "f", receiver, time)
        yield {**finish, "id": flow, "bp": "e"}

    def _event(
        self, name: str, category: str, phase: str, task: int, time: float
    ) -> Event:
        thread = {"pid": _PROCESS, "tid": task + 1}
        return {"name": name, "cat": category, "ph": phase, **thread, "ts": time}

    def _time(self, moment: Moment) -> float:
        """In microseconds; a step each if the clock stood still."""
        if self._recording.end.time > 0:
            return round(moment.time * 1e6, 3)
        return float(moment.step)
