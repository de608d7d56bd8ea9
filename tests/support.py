"""What the tests of several modules share: `from tests.support import ...`."""

from __future__ import annotations

import gc
import importlib
import os
import subprocess
import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING

import trio

from trio_patterns.guide.catalogue import examples_root
from trio_patterns.testing import run

if sys.platform != "win32":
    import fcntl

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Generator
    from pathlib import Path


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
