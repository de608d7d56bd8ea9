"""What the tests of several modules share: `from tests.support import ...`."""

from __future__ import annotations

import gc
import importlib
import itertools
import linecache
import os
import signal
import subprocess
import sys
import warnings
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import outcome
import trio

from trio_patterns.guide.catalogue import examples_root
from trio_patterns.testing import run

if sys.platform != "win32":
    import fcntl

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Generator
    from pathlib import Path
    from types import FrameType, ModuleType


class Thing:
    """Something of which a weak reference can be made."""


@contextmanager
def no_garbage_collector() -> Generator[None]:
    """Inside, what is part of a reference cycle stays alive."""
    gc.collect()
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


def instruments() -> list[object]:
    """Return the instruments of the run that is under way."""
    trio_run = importlib.import_module("trio._core._run")  # no public way to ask
    return list(trio_run.GLOBAL_RUN_CONTEXT.runner.instruments["_all"])


def unprotected_functions(
    async_fn: Callable[[], Awaitable[object]], *modules: str
) -> set[str]:
    """Run it, and return what of the modules was open to a `KeyboardInterrupt`."""
    calls: list[tuple[str, str, str, bool]] = []
    sys.setprofile(
        lambda frame, event, _: calls.append(
            (
                event,
                frame.f_globals.get("__name__", ""),
                frame.f_code.co_name,
                trio.lowlevel.currently_ki_protected(),
            )
        )
    )
    try:
        run(async_fn)
    finally:
        sys.setprofile(None)
    return {
        name
        for event, module, name, protected in calls
        if event == "call" and module in modules and not protected
    }


def interrupted_at(
    line: int, async_fn: Callable[[], Awaitable[object]], *modules: ModuleType
) -> bool:
    """Run it with a real SIGINT at that line of the modules, counted as they run.

    Where the code is protected, Trio keeps the `KeyboardInterrupt` for the main task's
    next checkpoint; elsewhere it is raised at the very line. Returns whether the run
    came so far; if it did, the interrupt is what it must raise, and nothing else.
    """
    files = {module.__file__ for module in modules}
    left = line
    blocks: set[tuple[FrameType, int]] = set()

    def trace(frame: FrameType, event: str, _: object) -> Any:
        nonlocal left
        if frame.f_code.co_filename not in files:
            return None
        if event == "line" and not leaves_a_block(frame):
            left -= 1
            if left == 0:
                sys.settrace(before)
                signal.raise_signal(signal.SIGINT)
        return trace if left > 0 else None

    def leaves_a_block(frame: FrameType) -> bool:
        """Python is out of a block before its `__aexit__` runs, nurseries included."""
        text = linecache.getline(frame.f_code.co_filename, frame.f_lineno)
        if not text.lstrip().startswith(("async with ", "with ")):
            return False
        block = frame, frame.f_lineno
        if block in blocks and not trio.lowlevel.currently_ki_protected():
            return True
        blocks.add(block)
        return False

    before = sys.gettrace()
    interrupted = False
    with warnings.catch_warnings():
        # A coroutine may be made and not awaited: Python has no way round that.
        warnings.simplefilter("ignore")
        try:
            sys.settrace(trace)
            run(async_fn)
        except* KeyboardInterrupt:
            interrupted = True
        finally:
            sys.settrace(before)
            blocks.clear()
        gc.collect()
    assert interrupted == (left <= 0)
    return interrupted


def interrupted_everywhere(
    async_fn: Callable[[], Awaitable[object]],
    check: Callable[[], object],
    *modules: ModuleType,
) -> int:
    """Run it again and again, with a SIGINT at each next line of the modules.

    `check()` follows each run. Returns the number of runs.
    """
    for line in itertools.count(1):
        interrupted = interrupted_at(line, async_fn, *modules)
        check()
        if not interrupted:
            return line
    raise AssertionError


class BadRepr:
    """What can't be shown."""

    def __repr__(self) -> str:
        raise AttributeError("not set yet")


async def kept_cancellation() -> outcome.Error:
    """Return a `trio.Cancelled` whose scope is over."""
    kept: list[object] = []
    with trio.CancelScope() as scope:
        scope.cancel()
        kept.append(await outcome.acapture(trio.lowlevel.checkpoint))
    (error,) = kept
    assert isinstance(error, outcome.Error)
    return error


@contextmanager
def one_at_a_time(lock: Path) -> Generator[None]:
    """Let one process of the tests do this at a time, where the system has locks."""
    lock.parent.mkdir(parents=True, exist_ok=True)
    with lock.open("w") as file:
        if sys.platform != "win32":
            fcntl.flock(file, fcntl.LOCK_EX)
        yield


_PRINTS = """
import importlib, sys
from trio_patterns.testing import run
for module in sys.argv[1:]:
    run(importlib.import_module(module).main)
    print(end="\\0")
"""


def printed_by(*modules: str) -> list[str]:
    """Run the `main` of examples on a virtual clock, and return what each prints."""
    done = subprocess.run(
        [sys.executable, "-c", _PRINTS, *modules],
        cwd=examples_root(),
        capture_output=True,
        text=True,
        encoding="utf-8",
        env=os.environ | {"PYTHONIOENCODING": "utf-8"},
        check=True,
    )
    return done.stdout.split("\0")[:-1]
