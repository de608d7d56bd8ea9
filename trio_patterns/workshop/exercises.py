"""The exercises: every folder `exercise` beside a pair of the examples.

Such a folder holds

- ``exercise.toml``, whose keys are the fields of `Exercise`;
- ``page.md``, the task. Its comments ``<!-- go -->`` and ``<!-- output -->`` stand for
  the Go original and for what it printed;
- ``start.py``, a program that runs and is wrong;
- ``check.py``, whose function ``check(bench)`` judges a program, see `bench`;
- ``attempts``, typical wrong programs. They are text files, since no tool should
  import, compile or mend them.

To add an exercise is to add a folder; nothing else is edited.
"""

from __future__ import annotations

import difflib
import tomllib
from dataclasses import dataclass, fields
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

from trio_patterns.guide import marks, recordings
from trio_patterns.guide.catalogue import (
    CatalogueError,
    Construct,
    examples_root,
    load,
)

if TYPE_CHECKING:
    from trio_patterns.guide.outcome import Outcome

_HINTS = 3


class ExerciseError(CatalogueError):
    """An exercise is not as it should be, or there is none of that name."""


@dataclass(frozen=True, eq=False)
class Exercise:
    """An exercise, beside the pair that solves it.

    `number` is its place in the course. `go` is the Go original and `solution` a Trio
    program that passes, both as paths below the construct's folder. `read` names the
    constructs to read next. `told` is what a learner is told of ``start`` and of each
    attempt, by its name; what comes out differently now and then is written ``...``.
    """

    construct: Construct
    number: int
    title: str
    task: str
    go: str
    solution: str
    hints: tuple[str, ...]
    read: tuple[str, ...]
    told: dict[str, str]

    @property
    def name(self) -> str:
        """The name of the construct's folder."""
        return self.construct.name

    @property
    def folder(self) -> Path:
        """The folder of the exercise's own files."""
        return self.construct.folder / "exercise"

    @property
    def file(self) -> str:
        """What the learner's program is called."""
        return f"{self.number:02}_{self.name}.py"

    @property
    def page_file(self) -> str:
        """What the page beside the learner's program is called."""
        return f"{self.number:02}_{self.name}.md"

    @property
    def start(self) -> str:
        """The program that the learner begins with."""
        return (self.folder / "start.py").read_text(encoding="utf-8")

    @property
    def solution_text(self) -> str:
        """A program that passes."""
        return self._shown(self.solution)

    @property
    def page(self) -> str:
        """The task, with the Go original and what it printed."""
        go = self._shown(self.go)
        output = "\n".join(lines_of(self.recording()))
        text = (self.folder / "page.md").read_text(encoding="utf-8")
        text = text.replace("<!-- go -->", f"```go\n{go.expandtabs(4)}\n```")
        text = text.replace("<!-- output -->", f"```text\n{output}\n```")
        return f"# {self.number}. {self.title}\n\n{text}"

    @property
    def attempts(self) -> tuple[Path, ...]:
        """The typical wrong programs."""
        return tuple(sorted((self.folder / "attempts").glob("*.py.txt")))

    def _shown(self, program: str) -> str:
        """A program as one reads it, without the marks that tie it to another one."""
        source = (self.construct.folder / program).read_text(encoding="utf-8")
        return marks.read(source).text

    def recording(self) -> Outcome:
        """What the Go original printed."""
        outcome, _ = recordings.read(self.construct, self.go)
        return outcome


def lines_of(outcome: Outcome) -> list[str]:
    """What a program printed, as the pages show it, an error and the time included."""
    lines = [
        line.text if line.seconds is None else f"{line.seconds:<7g}{line.text}"
        for line in outcome.lines
    ]
    lines += outcome.stderr.splitlines()
    if outcome.seconds is not None:
        lines.append(f"{outcome.seconds:<7g}(the end)")
    return lines


@cache
def exercises(root: Path | None = None) -> tuple[Exercise, ...]:
    """All exercises, in the order of the course.

    Raises:
        ExerciseError: one of them is not as it should be.
    """
    root = root or examples_root()
    found = [_read(path, root) for path in root.glob("*/exercise/exercise.toml")]
    found.sort(key=lambda exercise: exercise.number)
    for one, next_ in pairwise(found):
        if one.number == next_.number:
            raise ExerciseError(f"{one.name} and {next_.name} are both {one.number}")
    return tuple(found)


def find(name: str) -> Exercise:
    """Give the exercise of this name or number, or of this file of the learner's.

    Raises:
        ExerciseError: there is none; the nearest names are in the message.
    """
    wanted = Path(name).stem.lower()
    for exercise in exercises():
        if wanted in (
            exercise.name,
            str(exercise.number),
            f"{exercise.number:02}",
            Path(exercise.file).stem,
        ):
            return exercise
    names = [exercise.name for exercise in exercises()]
    near = difflib.get_close_matches(wanted, names, n=2, cutoff=0.5)
    hint = f"; did you mean {' or '.join(near)}?" if near else ""
    raise ExerciseError(f"there is no exercise {name!r}{hint}")


def _read(path: Path, root: Path) -> Exercise:
    construct = load(root if root != examples_root() else None).find(
        path.parent.parent.name
    )
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8"))
        exercise = Exercise(construct=construct, **_checked(table))
        for file in (exercise.go, exercise.solution):
            if not (construct.folder / file).is_file():
                raise ValueError(f"there is no file {file!r}")
        if len(exercise.hints) != _HINTS:
            raise ValueError(f"{len(exercise.hints)} hints, not {_HINTS}")
        for file in ("page.md", "start.py", "check.py"):
            if not (exercise.folder / file).is_file():
                raise ValueError(f"there is no {file}")
        tried = {path.name.removesuffix(".py.txt") for path in exercise.attempts}
        if {"start", *tried} != set(exercise.told):
            raise ValueError("told: not what start.py and each attempt is told")
    except (TypeError, ValueError) as error:
        raise ExerciseError(f"{path}: {error}") from error
    return exercise


def _checked(table: dict[str, Any]) -> dict[str, Any]:
    known = {item.name for item in fields(Exercise)} - {"construct"}
    if unknown := sorted(set(table) - known):
        raise ValueError(f"{', '.join(unknown)}: no such key of an exercise")
    if missing := sorted(known - set(table)):
        raise ValueError(f"{', '.join(missing)}: missing")
    frozen = {key: tuple(table[key]) for key in ("hints", "read")}
    return {**table, **frozen}
