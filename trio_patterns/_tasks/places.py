"""Where a task is: a line of the user's code, if there is one on its stack."""

from __future__ import annotations

import linecache
import sysconfig
from dataclasses import dataclass
from functools import lru_cache
from pathlib import PurePath
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Iterable
    from types import FrameType


@dataclass(frozen=True)
class Place:
    """A line of code."""

    file: str
    line: int
    function: str

    def __str__(self) -> str:
        return f'File "{self.file}", line {self.line}, in {self.function}'

    @property
    def code(self) -> str:
        """The text of the line; empty if it can't be had."""
        return linecache.getline(self.file, self.line).strip()


def place_of(inside_out: Iterable[FrameType]) -> Place | None:
    """Find the innermost line of the user's on a stack, or else of a library's.

    A library is what is installed: the standard library, and what is in site-packages.
    A line of Trio's own says no more than the wait does, and is never the place.
    """
    library_frame: FrameType | None = None
    for frame in inside_out:
        whose = _whose(module_of(frame), frame.f_code.co_filename)
        if whose == "user's":
            return _place(frame)
        if library_frame is None and whose == "a library's":
            library_frame = frame
    return None if library_frame is None else _place(library_frame)


def module_of(frame: FrameType) -> str:
    """Name the module that a frame's code belongs to."""
    name: str = frame.f_globals.get("__name__", "?")
    return name


def _place(frame: FrameType) -> Place:
    code = frame.f_code
    return _known_place(code.co_filename, frame.f_lineno, code.co_name)


_known_place = lru_cache(maxsize=1024)(Place)


# The examples are their reader's, though they lie inside the installed package.
_EXAMPLES = "trio_patterns.guide.examples"
_PACKAGE_FOLDERS = {"site-packages", "dist-packages"}
_STANDARD_LIBRARY = tuple(
    PurePath(sysconfig.get_path(name)) for name in ("stdlib", "platstdlib")
)


@lru_cache(maxsize=1024)
def _whose(module: str, file: str) -> Literal["user's", "a library's", "Trio's"]:
    if module.startswith(_EXAMPLES) or file.startswith("<doctest"):
        return "user's"
    package = module.partition(".")[0]
    # These two by name: they may run from a checkout.
    if package == "trio":
        return "Trio's"
    if package == "trio_patterns" or _is_installed(file):
        return "a library's"
    return "user's"


def _is_installed(file: str) -> bool:
    """Tell whether a file came with Python or a package.

    The files of a package that is installed as editable stay where its author works.
    """
    path = PurePath(file)
    return (
        file.startswith("<frozen ")
        or not _PACKAGE_FOLDERS.isdisjoint(path.parts)
        or any(map(path.is_relative_to, _STANDARD_LIBRARY))
    )
