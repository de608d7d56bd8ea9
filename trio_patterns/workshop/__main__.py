"""The process in which a learner's file is graded; see `grader`."""

from __future__ import annotations

import contextlib
import os
import sys
from functools import partial
from pathlib import Path
from typing import NoReturn

from trio_patterns.guide import mock_clock  # noqa: F401  # pyright: ignore[reportUnusedImport]

from .exercises import find
from .harness import Harness
from .limits import WatchdogThread

_MOST_MEMORY = 4 << 30


def main(name: str, path: str, verdict: str) -> NoReturn:
    """Grade a learner's file for the exercise `name`; write the verdict to a file."""
    exercise = find(name)
    _limit_memory()
    written = Path(verdict)
    dump = written.with_suffix(".dump").open("w", encoding="utf-8")
    harness = Harness(
        exercise,
        Path(path),
        lambda verdict: verdict.write(written),
        partial(WatchdogThread, dump=dump),
    )
    try:
        harness.grade()
    except Exception as error:  # noqa: BLE001  # nobody above would report it
        fault = f"{type(error).__name__}: {error}"
        written.with_suffix(".fault").write_text(fault, encoding="utf-8")
    os._exit(1)


def _limit_memory() -> None:
    """Limit the memory, where the system can: a program that eats it fails alone."""
    try:
        import resource  # noqa: PLC0415  # not on Windows
    except ImportError:
        return
    with contextlib.suppress(ValueError, OSError):  # Not every system allows it.
        _, hard = resource.getrlimit(resource.RLIMIT_AS)
        resource.setrlimit(resource.RLIMIT_AS, (_MOST_MEMORY, hard))


if __name__ == "__main__":
    main(*sys.argv[1:])
