"""Grade a program of the learner's, in a process of its own.

The process writes its verdict to a file. If the process ends or times out without a
verdict, the way it ended is the verdict.
"""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from .limits import held_lock_at
from .verdict import Verdict

if TYPE_CHECKING:
    from .exercises import Exercise

# In seconds. The process has limits of its own, which are tighter.
TIMEOUT = 60.0


class GradingError(Exception):
    """The check itself has failed, and not the learner's program."""


def grade(exercise: Exercise, path: Path, *, timeout: float = TIMEOUT) -> Verdict:
    """Grade a program: run it in every way that the exercise's check has for it.

    Args:
        exercise: The exercise that it is to solve.
        path: The file of the program.
        timeout: The seconds after which the process is killed.

    Raises:
        GradingError: The check has a fault of its own.
    """
    path = path.resolve()
    with tempfile.TemporaryDirectory(prefix="trio-patterns-") as folder:
        written = Path(folder) / "verdict"
        errors = Path(folder) / "errors"
        arguments = [exercise.name, str(path), str(written)]
        try:
            status = _status_of(arguments, errors, timeout)
        except subprocess.TimeoutExpired:
            return Verdict(False, did_not_end(timeout))
        if written.exists():
            return Verdict.read(written)
        fault, dump = (written.with_suffix(end) for end in (".fault", ".dump"))
        if fault.exists():
            raise GradingError(fault_of(exercise, fault.read_text(encoding="utf-8")))
        if not dump.exists():
            *_, why = errors.read_text(encoding="utf-8").splitlines() or [""]
            raise GradingError(f"the check of {exercise.name} did not start: {why}")
        if message := held_lock_at(dump.read_text(encoding="utf-8"), str(path)):
            return Verdict(False, message)
    how = f"with status {status}" if status >= 0 else f"by signal {-status}"
    return Verdict(False, ended_the_process(how))


def _status_of(arguments: list[str], errors: Path, timeout: float) -> int:
    """Run the process to its end, and give its exit status.

    Raises:
        subprocess.TimeoutExpired: It was killed.
    """
    with errors.open("w", encoding="utf-8") as stderr:
        process = subprocess.Popen(  # noqa: S603  # the command is ours
            # -P: no module is imported from the current folder.
            [sys.executable, "-P", "-m", "trio_patterns.workshop", *arguments],
            # The same order of sets each time makes the same verdict.
            env={**os.environ, "PYTHONHASHSEED": "0"},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=stderr,
            # Ctrl-C reaches this process alone; and the processes that the program
            # starts are killed with it.
            start_new_session=True,
        )
        try:
            return process.wait(timeout)
        finally:
            _kill(process)


def fault_of(exercise: Exercise, what: str) -> str:
    """Say that the check itself is wrong."""
    return f"the check of {exercise.name} has a fault, and not your program: {what}"


def did_not_end(seconds: float) -> str:
    """Say that the check was given up after so many seconds."""
    return f"it did not end within {seconds:g} s"


def ended_the_process(how: str) -> str:
    """Say that there is no verdict, since the process has ended."""
    return (
        f"the program ended the whole process, {how}: nothing in it may call "
        "`os._exit` or the like. Let `main` return instead"
    )


def _kill(process: subprocess.Popen[bytes]) -> None:
    """Kill the process and all that it has started."""
    if sys.platform == "win32":
        process.kill()
    else:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
    process.wait()
