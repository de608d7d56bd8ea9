"""A program for each cell of the phrasebook that names anyio: what the cell says is so.

A row that says "the same" is named by its text for Trio.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TypeAlias

Program: TypeAlias = Callable[[], Awaitable[None]]

# Each program with the cells that it stands for.
PROGRAMS: dict[Program, tuple[str, ...]] = {}


def proves(*cells: str) -> Callable[[Program], Program]:
    """Enter a program for these cells."""

    def enter(program: Program) -> Program:
        PROGRAMS[program] = cells
        return program

    return enter
