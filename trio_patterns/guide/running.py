"""Runs either side of a pair in a process of its own, on the clock one chooses."""

from __future__ import annotations

import importlib.util
import os
import signal
import subprocess
import sys
from typing import IO, TYPE_CHECKING

from trio_patterns.guide.outcome import Outcome

if TYPE_CHECKING:
    from collections.abc import Sequence

    from trio_patterns.guide.catalogue import Clock, Construct, Step
    from trio_patterns.guide.toolchain import Toolchain

# No example takes a second by itself; a busy machine may stretch that.
_PATIENCE = 120.0


def trio_command(construct: Construct, program: str, clock: Clock) -> list[str]:
    """Give the command that runs a Trio program of a construct."""
    # -P: nothing in the folder that one happens to stand in is imported
    python = [sys.executable, "-P", "-m"]
    if clock == "virtual":
        python += ["trio_patterns.guide.stage"]
    return [*python, construct.module(program)]


def missing(step: Step) -> str:
    """Say which libraries of its Trio program are not here; "" if all of them are."""
    absent = [name for name in step.needs if importlib.util.find_spec(name) is None]
    if not absent:
        return ""
    return f"needs {' and '.join(absent)}: pip install 'trio-patterns[examples]'"


def go_command(
    construct: Construct, program: str, clock: Clock, toolchain: Toolchain
) -> list[str]:
    """Give the command that runs a Go program of a construct, after building it."""
    return toolchain.program(construct.name, program, clock)


def run(construct: Construct, command: Sequence[str], clock: Clock) -> Outcome:
    """Run a program to its end and give what it printed."""
    process = _start(construct, command, subprocess.PIPE)
    stdout, stderr = _finish(process, _PATIENCE)
    return Outcome.of_process(
        stdout, stderr, process.returncode, timed=clock == "virtual"
    )


def play(construct: Construct, command: Sequence[str]) -> int:
    """Run a program with its output going where ours goes; give its exit status."""
    process = _start(construct, command, None)
    _finish(process, None)
    return process.returncode


def _start(
    construct: Construct, command: Sequence[str], output: int | IO[str] | None
) -> subprocess.Popen[str]:
    # The examples import each other by their folders' names.
    path = os.pathsep.join(
        [str(construct.folder.parent), *filter(None, [os.environ.get("PYTHONPATH")])]
    )
    return subprocess.Popen(  # noqa: S603  the command is ours
        command,
        env={**os.environ, "PYTHONPATH": path, "PYTHONIOENCODING": "utf-8"},
        stdin=subprocess.DEVNULL,
        stdout=output,
        stderr=output,
        text=True,
        encoding="utf-8",
        # Ctrl-C is for us; the program is killed, and has no traceback to print.
        start_new_session=True,
    )


def _finish(process: subprocess.Popen[str], patience: float | None) -> tuple[str, str]:
    try:
        stdout, stderr = process.communicate(timeout=patience)
    except BaseException:
        _kill(process)
        raise
    return stdout or "", stderr or ""


def _kill(process: subprocess.Popen[str]) -> None:
    if sys.platform == "win32":
        process.kill()
    else:
        # The whole group: a program may have started others.
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()
