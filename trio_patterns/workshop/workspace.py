"""The learner's folder: a page and a program for each exercise, side by side.

Nothing of the learner's is ever overwritten: every file is created, and a file that
exists is left as it is. Whether an exercise is done is for the check to say: the folder
holds no other state.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from trio_patterns.guide.catalogue import examples_root

from .exercises import exercises

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from .exercises import Exercise

# What the programs import, as all the examples do.
_PACKAGES = ("plainlog/__init__.py", "datacenter/__init__.py")

_README = """\
# The exercises

Go's concurrency, done in Trio. Each exercise is a page to read and a program to mend:
the program runs, and is wrong. Begin with `{first_page}` and `{first}`.

    {program} learn              what is done; then checks each file that you save
    {program} learn check        checks the exercise that is next
    {program} learn hint         a hint for it; there are three
    {program} learn solution     a program that passes, and what to read next
    {program} learn reset NAME   begins anew, and keeps a copy of yours

Run these in this folder. The programs run by themselves too: `{python} {first}`.
`plainlog` and `datacenter` are what they import; there is nothing to do in them.
"""


@dataclass(frozen=True)
class Workspace:
    """A folder with exercises in it."""

    folder: Path

    def exists(self) -> bool:
        """Tell whether there is any exercise here."""
        return any(self.program(exercise).exists() for exercise in exercises())

    def program(self, exercise: Exercise) -> Path:
        """Give the path of the learner's program for an exercise."""
        return self.folder / exercise.file

    def is_begun(self, exercise: Exercise) -> bool:
        """Tell whether the program exists, and differs from the start."""
        path = self.program(exercise)
        return path.exists() and path.read_bytes() != exercise.start.encode()

    def write(
        self, program: str = "trio-patterns", python: str = "python"
    ) -> tuple[list[str], list[str]]:
        """Write all the exercises; give the files written, and those left alone.

        The README of the folder tells the learner to call `program` and `python`.
        """
        first = exercises()[0]
        texts = {
            "README.md": _README.format(
                first=first.file,
                first_page=first.page_file,
                program=program,
                python=python,
            )
        }
        for package in _PACKAGES:
            texts[package] = (examples_root() / package).read_text(encoding="utf-8")
        for exercise in exercises():
            texts[exercise.page_file] = exercise.page
            texts[exercise.file] = exercise.start
        written: list[str] = []
        kept: list[str] = []
        for name, text in texts.items():
            path = self.folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            (written if _create(path, text) else kept).append(name)
        return written, kept

    def reset(self, exercise: Exercise) -> Path | None:
        """Write the start of an exercise again; give the copy of the old program."""
        path = self.program(exercise)
        copy = None
        if path.exists():
            copy = next(free for free in _copies(path) if not free.exists())
            # A move: whatever happens next, the learner's text is in one of the files.
            path.rename(copy)
        _create(path, exercise.start)
        return copy

    def snapshot(self) -> dict[Exercise, tuple[int, int]]:
        """Give the time and the size of each program; a save changes them."""
        found: dict[Exercise, tuple[int, int]] = {}
        for exercise in exercises():
            try:
                status = self.program(exercise).stat()
            except FileNotFoundError:
                continue
            found[exercise] = status.st_mtime_ns, status.st_size
        return found

    def saved(self, wait: Callable[[], object]) -> Iterator[Exercise]:
        """Yield each exercise whose program is saved, for ever.

        `wait` is called between two looks. A file counts as saved when two looks agree
        on it: some editors write it in two steps.
        """
        checked = before = self.snapshot()
        while True:
            wait()
            now = self.snapshot()
            for exercise, state in now.items():
                if state != checked.get(exercise) and state == before.get(exercise):
                    checked = {**checked, exercise: state}
                    yield exercise
            before = now


def _create(path: Path, text: str) -> bool:
    """Write a new file; give False if the file exists, and leave it."""
    try:
        with path.open("x", encoding="utf-8", newline="\n") as file:
            file.write(text)
    except FileExistsError:
        return False
    return True


def _copies(path: Path) -> Iterator[Path]:
    number = 1
    while True:
        yield path.with_name(f"{path.stem}.kept{number}.py")
        number += 1
