"""The sandbox: what the learner's program finds in place of the usual process.

What it prints goes to a `CapturedOutput`, which notes when each line came. A call that
would block the whole program, `time.sleep` or `input`, is reported instead.
"""

from __future__ import annotations

import builtins
import inspect
import io
import sys
import threading
import time
import warnings
from typing import TYPE_CHECKING, NoReturn

import trio

from trio_patterns.guide.output import Line

from .limits import place_in

if TYPE_CHECKING:
    from collections.abc import Callable

MOST_LINES = 2_000
_MOST_WARNINGS = 100


class CapturedOutput(io.TextIOBase):
    """A text stream that keeps the lines, with their times on Trio's clock."""

    def __init__(self, too_many: Callable[[], NoReturn]) -> None:
        super().__init__()
        self.lines: list[Line] = []
        self._too_many = too_many
        self._rest = ""

    def begin(self) -> None:
        """Forget the lines, for a new run."""
        self.lines = []
        self._rest = ""

    def writable(self) -> bool:
        """Say that it can be written to."""
        return True

    def write(self, text: str, /) -> int:
        """Keep the lines that are complete, with the time."""
        now = round(trio.current_time(), 9) if trio.lowlevel.in_trio_run() else 0.0
        *whole, self._rest = (self._rest + text).split("\n")
        self.lines += [Line(now, line) for line in whole]
        if len(self.lines) > MOST_LINES:
            self.lines[20:] = []
            self._too_many()
        return len(text)


def install(
    path: str,
    captured: CapturedOutput,
    warned: list[str],
    conclude: Callable[[str], NoReturn],
) -> None:
    """Put this process into the sandbox, for good.

    Args:
        path: The file of the program.
        captured: In place of stdout.
        warned: The texts of Python's warnings are appended here.
        conclude: Called with a message if the program blocks.
    """
    real_sleep = time.sleep

    def call() -> str:
        return place_in(path, inspect.currentframe()) or "the program"

    def sleep(seconds: float, /) -> None:
        if threading.current_thread() is not threading.main_thread():
            real_sleep(seconds)
            return
        conclude(
            f"{call()} blocks the whole program for {seconds:g} s, every other task "
            "included. `await trio.sleep(...)` lets the others run"
        )

    def ask(*_prompt: object) -> NoReturn:
        conclude(
            f"{call()} waits for somebody to type: in a check there is nobody, and all "
            "tasks stand still meanwhile"
        )

    def warn(message: Warning | str, *_details: object) -> None:
        if len(warned) < _MOST_WARNINGS:  # A loop without `await` makes millions.
            warned.append(str(message))

    silent = io.StringIO()
    for owner, name, ours in (
        (sys, "stdout", captured),
        (sys, "__stdout__", captured),
        (sys, "stderr", silent),
        (sys, "__stderr__", silent),
        (time, "sleep", sleep),
        (builtins, "input", ask),
        (warnings, "showwarning", warn),
    ):
        setattr(owner, name, ours)
    # The warning about a coroutine that is never awaited names where it was made.
    sys.set_coroutine_origin_tracking_depth(8)
    warnings.simplefilter("always")
