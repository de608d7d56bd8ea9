"""What the tests of several modules share: `from tests.support import ...`."""

from __future__ import annotations

import gc
import importlib
import itertools
import os
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


def interrupted_everywhere(
    async_fn: Callable[[], Awaitable[object]],
    check: Callable[[], object],
    *modules: ModuleType,
) -> int:
    """Run it again and again, with a Ctrl-C at each next line of the modules.

    Only where that can come: not in what is protected. What the function raises, in a
    group or not, must be the `KeyboardInterrupt` alone. `check()` follows each run.
    Returns the number of runs.
    """
    files = {module.__file__ for module in modules}
    for number in itertools.count(1):
        left = number

        def trace(frame: FrameType, event: str, _: object) -> Any:
            nonlocal left
            if frame.f_code.co_filename not in files:
                return None
            if event == "line" and not trio.lowlevel.currently_ki_protected():
                left -= 1
                if left == 0:
                    raise KeyboardInterrupt
            return trace

        before = sys.gettrace()
        with warnings.catch_warnings():
            # A coroutine may be made and not awaited: Python has no way round that.
            warnings.simplefilter("ignore")
            try:
                sys.settrace(trace)
                run(async_fn)
            except* KeyboardInterrupt:
                pass
            finally:
                sys.settrace(before)
            gc.collect()
        check()
        if left > 0:
            return number
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


def printed_by(module: str) -> str:
    """Run the `main` of an example on a virtual clock, and return what it prints."""
    code = f"from trio_patterns.testing import run; import {module} as m; run(m.main)"
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=examples_root(),
        capture_output=True,
        text=True,
        encoding="utf-8",
        env=os.environ | {"PYTHONIOENCODING": "utf-8"},
        check=True,
    )
    return done.stdout
