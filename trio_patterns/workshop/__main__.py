"""The process in which a learner's file is graded; see `grader`."""

from __future__ import annotations

import contextlib
import importlib.util
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

from trio_patterns.guide.catalogue import importable

from .exercises import Exercise, find
from .harness import Harness

if TYPE_CHECKING:
    from collections.abc import Callable

_MOST_MEMORY = 4 << 30


def main(name: str, path: str, verdict: str) -> NoReturn:
    """Grade a learner's file for the exercise `name`; write the verdict to a file."""
    exercise = find(name)
    _limit_memory()
    harness = Harness(exercise, Path(path), Path(verdict))
    try:
        with importable(exercise.construct.folder.parent):
            harness.grade(_check_of(exercise))
    except Exception as error:  # noqa: BLE001  # nobody above would report it
        fault = f"{type(error).__name__}: {error}"
        Path(verdict).with_suffix(".fault").write_text(fault, encoding="utf-8")
    os._exit(1)


def _check_of(exercise: Exercise) -> Callable[[Harness], object]:
    spec = importlib.util.spec_from_file_location(
        "exercise_check", exercise.folder / "check.py"
    )
    assert spec is not None
    assert spec.loader is not None
    check = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(check)
    function: Callable[[Harness], object] = check.check
    return function


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
