"""Run the Trio programs of the guide in the page's worker, one after the other.

The page calls `handle` with a job in JSON, and gets the result in JSON. What a program
prints goes to stdout and stderr while it runs, which the worker passes on. Elsewhere
each program has a process of its own; here `_forget_programs` lets the next one begin
anew.
"""

from __future__ import annotations

import browser_platform  # isort: skip  # before Trio

import gc
import importlib
import io
import json
import linecache
import logging
import os
import re
import runpy
import signal
import sys
import time
import traceback
import warnings
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, SupportsIndex, TextIO

# Where the worker has written the examples, and what the reader has made of one.
EXAMPLES, EDITED = Path("/examples"), Path("/edited")
os.environ["TRIO_PATTERNS_EXAMPLES"] = str(EXAMPLES)

import trio  # noqa: E402  # after the folder of the examples is known

from trio_patterns.guide import parity, run_virtual  # noqa: E402
from trio_patterns.guide.catalogue import (  # noqa: E402
    Construct,
    ExpectedEnding,
    Pair,
)
from trio_patterns.guide.output import Output  # noqa: E402
from trio_patterns.testing import dump_tasks  # noqa: E402
from trio_patterns.testing import run as run_in_order  # noqa: E402
from trio_patterns.timeline import Timeline  # noqa: E402

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import ModuleType

    Job = dict[str, Any]
    Result = dict[str, Any]

# What a process that was killed ends with, as a program does that hangs by design.
_KILLED = -9

_trio_run = trio.run
sys.path[:0] = [str(EDITED), str(EXAMPLES)]
# The run that `Asleep` breaks off leaves tasks behind, and the worker ends at once.
warnings.filterwarnings("ignore", "Trio guest run got abandoned")


def use_sleep(sleep: Callable[[float], object]) -> None:
    """Let `time.sleep` and Trio block the worker, by what the page has for that."""

    def blocking(seconds: SupportsIndex | float) -> None:
        seconds = float(seconds)
        if seconds < 0:
            raise ValueError("sleep length must be non-negative")
        sys.stdout.flush()
        sleep(seconds)

    browser_platform.sleep = time.sleep = blocking


def handle(text: str) -> str:
    """Do a job of the page."""
    job = json.loads(text)
    return json.dumps(_JOBS[job["do"]](job))


def _run(job: Job) -> Result:
    """Run a program on the clock that the job names, as the command line does."""
    module = _module_of(job)
    timeline = Timeline()
    status, asleep = 0, False
    stdout = sys.stdout
    if job.get("signals"):
        sys.stdout = _SignalsItself(stdout, job["signals"])
    try:
        if job["clock"] == "virtual":
            run = partial(run_in_order, seed=0, instruments=[timeline])
            run_virtual.main(module, run)
        else:
            trio.run = partial(_recorded, timeline)  # type: ignore[assignment]
            runpy.run_module(module, run_name="__main__", alter_sys=True)
    except SystemExit as exit_:
        status = exit_.code if isinstance(exit_.code, int) else int(bool(exit_.code))
    except browser_platform.Asleep:
        status, asleep = _KILLED, True
    except BaseException as error:  # noqa: BLE001  # as the interpreter does
        sys.stdout.flush()
        sys.stderr.write(_readers_part(error))
        status = 1
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        sys.stdout = stdout
        trio.run = _trio_run
    return {"status": status, "asleep": asleep}


def _recorded(
    timeline: Timeline,
    async_fn: Callable[..., Any],
    *args: object,
    **options: Any,
) -> Any:
    """Stand for `trio.run`, and record what it runs."""
    options["instruments"] = [*options.get("instruments", ()), timeline]
    return _trio_run(async_fn, *args, **options)


def _report_asleep() -> None:
    """Say why a run on the real clock will never go on."""
    sys.stdout.flush()
    sys.stderr.write(
        "All tasks are asleep, and nothing can wake them: outside of a browser the "
        f"program hangs here.\n\n{dump_tasks()}\n"
    )


browser_platform.when_asleep = _report_asleep


def _compare(job: Job) -> Result:
    """Compare the outputs of both sides of a pair by the pair's own rule."""
    made = {key: _made(key, value) for key, value in job["rule"].items()}
    pair = Pair(**made)
    construct = Construct(
        folder=EXAMPLES / job["construct"],
        row="",
        title="",
        question="",
        lesson="",
        go_names=(),
        trio_names=(),
        pairs=(pair,),
        clock=job["clock"],
    )
    timed = construct.clock == "virtual"
    outputs = [
        Output.of_process(one["out"], one["err"], one["status"], timed=timed)
        for one in job["outputs"]
    ]
    return {"differences": parity.compare(construct, pair, *outputs)}


def _made(key: str, value: Any) -> Any:
    return ExpectedEnding(**value) if key.endswith("_ends") else value


_JOBS: dict[str, Callable[[Job], Result]] = {"run": _run, "compare": _compare}


def _module_of(job: Job) -> str:
    """Write the reader's program, if it was edited, and name its module."""
    _forget_programs()
    program: str = job["program"]
    path = EDITED / program
    source: str | None = job.get("source")
    if source is None:
        path.unlink(missing_ok=True)
    else:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(source, encoding="utf-8")
    return program.removesuffix(".py").replace("/", ".")


def _forget_programs() -> None:
    """Forget the modules of the program before, and what it has left behind."""
    # All are found before any is dropped: the path of a package is that of its parent.
    theirs = [name for name, module in [*sys.modules.items()] if _is_an_example(module)]
    for name in theirs:
        del sys.modules[name]
    logging.getLogger("example").handlers.clear()
    linecache.clearcache()
    importlib.invalidate_caches()
    for number in (signal.SIGTERM, signal.SIGHUP, signal.SIGQUIT):
        signal.signal(number, signal.SIG_DFL)
    gc.collect()


def _is_an_example(module: ModuleType) -> bool:
    places = [getattr(module, "__file__", None) or "", *getattr(module, "__path__", ())]
    folders = (f"{EXAMPLES}/", f"{EDITED}/")
    return any(place.startswith(folders) for place in places)


class _SignalsItself(io.TextIOBase):
    """A stdout that sends the program a signal when it has printed a certain line.

    There is no other process that could.
    """

    def __init__(self, out: TextIO, signals: list[dict[str, str]]) -> None:
        self._out = out
        self._signals = [*signals]

    def write(self, text: str) -> int:
        """Write, and then send the next signal if its line has come."""
        count = self._out.write(text)
        if self._signals and re.search(self._signals[0]["after"], text):
            signal.raise_signal(signal.Signals[self._signals.pop(0)["send"]])
        return count

    def flush(self) -> None:
        """Flush what was written."""
        self._out.flush()


def _readers_part(error: BaseException) -> str:
    """Write the traceback of an error without the frames that are not the reader's."""
    report = traceback.TracebackException.from_exception(error)
    _cut(report)
    text = "".join(report.format())
    return text.replace(f"{EDITED}/", "").replace(f"{EXAMPLES}/", "")


def _cut(report: traceback.TracebackException) -> None:
    folders = (f"{EXAMPLES}/", f"{EDITED}/")
    theirs = [frame for frame in report.stack if frame.filename.startswith(folders)]
    report.stack[:] = theirs or report.stack[-1:]
    for other in (report.__cause__, report.__context__, *(report.exceptions or ())):
        if other is not None:
            _cut(other)
