"""What the phrasebook says of anyio is so on both of its backends."""

from __future__ import annotations

import sys

import anyio
import pytest
from phrases import read

from .anyio_cells import PROGRAMS, Program, channels, outside, tasks

MODULES = (channels, outside, tasks)
# Rows of "the same" whose text for Trio has nothing of Trio in it.
OF_PYTHON = {
    "a `dict`: `get`, `[]`, `pop`, `items`, `clear`",
    "`dict.setdefault`, `dict.pop`, two lines",
    "an `if` without `await`",
    "a method call",
    "an object with a count and a time, without a lock",
}


def test_every_cell_has_its_program() -> None:
    cells = {
        row.trio if row.anyio == "the same" else row.anyio
        for row in read().rows()
        if row.anyio
    }
    proved = {cell for cells in PROGRAMS.values() for cell in cells}
    assert cells - proved == OF_PYTHON
    assert proved <= cells


@pytest.mark.parametrize("backend", ["asyncio", "trio"])
@pytest.mark.parametrize("program", PROGRAMS, ids=lambda program: program.__name__)
def test_what_the_cell_says_is_so(program: Program, backend: str) -> None:
    if sys.platform == "win32" and "signal" in program.__name__:
        pytest.skip("Windows has other signals")
    anyio.run(program, backend=backend)
