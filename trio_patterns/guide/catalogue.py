"""The catalogue: every folder of `examples/` that holds a `construct.toml`.

A construct is a folder with a Go original, its Trio translation and its metadata. The
command line, the parity tests and the docs all read the folders through this module;
adding a construct means adding a folder. What the metadata may say stands in the
docstrings of `Construct`, `Step` and `Ending`; anything else is an error that names
the file.
"""

from __future__ import annotations

import difflib
import re
import tomllib
from dataclasses import dataclass, field, fields
from functools import cache
from pathlib import Path
from typing import Any, Literal, NamedTuple

CHAPTERS = {
    "A": "Foundations",
    "B": "The sync package",
    "C": "Channels",
    "D": "select and time",
    "E": "Patterns, on one project",
    "F": "The rest of Go's toolbox",
    "G": "Hazards",
}

Compare = Literal["lines", "groups", "check", "different"]
Clock = Literal["virtual", "real"]


class CatalogueError(Exception):
    """A folder's metadata is wrong, or a construct of that name does not exist."""


@dataclass(frozen=True)
class Ending:
    """How one side ends, where the two differ by design.

    `lines` are regular expressions, one for each line; `stderr` is one that is
    searched for.
    """

    exit: int
    lines: tuple[str, ...]
    stderr: str | None = None
    seconds: float | None = None


class Note(NamedTuple):
    """What the lines with this mark do, on both sides; see `marks`."""

    number: int
    text: str


@dataclass(frozen=True)
class Step:
    """A Go program beside its Trio twin, and how their outputs compare.

    `compare` is one of:

    - `lines`: line by line;
    - `groups`: as groups of lines whose inner order neither language promises, of the
      sizes in `groups`;
    - `check`: by the function `check(outcome)` in the folder's `check.py`, which each
      side must satisfy;
    - `different`: by design; `why` says why, `go_ends` and `trio_ends` what each does.

    `ids` is a regular expression whose group 1 differs from run to run but recurs
    within one. `seconds` is what the whole run takes on the virtual clock. `race`
    says that the Go original has a data race, as its lesson. `needs` are the modules
    outside the standard library and Trio that the twin imports; the `examples` extra
    brings them. `notes` explain the marked lines, by the numbers of their marks.
    """

    go: str
    trio: str
    compare: Compare
    title: str = ""
    groups: tuple[int, ...] = ()
    ids: str | None = None
    seconds: float | None = None
    race: bool = False
    needs: tuple[str, ...] = ()
    why: str = ""
    go_ends: Ending | None = None
    trio_ends: Ending | None = None
    notes: tuple[Note, ...] = ()


@dataclass(frozen=True)
class Construct:
    """A folder of `examples/`: a construct of Go, and what it is in Trio.

    `go_names` and `trio_names` are the names that lead to it. On the virtual clock
    the Go original runs in a `testing/synctest` bubble and the twin on a
    `trio.testing.MockClock`, and the times of the lines are compared too. `watch` is
    what to watch for: the mistakes that are near.
    """

    folder: Path
    row: str
    title: str
    question: str
    lesson: str
    go_names: tuple[str, ...]
    trio_names: tuple[str, ...]
    steps: tuple[Step, ...]
    clock: Clock = "virtual"
    watch: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """The folder's name, by which the command line knows it."""
        return self.folder.name

    @property
    def chapter(self) -> str:
        """The title of the chapter that its row belongs to."""
        return CHAPTERS[self.row[0]]

    @property
    def place(self) -> tuple[str, int]:
        """Where it stands in the order of the chapters."""
        return self.row[0], int(self.row[1:])

    def mentions(self, text: str) -> bool:
        """Tell whether its name, row, title, question or one of its names has it."""
        texts = (self.name, self.row, self.title, self.question)
        wanted = text.lower()
        return any(
            wanted in candidate.lower()
            for candidate in (*texts, *self.go_names, *self.trio_names)
        )

    def module(self, program: str) -> str:
        """The name under which Python imports one of its Trio programs."""
        return f"{self.name}.{program.removesuffix('.py').replace('/', '.')}"


@dataclass(frozen=True)
class Catalogue:
    """All constructs, in the order of the chapters."""

    root: Path
    constructs: tuple[Construct, ...] = field(repr=False)

    def find(self, name: str) -> Construct:
        """Give the construct of this name or row.

        Raises:
            CatalogueError: there is none; the nearest names are in the message.
        """
        for construct in self.constructs:
            if name.lower() in (construct.name, construct.row.lower()):
                return construct
        names = [construct.name for construct in self.constructs]
        near = difflib.get_close_matches(name.lower(), names, n=3, cutoff=0.5)
        hint = f"; did you mean {' or '.join(near)}?" if near else ""
        raise CatalogueError(f"there is no construct {name!r}{hint}")


def examples_root() -> Path:
    """The folder of the examples: inside an installed package, or in the checkout."""
    installed = Path(__file__).parent / "examples"
    return installed if installed.exists() else Path(__file__).parents[2] / "examples"


@cache
def load(root: Path | None = None) -> Catalogue:
    """Read all the folders.

    Raises:
        CatalogueError: a folder's metadata is wrong.
    """
    root = root or examples_root()
    found = [_read(path) for path in root.glob("*/construct.toml")]
    found.sort(key=lambda construct: construct.place)
    return Catalogue(root, tuple(found))


def _read(path: Path) -> Construct:
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8"))
        steps = tuple(_step(path.parent, step) for step in table.pop("step"))
        construct = Construct(
            folder=path.parent, steps=steps, **_checked(Construct, table)
        )
        if re.fullmatch(f"[{''.join(CHAPTERS)}][1-9][0-9]*", construct.row) is None:
            raise ValueError(f"row = {construct.row!r} names no chapter and number")
        if construct.clock not in ("virtual", "real"):
            raise ValueError(f"clock = {construct.clock!r} is neither virtual nor real")
    except (KeyError, TypeError, ValueError) as error:
        raise CatalogueError(f"{path}: {error}") from error
    return construct


def _step(folder: Path, table: dict[str, Any]) -> Step:
    for side in ("go_ends", "trio_ends"):
        if side in table:
            table[side] = Ending(**_checked(Ending, table[side]))
    if "notes" in table:
        notes = dict(table["notes"]).items()
        table["notes"] = sorted(Note(int(number), text) for number, text in notes)
    step = Step(**_checked(Step, table))
    for program in (step.go, step.trio):
        if not (folder / program).is_file():
            raise ValueError(f"there is no file {program!r}")
    needs = {
        "lines": True,
        "groups": step.groups,
        "check": (folder / "check.py").is_file(),
        "different": step.why and step.go_ends and step.trio_ends,
    }
    if step.compare not in needs:
        raise ValueError(f"compare = {step.compare!r} is none of {', '.join(needs)}")
    if not needs[step.compare]:
        raise ValueError(f"compare = {step.compare!r} lacks what it needs")
    return step


def _checked(kind: type, table: dict[str, Any]) -> dict[str, Any]:
    """The table with its lists as tuples; a key that `kind` lacks is an error."""
    known = {item.name for item in fields(kind)}
    if unknown := sorted(set(table) - known):
        raise ValueError(f"{', '.join(unknown)}: no such key of a {kind.__name__}")
    return {key: _frozen(value) for key, value in table.items()}


def _frozen(value: Any) -> Any:
    """A list of TOML as a tuple; anything else as it is."""
    return (*value,) if hasattr(value, "append") else value
