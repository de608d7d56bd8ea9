"""Bring a learner's program to an end, whatever it does.

Three guards, each for what the one before it can't see:

- `Steps`, an instrument, counts the steps of the tasks and reads Trio's clock: it sees
  an endless loop with a checkpoint in it.
- `Watchdog` reads the CPU time: it sees an endless loop without a checkpoint, and a
  call that blocks the whole program. A thread has it look, see `WatchdogThread`; where
  there are no threads, as in a browser, something else must.
- Code that holds the GIL stops that thread, too. Then `faulthandler`, which the thread
  puts off again and again, dumps the traceback and ends the process.

None of them raises an error in the program, which might catch it: they write the
verdict, and end the process.
"""

from __future__ import annotations

import faulthandler
import linecache
import sys
import threading
import time
from typing import IO, TYPE_CHECKING

import trio

from trio_patterns._tasks.frames import await_frames
from trio_patterns._tasks.task_names import TaskNames
from trio_patterns.testing._outside import BYSTANDERS

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import FrameType

# No exercise takes more than 4,000 steps, 4,000 virtual seconds, which is more than
# anybody's time limit, or 0.1 s of CPU time between two steps.
MOST_STEPS = 10_000
MOST_VIRTUAL_SECONDS = 6_000.0
MOST_CPU_SECONDS = 1.0
MOST_REAL_SECONDS = 8.0
# A blocked program uses no CPU time; a slow one does.
_BUSY_CPU_SECONDS = 0.3
_LOOK_EVERY = 0.05
_MOST_TASKS_NAMED = 6


def place_in(path: str, frame: FrameType | None) -> str:
    """Say where in the file a frame, or the nearest below it, is; "" if nowhere."""
    while frame is not None:
        if frame.f_code.co_filename == path:
            return place(path, frame.f_lineno)
        frame = frame.f_back
    return ""


def place(path: str, line: int) -> str:
    """Name a line of the file, for a message."""
    code = linecache.getline(path, line).strip()
    return f"line {line}, `{code}`" if code else f"line {line}"


class Steps(trio.abc.Instrument):
    """Ends a run of too many steps, or of too much time on the virtual clock."""

    def __init__(self, path: str, conclude: Callable[[str], None]) -> None:
        self.endless = "the program does not end"
        """What to say of a run that does not end."""
        self._path = path
        self._conclude = conclude
        self.made: int = 0
        """How many steps were made."""
        self.tasks: int = 0
        """How many tasks were started."""
        self.now: float = 0.0
        """The time on Trio's clock at the last step."""
        self._labels = TaskNames()
        self._begun: dict[str, None] = {}
        self._busy: set[str] = set()

    def begin(self) -> None:
        """Start to count."""
        self.made = self.tasks = 0
        self.now = 0.0
        self._labels = TaskNames()
        self._begun = {}
        self._busy = set()

    @property
    def unusual_order(self) -> str:
        """The order in which the tasks began, if not that of their starts."""
        begun = list(self._begun)
        usual = [label for label in self._labels.values() if label in self._begun]
        return "" if begun == usual else ", ".join(begun[:_MOST_TASKS_NAMED])

    def task_spawned(self, task: trio.lowlevel.Task) -> None:
        """Count the task."""
        self.tasks += 1
        code = getattr(task.coro, "cr_code", None)
        if code is not None and code.co_filename == self._path:
            self._labels[task]  # Gives it the next free name.

    def before_task_step(self, task: trio.lowlevel.Task) -> None:
        """Note the task that begins."""
        if task in self._labels:
            self._begun[self._labels[task]] = None
            if self.made > MOST_STEPS / 2 or self.now > MOST_VIRTUAL_SECONDS / 2:
                self._busy.add(self._labels[task])

    def after_task_step(self, task: trio.lowlevel.Task) -> None:
        """Count the step, and look at the clock."""
        self.made += 1
        self.now = now = trio.current_time()
        if now > MOST_VIRTUAL_SECONDS:
            self._end(f"at {MOST_VIRTUAL_SECONDS:g} s it still runs", task)
        elif self.made > MOST_STEPS:
            seen = f"after {MOST_STEPS:,} steps it still runs, and the clock is at "
            round_ = ": it goes round and round without waiting for anything"
            self._end(f"{seen}{now:g} s{round_ * (now == 0)}", task)

    def _end(self, seen: str, task: trio.lowlevel.Task) -> None:
        frames = reversed(await_frames(task))
        where = next(filter(None, (place_in(self._path, it) for it in frames)), "")
        livelock = (
            "; several tasks run on, and none of them gets anywhere: a livelock"
            if len(self._busy) > 1
            else ""
        )
        self._conclude(
            f"{self.endless}: {seen}" + (f", in {where}" if where else "") + livelock
        )


class Watchdog:
    """Ends a program that uses the CPU, or blocks, between checkpoints."""

    most_cpu_seconds = MOST_CPU_SECONDS

    def __init__(
        self, path: str, steps: Steps, conclude: Callable[[str], None]
    ) -> None:
        self.path = path
        self._steps = steps
        self._conclude = conclude
        self.begin()

    def begin(self) -> None:
        """Start a run, or a step, which has all of the time for itself."""
        self._cpu, self._real = time.process_time(), time.monotonic()
        self._made = self._steps.made

    def look(self, frame: FrameType | None) -> None:
        """Look at the time; `frame` is where the program is."""
        if self._made != self._steps.made:
            self.begin()
        where = place_in(self.path, frame)
        cpu = time.process_time() - self._cpu
        real = time.monotonic() - self._real
        if cpu > self.most_cpu_seconds:
            self._conclude(never_ends(where))
        if real > MOST_REAL_SECONDS and cpu < _BUSY_CPU_SECONDS:
            at = f" in {where}" if where else ""
            self._conclude(
                f"the program is blocked{at}: this is no wait of Trio's, so all tasks "
                "stand still"
            )


class WatchdogThread(Watchdog):
    """Looks from a thread; if that is stopped too, `faulthandler` dumps to a file."""

    def __init__(
        self, path: str, steps: Steps, conclude: Callable[[str], None], *, dump: IO[str]
    ) -> None:
        super().__init__(path, steps, conclude)
        self._dump = dump
        self._main = threading.get_ident()
        thread = threading.Thread(target=self._watch, daemon=True)
        BYSTANDERS.add(thread)
        thread.start()

    def _watch(self) -> None:
        while True:
            faulthandler.dump_traceback_later(
                MOST_REAL_SECONDS, exit=True, file=self._dump
            )
            _real_sleep(_LOOK_EVERY)
            # Its name looks private, but it is documented, for debuggers.
            frames = sys._current_frames()  # noqa: SLF001  # pyright: ignore[reportPrivateUsage]
            self.look(frames.get(self._main))


# The sandbox replaces `time.sleep`.
_real_sleep = time.sleep


def never_ends(where: str = "") -> str:
    """Say that the program is busy for ever, and in which line, if that is known."""
    at = f" in {where}" if where else ""
    return (
        f"the program never ends: it is busy{at}, without a checkpoint. "
        "In Trio what never awaits stops every other task, and can't be cancelled"
    )


def held_lock_at(dump: str, path: str) -> str:
    """Explain the dump of a program that `faulthandler` has ended; "" if it has not."""
    if "Timeout" not in dump:
        return ""
    marker = f'File "{path}", line '
    _, _, rest = dump.partition(marker)
    return never_ends(place(path, int(rest.split(maxsplit=1)[0])) if rest else "")
