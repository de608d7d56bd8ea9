"""The phrasebook as data: `docs/phrasebook.toml`, and the names that stand in it.

What may stand in a row is told at the top of that file.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

DATA = Path(__file__).parents[1] / "phrasebook.toml"
DOTTED = re.compile(r"(?<![\w.])[A-Za-z_]\w*(?:\.\w+)+")


@dataclass(frozen=True)
class Row:
    """A construct of Go and what it is in Trio, in the words of the file."""

    go: str
    trio: str
    anyio: str = ""
    page: str = ""
    none: bool = False


@dataclass(frozen=True)
class Part:
    """A piece of a cell: text, or code that may stand for a name."""

    text: str
    code: bool = False
    name: str = ""


@dataclass(frozen=True)
class Phrasebook:
    """The file, read."""

    packages: dict[str, str]
    trio: dict[str, str]
    anyio: dict[str, str]
    pages: dict[str, str]
    sections: dict[str, list[Row]] = field(default_factory=dict[str, list[Row]])

    def rows(self) -> list[Row]:
        """All of them."""
        return [row for rows in self.sections.values() for row in rows]

    def go_parts(self, row: Row) -> list[Part]:
        """Its left cell. `.Name` belongs to the type before it."""
        result: list[Part] = []
        owner = ""
        for text, code in _pieces(row.go):
            name = ""
            if code and text.startswith("."):
                name = owner + text
            elif code and (found := DOTTED.search(text)):
                name = found[0] if found[0].partition(".")[0] in self.packages else ""
            if name:
                owner = ".".join(name.split(".")[:2])
            result.append(Part(text, code, name))
        return result

    def go_url(self, name: str) -> str:
        """Where Go's documentation tells of `sync.WaitGroup.Add`."""
        package, _, rest = name.partition(".")
        return f"https://pkg.go.dev/{self.packages[package]}#{rest}"

    def parts(self, cell: str, aliases: dict[str, str]) -> list[Part]:
        """Another cell, with the full names of what its code begins with."""
        return [
            Part(text, code, _full_name(text, aliases) if code else "")
            for text, code in _pieces(cell)
        ]


def _pieces(cell: str) -> Iterator[tuple[str, bool]]:
    for number, text in enumerate(cell.split("`")):
        if text:
            yield text, number % 2 == 1


def _full_name(code: str, aliases: dict[str, str]) -> str:
    for found in DOTTED.finditer(code):
        first, _, rest = found[0].partition(".")
        if first in aliases:
            return f"{aliases[first]}.{rest}"
    return ""


@cache
def read() -> Phrasebook:
    """Read the file."""
    table = tomllib.loads(DATA.read_text(encoding="utf-8"))
    sections = {
        section["title"]: [Row(**row) for row in section["rows"]]
        for section in table.pop("section")
    }
    return Phrasebook(**table, sections=sections)


def anyio_url(name: str) -> str:
    """Where anyio's documentation tells of a name."""
    return f"https://anyio.readthedocs.io/en/stable/api.html#{name}"
