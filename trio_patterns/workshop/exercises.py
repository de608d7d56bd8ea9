"""The exercises: every folder `exercise` beside a pair of the examples.

Such a folder holds

- ``exercise.toml``, whose keys are the fields of `Exercise`;
- ``page.md``, the task. Its comments ``<!-- go -->`` and ``<!-- output -->`` stand for
  the Go original and for what it printed;
- ``start.py``, a program that runs and is wrong;
- ``check.py``, whose function ``check(harness)`` tries a program, see `harness`;
- ``attempts``, typical wrong programs. They are text files, since no tool should
  import, compile or mend them.

To add an exercise is to add a folder; nothing else is edited.
"""

from __future__ import annotations

import difflib
import importlib.util
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

from trio_patterns.guide import callouts, golden, tables
from trio_patterns.guide.catalogue import (
    Catalogue,
    CatalogueError,
    Construct,
    examples_root,
    load,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from trio_patterns.guide.output import Output

_HINTS = 3


class ExerciseError(CatalogueError):
    """An exercise's files are wrong, or there is no exercise of that name."""


@dataclass(frozen=True, eq=False)
class Exercise:
    """An exercise, beside the pair that solves it.

    `number` is its place in the course. `go` is the Go original and `solution` a Trio
    program that passes, both as paths below the construct's folder. `read` names the
    constructs to read next. `messages` are what a learner reads about ``start`` and
    about each attempt, by its name; ``...`` stands for what differs by the run.
    """

    construct: Construct
    number: int
    title: str
    task: str
    go: str
    solution: str
    hints: tuple[str, ...]
    read: tuple[str, ...]
    messages: dict[str, str]

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
        """Give the text of a program, without its callouts."""
        source = (self.construct.folder / program).read_text(encoding="utf-8")
        return callouts.read(source).text

    def recording(self) -> Output:
        """Give what the Go original printed."""
        output, _ = golden.read(self.construct, self.go)
        return output


def lines_of(output: Output) -> list[str]:
    """Give what a program printed as the pages show it, with stderr and the time."""
    lines = [
        line.text if line.seconds is None else f"{line.seconds:<7g}{line.text}"
        for line in output.lines
    ]
    lines += output.stderr.splitlines()
    if output.seconds is not None:
        lines.append(f"{output.seconds:<7g}(the end)")
    return lines


def exercises(root: Path | None = None) -> tuple[Exercise, ...]:
    """Give all exercises, in the order of the course.

    Raises:
        ExerciseError: One of them is not as it should be.
    """
    return _exercises(root or examples_root())


@cache
def _exercises(root: Path) -> tuple[Exercise, ...]:
    try:
        found = tables.read(root.glob("*/exercise/exercise.toml"))
    except tables.TableError as error:
        raise ExerciseError(str(error)) from error
    catalogue = load(root)
    read = [_exercise(catalogue, path, table) for path, table in found.items()]
    read.sort(key=lambda exercise: exercise.number)
    for one, next_ in pairwise(read):
        if one.number == next_.number:
            raise ExerciseError(f"{one.name} and {next_.name} are both {one.number}")
    return tuple(read)


def find(name: str) -> Exercise:
    """Give the exercise of this name or number, or of this file of the learner's.

    Raises:
        ExerciseError: There is none; the nearest names are in the message.
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


def check_of(exercise: Exercise) -> Callable[[Any], object]:
    """Give the function that tries a program, in a `Harness`; its file is run anew."""
    spec = importlib.util.spec_from_file_location(
        "exercise_check", exercise.folder / "check.py"
    )
    assert spec is not None
    assert spec.loader is not None
    check = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(check)
    function: Callable[[Any], object] = check.check
    return function


def _exercise(catalogue: Catalogue, path: Path, table: tables.Table) -> Exercise:
    construct = catalogue.find(path.parent.parent.name)
    try:
        values = tables.checked(Exercise, table, given=("construct",))
        exercise = Exercise(construct=construct, **values)
        for file in (exercise.go, exercise.solution):
            if not (construct.folder / file).is_file():
                raise ValueError(f"there is no file {file!r}")
        if len(exercise.hints) != _HINTS:
            raise ValueError(f"{len(exercise.hints)} hints, not {_HINTS}")
        for file in ("page.md", "start.py", "check.py"):
            if not (exercise.folder / file).is_file():
                raise ValueError(f"there is no {file}")
        tried = {path.name.removesuffix(".py.txt") for path in exercise.attempts}
        if {"start", *tried} != set(exercise.messages):
            raise ValueError("messages: not one for start.py and for each attempt")
    except (TypeError, ValueError) as error:
        raise ExerciseError(f"{path}: {error}") from error
    return exercise
