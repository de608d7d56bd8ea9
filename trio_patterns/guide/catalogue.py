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
    "H": "Services",
}

Compare = Literal["lines", "groups", "check", "different"]
Clock = Literal["virtual", "real"]
Judge = Literal["run", "build", "vet", "types"]

# Who can judge a program of which language.
_JUDGES = {"go": ("run", "build", "vet"), "python": ("run", "types")}


class CatalogueError(Exception):
    """A folder's metadata is wrong, or a construct of that name does not exist."""


@dataclass(frozen=True, kw_only=True)
class Ending:
    """How one side ends, where the two differ by design.

    `lines` are regular expressions, one for each line; `stderr` is one that is
    searched for. A panic or a fatal error of Go is `exit = 2` and its text in `stderr`;
    an exception that leaves a Trio program is `exit = 1`.

    `hangs` says that the program stops in silence after the last of its `lines`: it
    gets so many seconds to prove it, and is killed, which makes `exit = -9`.

    `judge` says who has the last word on the program:

    - `run`: it runs;
    - `build`, `vet`: `go build` or `go vet` refuses the Go program;
    - `types`: mypy and pyright refuse the Trio program.

    A program that is refused ends with `exit = 1`, and `lines` are the messages. It
    stands in a folder whose name begins with `_`, which the normal build and the normal
    checks leave out.
    """

    exit: int
    lines: tuple[str, ...] = ()
    stderr: str | None = None
    seconds: float | None = None
    hangs: float | None = None
    judge: Judge = "run"


class Note(NamedTuple):
    """What the lines with this mark do, on both sides; see `marks`."""

    number: int
    text: str


@dataclass(frozen=True)
class Signal:
    """A signal for a program: `send`, when it has printed a line that has `after`."""

    after: str
    send: Literal["SIGINT", "SIGTERM", "SIGQUIT", "SIGHUP", "SIGUSR1"]


@dataclass(frozen=True)
class Side:
    """One of the programs of a step, and how it ends where that is said."""

    title: str
    language: Literal["go", "python"]
    program: str
    ends: Ending | None

    @property
    def judge(self) -> Judge:
        """Who has the last word on it."""
        return self.ends.judge if self.ends else "run"


@dataclass(frozen=True, kw_only=True)
class Step:
    """A Go program beside its Trio twin, and how their outputs compare.

    Or a Trio program that goes `wrong` beside the one, `trio`, that mends it. A program
    may also stand alone, to be held to its ending.

    `compare` is one of:

    - `lines`: line by line;
    - `groups`: as groups of lines whose inner order neither language promises, of the
      sizes in `groups`;
    - `check`: by the function `check(outcome)` in the folder's `check.py`, which each
      side must satisfy;
    - `different`: by design; `why` says why, `go_ends`, `wrong_ends` and `trio_ends`
      what each does.

    `ids` is a regular expression whose group 1 differs from run to run but recurs
    within one. `seconds` is what the whole run takes on the virtual clock. `race`
    says that the Go original has a data race, as its lesson. `needs` are the modules
    outside the standard library and Trio that the twin imports; the `examples` extra
    brings them. `notes` explain the marked lines, by the numbers of their marks.
    `signals` are sent to each program, in their order, on the real clock.
    """

    compare: Compare
    go: str = ""
    wrong: str = ""
    trio: str = ""
    title: str = ""
    groups: tuple[int, ...] = ()
    ids: str | None = None
    seconds: float | None = None
    race: bool = False
    needs: tuple[str, ...] = ()
    why: str = ""
    go_ends: Ending | None = None
    wrong_ends: Ending | None = None
    trio_ends: Ending | None = None
    notes: tuple[Note, ...] = ()
    signals: tuple[Signal, ...] = ()

    @property
    def sides(self) -> tuple[Side, ...]:
        """Its programs, in the order in which they are shown."""
        wrong, trio = ("Trio, wrong", "Trio, mended") if self.wrong else ("", "Trio")
        sides = (
            Side("Go", "go", self.go, self.go_ends),
            Side(wrong, "python", self.wrong, self.wrong_ends),
            Side(trio, "python", self.trio, self.trio_ends),
        )
        return tuple(side for side in sides if side.program)

    @property
    def has_a_run(self) -> bool:
        """Tell whether there is a Trio program that runs, which can be drawn."""
        refused = self.trio_ends is not None and self.trio_ends.judge != "run"
        return bool(self.trio) and not refused


@dataclass(frozen=True)
class Construct:
    """A folder of `examples/`: a construct of Go, and what it is in Trio.

    `go_names` and `trio_names` are the names that lead to it; `also` are rows that it
    shows as well, such as hazards that its steps run into. On the virtual clock
    the Go original runs in a `testing/synctest` bubble and the twin on a
    `trio.testing.MockClock`, and the times of the lines are compared too. `watch` is
    what to watch for: the mistakes that are near. `see` are the names of constructs to
    read next: first the hazards that it may run into, then its close relatives. The way
    back from each of them comes by itself.
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
    also: tuple[str, ...] = ()
    see: tuple[str, ...] = ()

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
        texts = (self.name, self.row, *self.also, self.title, self.question)
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
            rows = (construct.row, *construct.also)
            if name.lower() == construct.name or name.upper() in rows:
                return construct
        names = [construct.name for construct in self.constructs]
        near = difflib.get_close_matches(name.lower(), names, n=3, cutoff=0.5)
        hint = f"; did you mean {' or '.join(near)}?" if near else ""
        raise CatalogueError(f"there is no construct {name!r}{hint}")

    def related(self, construct: Construct) -> list[Construct]:
        """Give those to read next: the ones that it names, then those that name it."""
        named = [self.find(name) for name in construct.see]
        naming = [each for each in self.constructs if construct.name in each.see]
        return named + [each for each in naming if each not in named]


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
    names = {construct.name for construct in found}
    for construct in found:
        if unknown := sorted({*construct.see} - names):
            path = construct.folder / "construct.toml"
            raise CatalogueError(f"{path}: see: no construct {', '.join(unknown)}")
    return Catalogue(root, tuple(found))


def _read(path: Path) -> Construct:
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8"))
        steps = tuple(_step(path.parent, step) for step in table.pop("step"))
        construct = Construct(
            folder=path.parent, steps=steps, **_checked(Construct, table)
        )
        for row in (construct.row, *construct.also):
            if re.fullmatch(f"[{''.join(CHAPTERS)}][1-9][0-9]*", row) is None:
                raise ValueError(f"row = {row!r} names no chapter and number")
        if construct.clock not in ("virtual", "real"):
            raise ValueError(f"clock = {construct.clock!r} is neither virtual nor real")
    except (KeyError, TypeError, ValueError) as error:
        raise CatalogueError(f"{path}: {error}") from error
    return construct


def _step(folder: Path, table: dict[str, Any]) -> Step:
    for ends in ("go_ends", "wrong_ends", "trio_ends"):
        if ends in table:
            table[ends] = Ending(**_checked(Ending, table[ends]))
    if "signals" in table:
        table["signals"] = [Signal(**_checked(Signal, s)) for s in table["signals"]]
    if "notes" in table:
        notes = dict(table["notes"]).items()
        table["notes"] = sorted(Note(int(number), text) for number, text in notes)
    step = Step(**_checked(Step, table))
    _check_sides(folder, step.sides)
    a_pair = len(step.sides) == 2
    needs = {
        "lines": a_pair,
        "groups": a_pair and step.groups,
        "check": step.sides and (folder / "check.py").is_file(),
        "different": step.why and step.sides and all(s.ends for s in step.sides),
    }
    if step.compare not in needs:
        raise ValueError(f"compare = {step.compare!r} is none of {', '.join(needs)}")
    if not needs[step.compare]:
        raise ValueError(f"compare = {step.compare!r} lacks what it needs")
    return step


def _check_sides(folder: Path, sides: tuple[Side, ...]) -> None:
    if len(sides) > 2:
        raise ValueError("a step has a go or a wrong program beside its trio, not both")
    for side in sides:
        if not (folder / side.program).is_file():
            raise ValueError(f"there is no file {side.program!r}")
        if side.judge not in _JUDGES[side.language]:
            raise ValueError(f"judge = {side.judge!r} can't judge {side.program!r}")


def _checked(kind: type, table: dict[str, Any]) -> dict[str, Any]:
    """The table with its lists as tuples; a key that `kind` lacks is an error."""
    known = {item.name for item in fields(kind)}
    if unknown := sorted(set(table) - known):
        raise ValueError(f"{', '.join(unknown)}: no such key of {kind.__name__}")
    return {key: _frozen(value) for key, value in table.items()}


def _frozen(value: Any) -> Any:
    """A list of TOML as a tuple; anything else as it is."""
    return (*value,) if hasattr(value, "append") else value
