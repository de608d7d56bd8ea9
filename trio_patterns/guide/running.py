"""Run either side of a pair in a process of its own, on either clock."""

from __future__ import annotations

import importlib.util
import os
import re
import signal
import subprocess
import sys
import tempfile
import threading
from contextlib import contextmanager, suppress
from threading import Timer
from typing import IO, TYPE_CHECKING

from trio_patterns.guide.output import Output

if TYPE_CHECKING:
    from collections.abc import Generator, Sequence

    from trio_patterns.guide.catalogue import Clock, Construct, Pair, Side
    from trio_patterns.guide.toolchain import Toolchain

# In seconds. No example takes more than a few; a busy machine may need longer.
TIMEOUT = 120.0


def missing(pair: Pair) -> str:
    """Say which libraries of the Trio program are not installed; "" if none lacks."""
    absent = [name for name in pair.needs if importlib.util.find_spec(name) is None]
    if not absent:
        return ""
    return f"needs {' and '.join(absent)}: pip install 'trio-patterns[examples]'"


def command(
    construct: Construct, side: Side, clock: Clock, toolchain: Toolchain | None
) -> list[str]:
    """Give the command that runs one side of a pair; a Go program is built first."""
    if side.language == "go":
        assert toolchain is not None, "a Go program needs Go"
        return toolchain.program(construct.name, side.program, clock)
    # -P: no module is imported from the current folder.
    python = [sys.executable, "-P", "-m"]
    if clock == "virtual":
        python.append("trio_patterns.guide.run_virtual")
    return [*python, construct.module(side.program)]


def run(
    construct: Construct,
    command: Sequence[str],
    clock: Clock,
    pair: Pair | None = None,
    side: Side | None = None,
) -> Output:
    """Run a program to its end and give what it printed.

    Args:
        construct: The construct that it belongs to.
        command: The command that runs it.
        clock: The clock on which the command runs it.
        pair: The pair, if the program is to be sent the pair's signals.
        side: The side, if the program is to be killed where it hangs by design.
    """
    with tempfile.TemporaryFile("w+", encoding="utf-8", errors="replace") as errors:
        process = _start(construct, command, errors)
        stdout = _attend(process, pair, side, echo=False)
        errors.seek(0)
        return Output.of_process(
            stdout, errors.read(), process.returncode, timed=clock == "virtual"
        )


def play(
    construct: Construct,
    command: Sequence[str],
    pair: Pair | None = None,
    side: Side | None = None,
) -> int:
    """Run a program, pass its output on as it comes, and give its exit status."""
    process = _start(construct, command, None)
    _attend(process, pair, side, echo=True)
    return process.returncode


def _start(
    construct: Construct, command: Sequence[str], errors: IO[str] | None
) -> subprocess.Popen[str]:
    # The examples import each other by their folders' names.
    path = os.pathsep.join(
        [str(construct.folder.parent), *filter(None, [os.environ.get("PYTHONPATH")])]
    )
    obey_signals = _obey_signals if _ignores_ctrl_c() else None
    with _put_off_ctrl_c() as interrupts:
        process = subprocess.Popen(  # noqa: S603  the command is ours
            command,
            env={**os.environ, "PYTHONPATH": path, "PYTHONIOENCODING": "utf-8"},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=errors,
            text=True,
            encoding="utf-8",
            # Ctrl-C reaches this process alone: it kills the program, which would print
            # a traceback.
            start_new_session=True,
            # The threads here hold no lock that setting a signal needs.
            preexec_fn=obey_signals,  # noqa: PLW1509
        )
    if interrupts:
        with process:
            kill(process)
        raise KeyboardInterrupt
    return process


@contextmanager
def _put_off_ctrl_c() -> Generator[list[int], None, None]:
    """Note each SIGINT in place of a KeyboardInterrupt.

    `Popen` waits until the program has begun; an error in that wait leaves the program
    running, and nobody can kill it.
    """
    interrupts: list[int] = []
    before = signal.getsignal(signal.SIGINT)
    if (
        before is not signal.default_int_handler
        or threading.current_thread() is not threading.main_thread()
    ):
        yield interrupts
        return
    signal.signal(signal.SIGINT, lambda number, _: interrupts.append(number))
    try:
        yield interrupts
    finally:
        signal.signal(signal.SIGINT, before)


def _ignores_ctrl_c() -> bool:
    """Tell whether this process was started with SIGINT ignored, as with `nohup`.

    A program that it starts would inherit that, and never see its SIGINT.
    """
    return sys.platform != "win32" and signal.getsignal(signal.SIGINT) == signal.SIG_IGN


def _obey_signals() -> None:
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def _attend(
    process: subprocess.Popen[str],
    pair: Pair | None,
    side: Side | None,
    *,
    echo: bool,
) -> str:
    """Read the output line by line, and send each signal when its line has come."""
    signals = list(pair.signals) if pair else []
    ends = side.ends if side else None
    lines: list[str] = []
    watchdog = watchdog_of(process)
    assert process.stdout is not None
    # Closed last: a program that is still alive would complain of its broken pipe.
    with process.stdout as stdout:
        try:
            watchdog.start()
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
            kill(process)
            raise
        finally:
            watchdog.cancel()
    return "".join(lines)


def watchdog_of(process: subprocess.Popen[str]) -> Timer:
    """Make a timer, not started yet, that kills a program which takes too long."""
    watchdog = Timer(TIMEOUT, kill, [process])
    # Ctrl-C may come while it starts: nobody waits for it at the end.
    watchdog.daemon = True
    return watchdog


def _kill_if_silent(process: subprocess.Popen[str], seconds: float) -> None:
    """Kill a program that has not ended by itself after so many seconds."""
    try:
        process.wait(seconds)
    except subprocess.TimeoutExpired:
        kill(process)


def kill(process: subprocess.Popen[str]) -> None:
    """Kill a program, and the processes that it has started."""
    if sys.platform == "win32":
        process.kill()
    else:
        # It may have ended, and its group with it.
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
    process.wait()
