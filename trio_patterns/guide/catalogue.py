"""The catalogue: every folder of `examples/` that holds a `construct.toml`.

A construct is a folder with a Go original, its Trio translation and its metadata. The
command line, the parity tests and the docs all read the folders through this module;
adding a construct means adding a folder. What the metadata may say stands in the
docstrings of `Construct`, `Pair` and `ExpectedEnding`; anything else is an error that
names the file.
"""

from __future__ import annotations

import difflib
import os
import re
import sys
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, NamedTuple, get_args

from trio_patterns.guide import tables
from trio_patterns.guide.errors import GuideError

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator


class Chapter(NamedTuple):
    """A chapter: its title, its page's name, and its construct for a first look."""

    title: str
    slug: str
    highlight: str


CHAPTERS = {
    "A": Chapter("Foundations", "foundations", "race_condition"),
    "B": Chapter("The sync package", "sync", "once"),
    "C": Chapter("Channels", "channels", "close_by_many"),
    "D": Chapter("select and time", "select", "simple_select"),
    "E": Chapter("Patterns, on one project", "patterns", "hedged"),
    "F": Chapter("The rest of Go's toolbox", "toolbox", "context_timeout"),
    "G": Chapter("Hazards", "hazards", "update_across_await"),
    "H": Chapter("Services", "services", "hub"),
}

Compare = Literal["lines", "groups", "check", "different"]
Failing = Literal["", "same", "panics", "different"]
Clock = Literal["virtual", "real"]
Language = Literal["go", "python"]
Judge = Literal["run", "build", "vet", "types"]
Lacking = Literal[
    "", "threads", "processors", "sockets", "signals", "processes", "files"
]

# What they are called who refuse a program, for the reader.
JUDGES = {"build": "go build", "vet": "go vet", "types": "mypy and pyright"}

_JUDGES_OF = {"go": ("run", "build", "vet"), "python": ("run", "types")}


class CatalogueError(GuideError):
    """A folder's metadata is wrong, or there is no construct of that name."""


@dataclass(frozen=True, kw_only=True)
class ExpectedEnding:
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
    """What the lines with the callout of this number do, on both sides."""

    number: int
    text: str


@dataclass(frozen=True)
class Signal:
    """A signal, sent when the program has printed a line in which `after` is found."""

    after: str
    send: Literal["SIGINT", "SIGTERM", "SIGQUIT", "SIGHUP", "SIGUSR1"]


@dataclass(frozen=True)
class NotInBrowser:
    """What a side needs that a browser lacks, so that its page can't run it.

    Neither language has `threads`, `sockets` or `processes` there. Go in WebAssembly
    has one of the `processors` and no preemption, no `signals` and no `files`; a Trio
    program has its signals, and needs threads for files.
    """

    go: Lacking = ""
    wrong: Lacking = ""
    trio: Lacking = ""


@dataclass(frozen=True)
class Side:
    """One of the programs of a pair, and how it ends if the metadata says so.

    `lacks_in_browser` is what it needs and a browser does not have; see `NotInBrowser`.
    """

    title: str
    language: Language
    program: str
    ends: ExpectedEnding | None
    lacks_in_browser: Lacking = ""

    @property
    def judge(self) -> Judge:
        """Who has the last word on the program."""
        return self.ends.judge if self.ends else "run"


@dataclass(frozen=True, kw_only=True)
class Pair:
    """A Go program beside its Trio twin, and how their outputs compare.

    Or a Trio program that goes `wrong` beside the one, `trio`, that mends it. A program
    may also stand alone, to be held to its ending.

    `compare` is one of:

    - `lines`: line by line;
    - `groups`: as groups of lines whose inner order neither language promises, of the
      sizes in `groups`;
    - `check`: by the function `check(output)` in the folder's `check.py`, which each
      side must satisfy;
    - `different`: by design; `why` says why, `go_ends`, `wrong_ends` and `trio_ends`
      what each does.

    `failing` says how the two compare when one of the datacenters that they ask fails:

    - `same`: they print the same lines at the same times, in whatever order;
    - `panics`: Go's `Find` has no error to return, so it panics and ends the process;
      in Trio the error leaves the program;
    - `different`: by design, and a note says how.

    `ids` is a regular expression whose group 1 differs from run to run but recurs
    within one. `seconds` is what the whole run takes on the virtual clock. `race`
    says that the Go original has a data race, as its lesson. `needs` are the modules
    outside the standard library and Trio that the twin imports; the `examples` extra
    brings them. `notes` explain the lines with callouts, by their numbers.
    `signals` are sent to each program, in their order, on the real clock. `picture` is
    false where a picture of the run would explain nothing.
    `not_in_browser` says what keeps a side from running in the reader's browser; each
    side that it does not name runs there.
    """

    compare: Compare
    go: str = ""
    wrong: str = ""
    trio: str = ""
    title: str = ""
    groups: tuple[int, ...] = ()
    failing: Failing = ""
    ids: str | None = None
    seconds: float | None = None
    race: bool = False
    needs: tuple[str, ...] = ()
    why: str = ""
    go_ends: ExpectedEnding | None = None
    wrong_ends: ExpectedEnding | None = None
    trio_ends: ExpectedEnding | None = None
    notes: tuple[Note, ...] = ()
    signals: tuple[Signal, ...] = ()
    picture: bool = True
    not_in_browser: NotInBrowser = NotInBrowser()

    @property
    def sides(self) -> tuple[Side, ...]:
        """The programs, in the order in which they are shown."""
        wrong, trio = ("Trio, wrong", "Trio, mended") if self.wrong else ("", "Trio")
        lacks = self.not_in_browser
        sides = (
            Side("Go", "go", self.go, self.go_ends, lacks.go),
            Side(wrong, "python", self.wrong, self.wrong_ends, lacks.wrong),
            Side(trio, "python", self.trio, self.trio_ends, lacks.trio),
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
    shows as well, such as hazards that its pairs run into. On the virtual clock
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
    pairs: tuple[Pair, ...]
    clock: Clock = "virtual"
    watch: tuple[str, ...] = ()
    also: tuple[str, ...] = ()
    see: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """The folder's name, by which the command line knows it."""
        return self.folder.name

    @property
    def path(self) -> str:
        """The path of its page in the guide."""
        return f"constructs/{self.name}"

    @property
    def names(self) -> tuple[str, ...]:
        """The names that lead to it."""
        return self.go_names + self.trio_names

    @property
    def chapter(self) -> str:
        """The title of the chapter that the row belongs to."""
        return CHAPTERS[self.row[0]].title

    @property
    def place(self) -> tuple[str, int]:
        """The letter and the number of the row, which put the constructs in order."""
        return self.row[0], int(self.row[1:])

    def programs(self, language: Language) -> Iterator[tuple[Pair, Side]]:
        """Yield the programs in a language in the order of the story, each once."""
        seen: set[tuple[str, Judge]] = set()
        for pair in self.pairs:
            for side in pair.sides:
                key = side.program, side.judge
                if side.language == language and key not in seen:
                    seen.add(key)
                    yield pair, side

    def module(self, program: str) -> str:
        """Give the name under which Python imports one of the Trio programs."""
        return f"{self.name}.{program.removesuffix('.py').replace('/', '.')}"


@dataclass(frozen=True)
class Catalogue:
    """All constructs, in the order of the chapters."""

    root: Path
    constructs: tuple[Construct, ...] = field(repr=False)

    def find(self, name: str) -> Construct:
        """Give the construct of this name or row.

        Raises:
            CatalogueError: There is none; the nearest names are in the message.
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
        """Give what to read next: the constructs in `see`, then those that see it."""
        named = [self.find(name) for name in construct.see]
        naming = [each for each in self.constructs if construct.name in each.see]
        return named + [each for each in naming if each not in named]


def examples_root() -> Path:
    """Give the folder of the examples.

    That is the one that the environment variable `TRIO_PATTERNS_EXAMPLES` names; else
    the one inside an installed package, or in the checkout.
    """
    if told := os.environ.get("TRIO_PATTERNS_EXAMPLES"):
        return Path(told).absolute()
    installed = Path(__file__).parent / "examples"
    return installed if installed.exists() else Path(__file__).parents[2] / "examples"


@contextmanager
def importable(root: Path) -> Generator[None, None, None]:
    """Let Python import the examples: they name each other by their folders' names."""
    sys.path.insert(0, str(root))
    try:
        yield
    finally:
        with suppress(ValueError):
            sys.path.remove(str(root))


def load(root: Path | None = None) -> Catalogue:
    """Read all the folders of the examples, once in a process.

    Raises:
        CatalogueError: A folder's metadata is wrong.
    """
    return _load(root or examples_root())


@cache
def _load(root: Path) -> Catalogue:
    kept = tables.user_cache("constructs.json") if root == examples_root() else None
    try:
        found = tables.read(root.glob("*/construct.toml"), kept)
    except tables.TableError as error:
        raise CatalogueError(str(error)) from error
    constructs = [_construct(path, table) for path, table in found.items()]
    constructs.sort(key=lambda construct: construct.place)
    names = {construct.name for construct in constructs}
    for construct in constructs:
        if unknown := sorted({*construct.see} - names):
            path = construct.folder / "construct.toml"
            raise CatalogueError(f"{path}: see: no construct {', '.join(unknown)}")
    return Catalogue(root, tuple(constructs))


def _construct(path: Path, table: tables.Table) -> Construct:
    try:
        own = {key: value for key, value in table.items() if key != "step"}
        construct = Construct(
            folder=path.parent,
            pairs=tuple(_pair(path.parent, pair) for pair in table["step"]),
            **tables.checked(Construct, own, given=("folder", "pairs")),
        )
        for row in (construct.row, *construct.also):
            if re.fullmatch(f"[{''.join(CHAPTERS)}][1-9][0-9]*", row) is None:
                raise ValueError(f"row = {row!r} names no chapter and number")
        if construct.clock not in ("virtual", "real"):
            raise ValueError(f"clock = {construct.clock!r} is neither virtual nor real")
    except (KeyError, TypeError, ValueError) as error:
        raise CatalogueError(f"{path}: {error}") from error
    return construct


def _pair(folder: Path, table: tables.Table) -> Pair:
    values = tables.checked(Pair, table)
    for ends in ("go_ends", "wrong_ends", "trio_ends"):
        if ends in values:
            values[ends] = _made(ExpectedEnding, values[ends])
    values["signals"] = tuple(_made(Signal, s) for s in values.get("signals", ()))
    values["not_in_browser"] = _made(NotInBrowser, values.get("not_in_browser", {}))
    notes = dict(values.get("notes", {})).items()
    values["notes"] = tuple(sorted(Note(int(number), text) for number, text in notes))
    pair = Pair(**values)
    _check_sides(folder, pair.sides)
    _check_rule(folder, pair)
    return pair


def _made(kind: type, table: tables.Table) -> Any:
    return kind(**tables.checked(kind, table))


def _check_rule(folder: Path, pair: Pair) -> None:
    """Raise if the pair lacks what its rule of comparison needs."""
    two = len(pair.sides) == 2
    needs = {
        "lines": two,
        "groups": two and pair.groups,
        "check": pair.sides and (folder / "check.py").is_file(),
        "different": pair.why and pair.sides and all(s.ends for s in pair.sides),
    }
    if pair.compare not in needs:
        raise ValueError(f"compare = {pair.compare!r} is none of {', '.join(needs)}")
    if not needs[pair.compare]:
        raise ValueError(f"compare = {pair.compare!r} lacks what it needs")
    if pair.failing not in get_args(Failing):
        known = ", ".join(get_args(Failing)[1:])
        raise ValueError(f"failing = {pair.failing!r} is none of {known}")


def _check_sides(folder: Path, sides: tuple[Side, ...]) -> None:
    if len(sides) > 2:
        raise ValueError("a pair has a go or a wrong program beside its trio, not both")
    for side in sides:
        if not (folder / side.program).is_file():
            raise ValueError(f"there is no file {side.program!r}")
        if side.judge not in _JUDGES_OF[side.language]:
            raise ValueError(f"judge = {side.judge!r} can't judge {side.program!r}")
        if side.lacks_in_browser not in get_args(Lacking):
            known = ", ".join(get_args(Lacking)[1:])
            raise ValueError(
                f"not_in_browser = {side.lacks_in_browser!r} is none of {known}"
            )
