"""What the programs of a construct print: Go's as recorded, Trio's as it is now.

Each Trio program runs in a process of its own, on a virtual clock in the one task
order of seed 0, as for its picture. It is compared with its Go original as the parity
tests do: an output that is stale fails the build.
"""

from __future__ import annotations

import os
import runpy
import sys
import tempfile
import traceback
from dataclasses import replace
from typing import TYPE_CHECKING, NoReturn

from trio_patterns.guide import parity, recordings, running, stage
from trio_patterns.guide.outcome import Outcome
from trio_patterns.testing import run as run_in_order

if TYPE_CHECKING:
    from trio_patterns.guide.catalogue import Construct, Side, Step


# A busy machine may be too slow for what a program does on the real clock.
_TRIES = 3


def of_step(construct: Construct, step: Step) -> tuple[list[Outcome], list[str]]:
    """What each side prints, and how that differs from what the metadata promises."""
    tries = 1 if construct.clock == "virtual" else _TRIES
    for _ in range(tries):
        outcomes = [_outcome(construct, step, side) for side in step.sides]
        differences = parity.compare(construct, step, *outcomes)
        if not differences:
            break
    return outcomes, differences


def _outcome(construct: Construct, step: Step, side: Side) -> Outcome:
    outcome = _whole_outcome(construct, step, side)
    # Where the examples are is nobody's business but this machine's.
    above = f"{construct.folder.parents[1]}{os.sep}"
    return replace(outcome, stderr=outcome.stderr.replace(above, ""))


def _whole_outcome(construct: Construct, step: Step, side: Side) -> Outcome:
    if recordings.is_recorded(side):
        outcome, _ = recordings.read(construct, side.program, side.judge)
        return outcome
    if step.signals or (side.ends and side.ends.hangs is not None):
        command = running.command(construct, side, construct.clock, None)
        return running.run(construct, command, construct.clock, step, side)
    return _run(construct, side.program)


def _run(construct: Construct, program: str) -> Outcome:
    if not hasattr(os, "fork"):
        command = running.trio_command(construct, program, construct.clock)
        return running.run(construct, command, construct.clock)
    # A fork has Trio imported already: a hundred programs take seconds, not a minute.
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        child = os.fork()
        if child == 0:
            _become(construct, program, out.fileno(), err.fileno())
        _, status = os.waitpid(child, 0)
        printed = []
        for file in (out, err):
            file.seek(0)
            printed.append(file.read().decode("utf-8"))
    return Outcome.of_process(
        *printed, os.waitstatus_to_exitcode(status), timed=construct.clock == "virtual"
    )


def _become(construct: Construct, program: str, out: int, err: int) -> NoReturn:
    """Be the program, and end with it."""
    status = 0
    try:
        os.dup2(out, 1)
        os.dup2(err, 2)
        sys.stdout = os.fdopen(1, "w", encoding="utf-8", closefd=False)
        sys.stderr = os.fdopen(2, "w", encoding="utf-8", closefd=False)
        sys.path.insert(0, str(construct.folder.parent))
        module = construct.module(program)
        if construct.clock == "virtual":
            stage.main(module, run_in_order)
        else:
            runpy.run_module(module, run_name="__main__", alter_sys=True)
    except SystemExit as exit_:
        status = exit_.code if isinstance(exit_.code, int) else int(bool(exit_.code))
    except BaseException:  # noqa: BLE001  as the interpreter does
        traceback.print_exc()
        status = 1
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(status)
