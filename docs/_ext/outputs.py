"""What the programs of a pair print: Go's from golden files, Trio's as it is now.

Each Trio program runs on a virtual clock in the one task order of seed 0, as for its
picture, in a fork of this process. Its output is compared with the Go original's as the
parity tests do: an output that is stale fails the build.
"""

from __future__ import annotations

import os
import runpy
import sys
import tempfile
import traceback
from dataclasses import replace
from typing import TYPE_CHECKING, NoReturn

from trio_patterns.guide import parity, run_virtual
from trio_patterns.guide.catalogue import importable
from trio_patterns.guide.outcomes import outputs_of, run_side
from trio_patterns.guide.output import Output
from trio_patterns.testing import run as run_in_order

if TYPE_CHECKING:
    from trio_patterns.guide.catalogue import Construct, Pair, Side
    from trio_patterns.guide.toolchain import Toolchain


# A busy machine may be too slow for what a program does on the real clock.
_TRIES = 3


def of_pair(construct: Construct, pair: Pair) -> tuple[list[Output], list[str]]:
    """Give what each side prints, and how that differs from the metadata."""
    # Take this machine's path to the examples out of the tracebacks.
    above = f"{construct.folder.parents[1]}{os.sep}"
    tries = 1 if construct.clock == "virtual" else _TRIES
    outputs: list[Output] = []
    differences: list[str] = []
    for _ in range(tries):
        outputs = [
            replace(output, stderr=output.stderr.replace(above, ""))
            for output in outputs_of(construct, pair, run=_run)
        ]
        differences = parity.compare(construct, pair, *outputs)
        if not differences:
            break
    return outputs, differences


def _run(
    construct: Construct, pair: Pair, side: Side, toolchain: Toolchain | None
) -> Output:
    attended = pair.signals or (side.ends and side.ends.hangs is not None)
    if attended or not hasattr(os, "fork"):
        return run_side(construct, pair, side, toolchain)
    # A fork has Trio imported already: a hundred programs take seconds, not a minute.
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        child = os.fork()
        if child == 0:
            _become(construct, side.program, out.fileno(), err.fileno())
        _, status = os.waitpid(child, 0)
        printed: list[str] = []
        for file in (out, err):
            file.seek(0)
            printed.append(file.read().decode("utf-8"))
    return Output.of_process(
        *printed, os.waitstatus_to_exitcode(status), timed=construct.clock == "virtual"
    )


def _become(construct: Construct, program: str, out: int, err: int) -> NoReturn:
    """Turn this process into the program, and end with it."""
    status = 0
    try:
        os.dup2(out, 1)
        os.dup2(err, 2)
        sys.stdout = os.fdopen(1, "w", encoding="utf-8", closefd=False)
        sys.stderr = os.fdopen(2, "w", encoding="utf-8", closefd=False)
        module = construct.module(program)
        if construct.clock == "virtual":
            run_virtual.main(module, run_in_order)
        else:
            with importable(construct.folder.parent):
                runpy.run_module(module, run_name="__main__", alter_sys=True)
    except SystemExit as exit_:
        status = exit_.code if isinstance(exit_.code, int) else int(bool(exit_.code))
    except BaseException:  # noqa: BLE001  # as the interpreter does
        traceback.print_exc()
        status = 1
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(status)
