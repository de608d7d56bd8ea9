"""Check an exercise in the page's worker, by the workshop's harness without a process.

The harness ends its process when it has a verdict, which ends Python here too; the page
has the verdict by then, and takes a fresh worker for the next check. What a thread and
the process above do elsewhere is done otherwise:

- There are no threads. Python calls back at each jump in the learner's file, and a loop
  has one in each round: that is when the watchdog looks.
- Code that holds Python without a jump, as ``sum(range(10**12))`` does, is ended by the
  page. It is sent what to say then, and a sign of life now and then.
- That the program itself has called `os._exit` is seen in the call.
"""

from __future__ import annotations

import importlib
import json
import os
import sys
import time
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any, NoReturn

from browser_programs import EXAMPLES, write

from trio_patterns.workshop.exercises import find, lines_of
from trio_patterns.workshop.grader import (
    TIMEOUT,
    did_not_end,
    ended_the_process,
    fault_of,
)
from trio_patterns.workshop.harness import Harness
from trio_patterns.workshop.limits import (
    MOST_CPU_SECONDS,
    MOST_REAL_SECONDS,
    Watchdog,
    never_ends,
)
from trio_patterns.workshop.verdict import Verdict

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path
    from types import CodeType

    from trio_patterns.workshop.exercises import Exercise

    Send = Callable[[str], object]

# New in Python 3.12, and the type checkers check for 3.11.
_monitoring: Any = getattr(sys, "monitoring", None)
# Python is about three times as slow here, and a phone is slower than that.
_SLOWER = 4
_LOOK_EVERY = 1_000  # jumps
_ALIVE_EVERY = 0.5  # seconds


class JumpWatchdog(Watchdog):
    """Looks at every thousandth jump in the learner's file."""

    most_cpu_seconds = _SLOWER * MOST_CPU_SECONDS

    def __init__(
        self, path: str, steps: Any, conclude: Callable[[str], None], *, send: Send
    ) -> None:
        self._send = send
        self._jumps = 0
        self._said = 0.0
        super().__init__(path, steps, conclude)
        tool, jump = _monitoring.DEBUGGER_ID, _monitoring.events.JUMP
        _monitoring.use_tool_id(tool, "workshop")
        _monitoring.register_callback(tool, jump, self._jump)
        _monitoring.set_events(tool, jump)

    def begin(self) -> None:
        """Start a run, or a step, and tell the page that there is one."""
        super().begin()
        self._say()

    def _say(self) -> None:
        now = time.monotonic()
        if now - self._said > _ALIVE_EVERY:
            self._said = now
            self._send(json.dumps({"alive": True}))

    def _jump(self, code: CodeType, _offset: int, _destination: int) -> object:
        if code.co_filename != self.path:
            return _monitoring.DISABLE
        self._jumps += 1
        if not self._jumps % _LOOK_EVERY:
            self._say()
            self.look(sys._getframe(1))  # noqa: SLF001  # pyright: ignore[reportPrivateUsage]
        return None


def check(name: str, source: str, send: Send) -> NoReturn:
    """Grade a program for the exercise `name`; `send` the verdict, and end Python."""
    importlib.invalidate_caches()
    exercise = find(name)
    path = _written(exercise, source)
    end_python, is_delivered = os._exit, False

    def deliver(verdict: Verdict) -> None:
        nonlocal is_delivered
        is_delivered = True
        send(json.dumps({"result": _result(exercise, verdict)}))

    def exit_(status: int) -> NoReturn:
        if not is_delivered:
            deliver(Verdict(False, ended_the_process(f"with status {status}")))
        end_python(0)

    os._exit = exit_
    send(json.dumps({"limits": _limits()}))
    harness = Harness(exercise, path, deliver, partial(JumpWatchdog, send=send))
    try:
        harness.grade()
    except Exception as error:  # noqa: BLE001  # the check's own
        send(
            json.dumps(
                {"fault": fault_of(exercise, f"{type(error).__name__}: {error}")}
            )
        )
    end_python(1)


def _written(exercise: Exercise, source: str) -> Path:
    """Write the program to a file of its usual name."""
    folder = EXAMPLES.with_name("exercises")
    folder.mkdir(exist_ok=True)
    path = folder / exercise.file
    write(path, source)
    return path


def _limits() -> dict[str, Any]:
    """Say what the page is to do when it gets no verdict."""
    return {
        "all": {"seconds": TIMEOUT, "message": did_not_end(TIMEOUT)},
        "silence": {"seconds": MOST_REAL_SECONDS, "message": never_ends()},
        "broken": {"message": ended_the_process("and the worker with it")},
    }


def _result(exercise: Exercise, verdict: Verdict) -> dict[str, Any]:
    """Give a verdict, with what the Go original prints if both are to be compared."""
    result: dict[str, Any] = json.loads(verdict.to_json())
    if verdict.printed:
        result["go"] = lines_of(replace(exercise.recording(), seconds=None))
    return result
