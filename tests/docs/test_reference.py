"""The reference: every public name has its entry, and a line of its overview."""

from __future__ import annotations

import posixpath
import zlib
from typing import TYPE_CHECKING

import pytest

import trio_patterns
import trio_patterns.testing
import trio_patterns.timeline
from tests import needed

if TYPE_CHECKING:
    from pathlib import Path

needed.guide()

NAMES = [
    f"{package.__name__}.{name}"
    for package in (trio_patterns, trio_patterns.testing, trio_patterns.timeline)
    for name in package.__all__
]


@pytest.fixture(scope="session")
def inventory(pages: Path) -> dict[str, str]:
    """Where the Python names are that other projects' documentation may link to."""
    packed = (pages / "objects.inv").read_bytes().split(b"\n", 4)[4]
    places: dict[str, str] = {}
    for line in zlib.decompress(packed).decode().splitlines():
        name, kind, _, place, *_ = line.split(" ")
        if kind.startswith("py:") and kind != "py:module":
            places[name] = place.replace("$", name)
    return places


def test_every_public_name_has_its_entry(inventory: dict[str, str]) -> None:
    assert [name for name in NAMES if name not in inventory] == []
    folders = {posixpath.dirname(inventory[name]) for name in NAMES}
    assert folders == {"reference"}


def test_the_overview_leads_to_each_of_them(
    pages: Path, inventory: dict[str, str]
) -> None:
    overview = (pages / "reference.html").read_text(encoding="utf-8")
    row = '<td><p><a class="reference internal" href="{}"'
    missing = [name for name in NAMES if row.format(inventory[name]) not in overview]
    assert missing == []
