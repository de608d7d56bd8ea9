"""The book-keeping of a recorder: what is on record, and whether there is room."""

from __future__ import annotations

from typing import TYPE_CHECKING

from trio_patterns._tasks.task_names import Homonyms, short_name

from ._values import called, shortened, value_in_words
from ._words import arguments_in_words
from .model import Message, NurseryRecord, Recording, Step, TaskRecord

if TYPE_CHECKING:
    from collections.abc import Callable

    import trio
    from trio.lowlevel import Task

    from trio_patterns._tasks.selects import SelectWait

    from .model import Cancellation, Moment, Wait


class LiveTask:
    """A task that has not ended, and where in its record it is."""

    __slots__ = (
        "nurseries",
        "record",
        "select",
        "sleeps_until",
        "step",
        "wait",
        "wake",
    )

    def __init__(self, record: TaskRecord) -> None:
        self.record = record
        self.nurseries: dict[trio.Nursery, NurseryRecord] = {}
        self.step: Step | None = None
        self.wait: Wait | None = None
        # It may be woken in the very step in which it parks.
        self.wake: Wake | None = None
        self.sleeps_until: float | None = None
        self.select: SelectWait | None = None

    def adopt(self, child: TaskRecord, nursery: trio.Nursery) -> None:
        child.nursery = self.nurseries[nursery].number
        self.nurseries[nursery].children.append(child.number)

    def end_step(self, now: Moment) -> None:
        if self.step is not None:
            self.step.end = now
            self.step = None

    def close_nurseries(self, task: Task, now: Moment) -> None:
        if self.nurseries:
            still_open = task.child_nurseries
            for nursery in [*self.nurseries]:
                if nursery not in still_open:
                    self.nurseries.pop(nursery).closed = now


class Wake:
    __slots__ = ("by", "cancelled", "moment")

    def __init__(
        self, moment: Moment, by: int | None, cancelled: Cancellation | None
    ) -> None:
        self.moment = moment
        self.by = by
        self.cancelled = cancelled

    def apply_to(self, wait: Wait) -> None:
        # One that only waits for its turn is woken at once, by itself.
        wait.woken = max(self.moment, wait.start)
        wait.woken_by = None if wait.for_its_turn else self.by
        wait.cancelled = self.cancelled


class Ledger:
    """Writes down tasks, nurseries, steps and waits, as long as there is room."""

    def __init__(self, limit: int, now: Callable[[], Moment]) -> None:
        self._now = now
        self.recording = Recording(limit=limit)
        self._limit = limit
        self._records = 0
        self._homonyms = Homonyms()
        # These are empty again when the recording has ended.
        self.live: dict[Task, LiveTask] = {}
        # Trio's own tasks, and those in which a select waits; each with the number of
        # the task that woke it: whom it wakes in turn was woken by that one.
        self.hidden: dict[Task, int | None] = {}

    def let_go(self) -> None:
        """Keep the recording alone, and nothing of the program."""
        self.live.clear()
        self.hidden.clear()

    def number(self, task: Task | None) -> int | None:
        """Give a task's number; of a hidden one, that of the task that woke it."""
        if task is None:
            return None
        live = self.live.get(task)
        return self.hidden.get(task) if live is None else live.record.number

    def is_full(self) -> bool:
        """Tell whether there is no room for one more record."""
        return self._records >= self._limit

    def room(self, records: int = 1) -> bool:
        """Tell whether there is room for so many more records, and take it if there is.

        Once the limit was hit, nothing more is kept, however small: so there are no
        gaps.
        """
        if self._records + records > self._limit:
            self._records = self._limit
            return False
        self._records += records
        return True

    def record_task(self, task: Task, spawned: Moment | None) -> LiveTask | None:
        nursery = task.eventual_parent_nursery or task.parent_nursery
        assert nursery is not None, "only the root task has none"
        parent = self.live.get(nursery.parent_task)
        is_new = parent is not None and nursery not in parent.nurseries
        if not self.room(2 if is_new else 1):
            self.recording.dropped += 1
            return None
        function = shortened(short_name(task))
        arguments = arguments_in_words(task)
        name = self._homonyms.numbered(called(function, arguments))
        tasks = self.recording.tasks
        record = TaskRecord(len(tasks), name, function, arguments, None, spawned)
        tasks.append(record)
        if parent is not None:
            if is_new:
                self.record_nursery(nursery, parent)
            parent.adopt(record, nursery)
        self.live[task] = live = LiveTask(record)
        return live

    def move(self, live: LiveTask, nursery: trio.Nursery) -> None:
        """Put a task where it goes when it has started.

        `trio.Nursery.start` keeps it in a nursery of its own until then.
        """
        parent = self.live.get(nursery.parent_task)
        if parent is not None and nursery not in parent.nurseries:
            if not self.room():
                return
            self.record_nursery(nursery, parent)
        assert live.record.nursery is not None, "who started it is on record"
        left = self.recording.nurseries[live.record.nursery]
        left.children.remove(live.record.number)
        live.record.nursery = None
        if parent is not None:
            parent.adopt(live.record, nursery)

    def record_nursery(self, nursery: trio.Nursery, parent: LiveTask) -> None:
        nurseries = self.recording.nurseries
        record = NurseryRecord(len(nurseries), parent.record.number, self._now())
        nurseries.append(record)
        parent.nurseries[nursery] = record

    def begin_step(self, live: LiveTask, now: Moment) -> None:
        if self.room():
            live.step = Step(now)
            live.record.steps.append(live.step)
        else:
            self.recording.dropped += 1

    def add_wait(self, live: LiveTask, wait: Wait) -> None:
        if self.room():
            live.wait = wait
            live.record.waits.append(wait)

    def record_message(
        self, now: Moment, sender: Task, receiver: Task, value: object
    ) -> None:
        """Write down a value that goes from one task to another, if both are known."""
        if sender in self.live and receiver in self.live and self.room():
            numbers = self.live[sender].record.number, self.live[receiver].record.number
            message = Message(now, *numbers, value_in_words(value))
            self.recording.messages.append(message)

    def who_cancelled(
        self, error: trio.Cancelled, cancelled: Task, running: Task | None
    ) -> int | None:
        """Find the task that Trio names by its `repr` among those that come to mind."""
        named = error.source_task
        if running is not None and repr(running) == named:
            return self.number(running)
        candidate = cancelled
        while candidate in self.live:
            if repr(candidate) == named:
                return self.number(candidate)
            nursery = candidate.parent_nursery
            assert nursery is not None, "only the root task has none"
            candidate = nursery.parent_task
        return None
