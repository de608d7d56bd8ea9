"""The process in which a program of the learner's is judged; see `judging`."""

from __future__ import annotations

import contextlib
import importlib.util
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

from .bench import Bench
from .exercises import Exercise, find

if TYPE_CHECKING:
    from collections.abc import Callable

_MOST_MEMORY = 4 << 30


def main(name: str, path: str, verdict: str) -> NoReturn:
    """Judge a file of the learner's: what the process of a check does."""
    exercise = find(name)
    sys.path.insert(0, str(exercise.construct.folder.parent))
    _limit_memory()
    bench = Bench(exercise, Path(path), Path(verdict))
    try:
        bench.judge(_check_of(exercise))
    except Exception as error:  # noqa: BLE001  there is nobody else to see it
        fault = f"{type(error).__name__}: {error}"
        Path(verdict).with_suffix(".fault").write_text(fault, encoding="utf-8")
        os._exit(1)


def _check_of(exercise: Exercise) -> Callable[[Bench], object]:
    spec = importlib.util.spec_from_file_location(
        "exercise_check", exercise.folder / "check.py"
    )
    assert spec is not None
    assert spec.loader is not None
    check = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(check)
    function: Callable[[Bench], object] = check.check
    return function


def _limit_memory() -> None:
    """Where the system can: a program that eats memory is to fail alone."""
    try:
        import resource  # noqa: PLC0415  not on Windows
    except ImportError:
        return
    with contextlib.suppress(ValueError, OSError):  # Not every system allows it.
        _, hard = resource.getrlimit(resource.RLIMIT_AS)
        resource.setrlimit(resource.RLIMIT_AS, (_MOST_MEMORY, hard))


if __name__ == "__main__":
    main(*sys.argv[1:])
