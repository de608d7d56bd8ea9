"""The pictures in the guide are those of the programs as they are now."""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from trio_patterns.guide import running, tracing
from trio_patterns.guide.catalogue import Construct, load
from trio_patterns.guide.forks import Forks

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from typing import NoReturn

FOLDER = Path(__file__).parents[2] / "docs" / "pictures"
# In which line of a call over several a task waits: Python 3.13 says another one.
_SAME_LINES = sys.version_info[:2] == (3, 11)


def compared(picture: Path) -> str:
    text = picture.read_text(encoding="utf-8")
    return text if _SAME_LINES else re.sub(r"(?<=\.py:)\d+", "?", text)


@pytest.fixture(scope="module")
def forks() -> Iterator[Forks]:
    with Forks() as forks:
        yield forks


@pytest.mark.slow
@pytest.mark.parametrize("construct", load().constructs, ids=lambda c: c.name)
def test_pictures_are_current(
    construct: Construct,
    forks: Forks,
    tmp_path: Path,
    lacks: Callable[[str], NoReturn],
) -> None:
    stale: list[str] = []
    for name, pair in tracing.pictures(construct).items():
        if missing := running.missing(pair):
            lacks(missing)
        drawn = tracing.save_in_virtual_time(construct, pair, tmp_path / name, forks)
        there = (FOLDER / name).exists()
        if drawn != there or (
            drawn and compared(tmp_path / name) != compared(FOLDER / name)
        ):
            stale.append(name)
    assert not stale, (
        f"not current in docs/pictures: {', '.join(stale)}; this mends it: "
        f"trio-patterns trace {construct.name} --all -o docs/pictures"
    )


def test_every_picture_has_its_program() -> None:
    names = {name for c in load().constructs for name in tracing.pictures(c)}
    extra = {path.name for path in FOLDER.glob("*.svg")} - names
    assert not extra, "this mends it: trio-patterns trace --all -o docs/pictures"
