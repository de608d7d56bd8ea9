"""Run the Trio programs of the guide in the page's worker, one after the other.

The page calls `handle` with a job in JSON, and gets the result in JSON. What a program
prints goes to stdout and stderr while it runs, which the worker passes on.
"""

from __future__ import annotations

import browser_platform  # isort: skip  # before Trio

import io
import json
import re
import runpy
import signal
import sys
import time
import warnings
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any, NoReturn, SupportsIndex, TextIO

import trio
from browser_orders import every_order
from browser_pictures import picture_of
from browser_programs import EXAMPLES, module_of, traceback_of

from trio_patterns.guide import parity, run_virtual
from trio_patterns.guide.catalogue import Construct, ExpectedEnding, Pair
from trio_patterns.guide.output import Output
from trio_patterns.testing import dump_tasks
from trio_patterns.testing import run as run_in_order
from trio_patterns.timeline import Timeline

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Sequence

    Job = dict[str, Any]
    Result = dict[str, Any]

# What a process that was killed ends with, as a program does that hangs by design.
_KILLED = -9

_trio_run = trio.run


def _send(text: str) -> None:
    """Send the page a message in JSON, at once; the page puts its own here."""


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


def use_page(send: Callable[[str], object]) -> None:
    """Let a job send messages to the page while it runs."""
    global _send  # noqa: PLW0603  # there is one page
    _send = send  # type: ignore[assignment]


def handle(text: str) -> str:
    """Do a job of the page."""
    job = json.loads(text)
    return json.dumps(_JOBS[job["do"]](job))


def _run(job: Job) -> Result:
    """Run a program on the clock that the job names, as the command line does."""
    module = module_of(job["program"], job.get("source"))
    timeline = Timeline()
    status, asleep = 0, False
    # The program may put others in their places.
    stdout, stderr = sys.stdout, sys.stderr
    if job.get("signals"):
        sys.stdout = _SignalsItself(stdout, job["signals"])
    try:
        if job["clock"] == "virtual":
            run_virtual.main(module, partial(_in_order, timeline))
        else:
            trio.run = partial(_recorded, timeline)  # type: ignore[assignment]
            runpy.run_module(module, run_name="__main__", alter_sys=True)
    except SystemExit as exit_:
        status = exit_.code if isinstance(exit_.code, int) else int(bool(exit_.code))
    except browser_platform.Asleep:
        status, asleep = _KILLED, True
    except BaseException as error:  # noqa: BLE001  # as the interpreter does
        stdout.flush()
        stderr.write(traceback_of(error))
        status = 1
    finally:
        stdout.flush()
        stderr.flush()
        sys.stdout, sys.stderr = stdout, stderr
        trio.run = _trio_run
    picture = picture_of(timeline, job["title"]) if job.get("title") else ""
    return {"status": status, "asleep": asleep, "picture": picture}


def _in_order(timeline: Timeline, async_fn: Callable[[], Awaitable[None]]) -> None:
    """Run and record it in the one order of seed 0, as for the recordings."""
    # In the picture the task has the name that the reader knows.
    async_fn.__name__ = async_fn.__qualname__ = "main"
    run_in_order(async_fn, seed=0, instruments=[timeline])


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
    if job.get("edited"):
        pair = _of_edited(pair, outputs)
    return {"differences": parity.compare(construct, pair, *outputs)}


def _of_edited(pair: Pair, outputs: Sequence[Output]) -> Pair:
    """Hold programs that the reader has changed to each other, not to the originals."""
    most = max(len(output.lines) for output in outputs)
    groups = (most,) if pair.compare == "groups" else ()
    return replace(pair, seconds=outputs[0].seconds, groups=groups)


def _made(key: str, value: Any) -> Any:
    return ExpectedEnding(**value) if key.endswith("_ends") else value


def _orders(job: Job) -> Result:
    """Run a program in many task orders."""
    module = module_of(job["program"], job.get("source"))
    return every_order(module, job["schedules"], job["title"], _send)


def _check(job: Job) -> NoReturn:
    """Check an exercise, which sends the verdict and ends Python."""
    from browser_check import check  # noqa: PLC0415  # the workshop: no pair needs it

    check(job["exercise"], job["source"], _send)


_JOBS: dict[str, Callable[[Job], Result]] = {
    "run": _run,
    "compare": _compare,
    "orders": _orders,
    "check": _check,
}


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
