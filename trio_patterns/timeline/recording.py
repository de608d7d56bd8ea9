"""Record a Trio program while it runs: `Timeline` and `record`.

Trio calls an instrument when a task is spawned, woken, takes a step and exits. It does
not say why. What a task waits for is seen in its frames when it has parked. Why it was
woken is seen in the frames of Trio that are at it in that moment; see ``_frames.py``.
"""

from __future__ import annotations

from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

import trio
import trio.testing

from trio_patterns._checks import check_count
from trio_patterns._tasks.selects import SelectWait
from trio_patterns._tasks.trio_names import NEXT_SEND, RECORDER, age, check
from trio_patterns._tasks.waits import is_machinery, wait_of

from ._chrome import chrome_trace_of
from ._frames import (
    cancellation_of,
    ending_of_task,
    sleeps_until,
    value_handed_over,
)
from ._html import html_of
from ._ledger import Ledger, LiveTask, Wake
from ._svg import svg_of
from ._text import NARROWEST, text_of
from ._values import shortened
from ._words import place_in_words
from .model import Moment, Recording, Wait

if TYPE_CHECKING:
    import os
    from collections.abc import Callable, Generator, Iterator

    from trio.lowlevel import Task


class Timeline(trio.abc.Instrument):
    """Records a whole run: give it to `trio.run`; then draw what was recorded.

    This is the recording side of Go's ``go tool trace``. For a part of a run there is
    `record`. The program is not changed, and no task, value or error of it is kept.

    Args:
        limit: the most records to keep: tasks, nurseries, steps, waits and messages,
            all together; at least 1. The beginning of the run is kept, the rest is
            counted in ``recording.dropped``, and every drawing says so. A record takes
            about 500 bytes.

    Attributes:
        recording: what was recorded, complete when the run has ended. When an
            instrument is used for another run it starts anew.

    Raises:
        ValueError: ``limit`` is below 1.
        TypeError: ``limit`` is not an int.
        RuntimeError: This version of Trio is not as the recorder has to know it.

    Example:
        >>> async def main() -> None:
        ...     async with trio.open_nursery() as nursery:
        ...         nursery.start_soon(trio.sleep, 1)
        ...         nursery.start_soon(trio.sleep, 2)
        >>> timeline = Timeline()
        >>> clock = trio.testing.MockClock(autojump_threshold=0)
        >>> trio.run(main, clock=clock, instruments=[timeline])
        >>> for task in timeline.recording.tasks:
        ...     print(task.name, task.exited.time, task.ending)
        main 2.0 returned
        sleep(1) 1.0 returned
        sleep(2) 2.0 returned
    """

    def __init__(self, *, limit: int = 100_000) -> None:
        check_count("limit", limit, least=1)
        check("timeline", RECORDER)
        self._limit = limit
        self._start_anew()

    def _start_anew(self) -> None:
        self._ledger = Ledger(self._limit, self._now)
        self.recording: Recording = self._ledger.recording
        self._seconds: Callable[[], float] = trio.current_time
        self._start = 0.0
        self._steps = 0
        self._deadlock = 0  # what `_steps` was when one was found
        self._running: Task | None = None

    def save(self, path: str | os.PathLike[str], *, title: str = "") -> None:
        """Draw what was recorded into a file; can be called at any time.

        Args:
            path: where to. The ending decides what is written: ``.svg``, a picture;
                ``.html``, the same to look into, with zoom, details and a filter;
                ``.json``, Chrome trace events for https://ui.perfetto.dev.
            title: what stands above the picture; without one, the file's name.

        Raises:
            ValueError: The file's name ends otherwise.
            TypeError: ``title`` is not a string.
            OSError: It can't be written.
        """
        path = Path(path)
        draw = _DRAWINGS.get(path.suffix)
        if draw is None:
            allowed = ", ".join(_DRAWINGS)
            raise ValueError(f"path must end in one of {allowed}, not {path.name!r}")
        drawing = draw(
            self.recording, _printable(title) or _printable(path.stem.replace("_", " "))
        )
        # The name of a source file may hold what is no text.
        with path.open("w", encoding="utf-8", errors="replace", newline="\n") as file:
            file.writelines([drawing] if isinstance(drawing, str) else drawing)

    def text(self, *, title: str = "", width: int = 100) -> str:
        """Draw what was recorded in letters, for a terminal; can be called at any time.

        Args:
            title: what stands before it.
            width: how many columns to draw in, at least 40. No line is longer: what a
                task came to stands at the end of its line, or below where it is longer.

        Raises:
            ValueError: ``width`` is below 40.
            TypeError: ``width`` is not an int, or ``title`` not a string.
        """
        width = check_count("width", width, least=NARROWEST)
        return text_of(self.recording, _printable(title), width)

    def before_run(self) -> None:
        """Start: Trio calls this."""
        self._start_anew()
        self._set_clock()

    def after_run(self) -> None:
        """Let go of what is left: Trio calls this."""
        self._let_go()

    def task_spawned(self, task: Task) -> None:
        """Record a new task: Trio calls this."""
        if is_machinery(task):
            self._ledger.hidden[task] = self._ledger.number(self._running)
            return
        now = self._now()
        live = self._ledger.record_task(task, now)
        if live is not None:
            wait = Wait(now, "start", "its first turn", "")
            wait.woken, wait.woken_by = now, self._ledger.number(self._running)
            self._ledger.add_wait(live, wait)

    def task_scheduled(self, task: Task) -> None:
        """Record that a task was woken, by whom and why: Trio calls this."""
        if task in self._ledger.hidden:
            self._ledger.hidden[task] = self._ledger.number(self._running)
            return
        live = self._ledger.live.get(task)
        if live is None or (live.wait is not None and live.wait.kind == "start"):
            return
        if live.wait is None and self._ledger.is_full():
            return
        live.wake = self._wake(task, live)
        if live.wait is not None:
            live.wake.apply_to(live.wait)

    def before_task_step(self, task: Task) -> None:
        """Record that a task runs: Trio calls this."""
        now = self._now()
        self._running = task
        live = self._ledger.live.get(task)
        if live is None:
            if task not in self._ledger.hidden:
                self.recording.dropped += 1
            return
        if live.wait is not None:
            if live.wait.kind == "start" and task.eventual_parent_nursery is not None:
                self._ledger.move(live, task.eventual_parent_nursery)
            live.wait.woken = live.wait.woken or now
            live.wait.end = now
        live.wait = live.wake = None
        self._ledger.begin_step(live, now)

    def after_task_step(self, task: Task) -> None:
        """Record what a task waits for now: Trio calls this."""
        self._running = None
        live = self._ledger.live.get(task)
        if live is None:
            return
        self._steps += 1
        now = self._now()
        self._end_step(task, live, now)
        if not self._ledger.is_full():
            self._ledger.add_wait(live, self._wait(task, live, now))

    def task_exited(self, task: Task) -> None:
        """Record how a task ended: Trio calls this."""
        self._ledger.hidden.pop(task, None)
        live = self._ledger.live.pop(task, None)
        if live is None:
            return
        # Its step is over, and `after_task_step` will find nobody there any more.
        self._steps += 1
        now = self._now()
        self._end_step(task, live, now)
        live.record.exited = now
        live.record.ending = ending_of_task()

    def start(self) -> None:
        """Start in the middle of a run, with the tasks that are there; `record` does.

        Raises:
            RuntimeError: called outside a run.
        """
        if not trio.lowlevel.in_trio_task():
            raise RuntimeError(
                "a recording is started inside a run; for the whole of a run, give "
                "Timeline() to it: trio.run(main, instruments=[timeline])"
            )
        self._start_anew()
        self._set_clock()
        now = self._now()
        self._running = trio.lowlevel.current_task()
        root = trio.lowlevel.current_root_task()
        assert root is not None, "a run has a root task"
        pending = [root]
        while pending:
            task = pending.pop()
            if is_machinery(task):
                self._ledger.hidden[task] = None
            elif (live := self._ledger.record_task(task, None)) is None:
                pass
            elif task is self._running:
                self._ledger.begin_step(live, now)
            else:
                self._ledger.add_wait(live, self._wait(task, live, now))
            for nursery in reversed(task.child_nurseries):
                # Not in the order of their addresses.
                pending += sorted(nursery.child_tasks, key=age, reverse=True)
        trio.lowlevel.add_instrument(self)

    def stop(self) -> None:
        """Stop what `start` has started; what still goes on stays open."""
        live = self._ledger.live.get(self._running) if self._running else None
        if live is not None and self._running is not None:
            task, self._running = self._running, None
            self._steps += 1
            self._end_step(task, live, self._now())
        else:
            self._now()
        # Trio takes out an instrument that fails, and logs why.
        with suppress(KeyError):
            trio.lowlevel.remove_instrument(self)
        self._let_go()

    def _set_clock(self) -> None:
        clock = trio.lowlevel.current_clock()
        if isinstance(clock, trio.testing.MockClock):
            self.recording.clock = "virtual"
        self._seconds = clock.current_time
        self._start = self._seconds()

    def _let_go(self) -> None:
        self._ledger.let_go()
        self._seconds = trio.current_time
        self._running = None

    def _end_step(self, task: Task, live: LiveTask, now: Moment) -> None:
        live.end_step(now)
        live.close_nurseries(task, now)

    def _now(self) -> Moment:
        step = self._steps + 0.5 if self._running in self._ledger.live else self._steps
        now = Moment(self._seconds() - self._start, step)
        self.recording.end = now
        return now

    def _wait(self, task: Task, live: LiveTask, now: Moment) -> Wait:
        seen = wait_of(task, target=False)
        place = "" if seen.place is None else place_in_words(seen.place)
        wait = Wait(now, seen.kind, seen.what, place)
        # Those of a nursery are its tasks, which are known, and may be many.
        if seen.holders and seen.kind != "nursery":
            holders = [self._ledger.number(holder) for holder in seen.holders]
            wait.held_by = tuple(number for number in holders if number is not None)
        live.sleeps_until = sleeps_until(task) if seen.kind == "sleep" else None
        live.select = SelectWait.of(task) if seen.kind == "select" else None
        if live.wake is not None:
            live.wake.apply_to(wait)
        elif wait.for_its_turn:
            wait.woken = now
        return wait

    def _wake(self, task: Task, live: LiveTask) -> Wake:
        now = self._now()
        by = self._ledger.number(self._running)
        error = getattr(NEXT_SEND.of(task), "error", None)
        select, live.select = live.select, None
        if select is not None:
            error = error or select.cancelled()
        # Trio's class takes its time for `isinstance`.
        if error is not None and isinstance(error, trio.Cancelled):
            if select is not None and select.has_to_look_again():
                return Wake(now, by, None)
            sleeps_until = live.sleeps_until
            if error.source == "deadline" and (
                sleeps_until is not None and trio.current_time() >= sleeps_until
            ):
                return Wake(now, None, None)  # that is how a sleep ends
            by = self._ledger.who_cancelled(error, task, self._running)
            cancelled = cancellation_of(error, by)
            if cancelled.by_deadlock_detector and self._deadlock != self._steps:
                # The detector cancels many tasks while none runs: count that as one
                # step, so that it has a moment of its own.
                self._steps += 1
                self._deadlock = self._steps
                now = self._now()
            return Wake(now, cancelled.by, cancelled)
        if error is None:
            self._see_message(task, now)
        return Wake(now, by, None)

    def _see_message(self, woken: Task, now: Moment) -> None:
        """Record a value if it goes between the running task and the one it wakes."""
        running = self._running
        # A task that wakes itself waits for its turn alone.
        handed_over = value_handed_over(woken) if running not in {None, woken} else None
        if running is not None and handed_over is not None:
            value, to_the_woken = handed_over
            ends = (running, woken) if to_the_woken else (woken, running)
            self._ledger.record_message(now, *ends, value)


def _printable(title: object) -> str:
    if not isinstance(title, str):
        raise TypeError(f"title must be a string, not {title!r}")
    return shortened(title, _LONGEST_TITLE)


_LONGEST_TITLE = 500
_DRAWINGS: dict[str, Callable[[Recording, str], str | Iterator[str]]] = {
    ".svg": svg_of,
    ".html": html_of,
    ".json": chrome_trace_of,
}


@contextmanager
def record(*, limit: int = 100_000) -> Generator[Timeline]:
    """Record what a running Trio program does inside the block.

    This answers Go's ``trace.Start`` and ``trace.Stop``. All the tasks of the run are
    recorded, those that are there already with what they do from now on.

    Args:
        limit: as for `Timeline`.

    Yields:
        The timeline, which is complete when the block has been left, by whatever way.

    Raises:
        RuntimeError: Called outside a run; or see `Timeline`.
        ValueError: ``limit`` is below 1.
        TypeError: ``limit`` is not an int.

    Example:
        >>> async def main() -> None:
        ...     with record() as timeline:
        ...         with trio.move_on_after(1.5):
        ...             await trio.sleep_forever()
        ...     (wait,) = timeline.recording.tasks[0].waits
        ...     print(wait.kind, wait.end.time, wait.cancelled)
        >>> run(main)
        sleep 1.5 deadline
    """
    timeline = Timeline(limit=limit)
    timeline.start()
    try:
        yield timeline
    finally:
        timeline.stop()
