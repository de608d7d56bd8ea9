"""Runs either side of a pair in a process of its own, on the clock one chooses."""

from __future__ import annotations

import importlib.util
import os
import re
import signal
import subprocess
import sys
import tempfile
from threading import Timer
from typing import IO, TYPE_CHECKING

from trio_patterns.guide.outcome import Outcome

if TYPE_CHECKING:
    from collections.abc import Sequence

    from trio_patterns.guide.catalogue import Clock, Construct, Side, Step
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


def command(
    construct: Construct, side: Side, clock: Clock, toolchain: Toolchain | None
) -> list[str]:
    """Give the command that runs one side of a step."""
    if side.language == "python":
        return trio_command(construct, side.program, clock)
    assert toolchain is not None, "a Go program needs Go"
    return go_command(construct, side.program, clock, toolchain)


def run(
    construct: Construct,
    command: Sequence[str],
    clock: Clock,
    step: Step | None = None,
    side: Side | None = None,
) -> Outcome:
    """Run a program to its end and give what it printed.

    With its `step` and `side` given, it gets the signals that the step has for it, and
    is killed where it hangs by design.
    """
    with tempfile.TemporaryFile("w+", encoding="utf-8", errors="replace") as errors:
        process = _start(construct, command, errors)
        stdout = _attend(process, step, side, echo=False)
        errors.seek(0)
        return Outcome.of_process(
            stdout, errors.read(), process.returncode, timed=clock == "virtual"
        )


def play(
    construct: Construct,
    command: Sequence[str],
    step: Step | None = None,
    side: Side | None = None,
) -> int:
    """Run a program with its output going where ours goes; give its exit status."""
    process = _start(construct, command, None)
    _attend(process, step, side, echo=True)
    return process.returncode


def _start(
    construct: Construct, command: Sequence[str], errors: IO[str] | None
) -> subprocess.Popen[str]:
    # The examples import each other by their folders' names.
    path = os.pathsep.join(
        [str(construct.folder.parent), *filter(None, [os.environ.get("PYTHONPATH")])]
    )
    return subprocess.Popen(  # noqa: S603  the command is ours
        command,
        env={**os.environ, "PYTHONPATH": path, "PYTHONIOENCODING": "utf-8"},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=errors,
        text=True,
        encoding="utf-8",
        # Ctrl-C is for us; the program is killed, and has no traceback to print.
        start_new_session=True,
    )


def _attend(
    process: subprocess.Popen[str],
    step: Step | None,
    side: Side | None,
    *,
    echo: bool,
) -> str:
    """Stay with a program to its end: read it line by line, and do what is due."""
    signals = list(step.signals) if step else []
    ends = side.ends if side else None
    lines: list[str] = []
    watchdog = Timer(_PATIENCE, _kill, [process])
    watchdog.start()
    try:
        assert process.stdout is not None
        with process.stdout as stdout:
            for line in stdout:
                lines.append(line)
                if echo:
                    sys.stdout.write(line)
                    sys.stdout.flush()
                if signals and re.search(signals[0].after, line):
                    process.send_signal(signal.Signals[signals.pop(0).send])
                if ends and ends.hangs is not None and len(lines) == len(ends.lines):
                    _kill_if_silent(process, ends.hangs)
        process.wait()
    except BaseException:
        _kill(process)
        raise
    finally:
        watchdog.cancel()
    return "".join(lines)


def _kill_if_silent(process: subprocess.Popen[str], seconds: float) -> None:
    """Kill a program that has not ended by itself after so many seconds."""
    try:
        process.wait(seconds)
    except subprocess.TimeoutExpired:
        _kill(process)


def _kill(process: subprocess.Popen[str]) -> None:
    if sys.platform == "win32":
        process.kill()
    else:
        # The whole group: a program may have started others.
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()
