"""What the README shows is in the files it names."""

from __future__ import annotations

import re
import tomllib
from html import unescape
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import terminal_picture
from counts import counted
from rich.text import Text

import trio_patterns
from trio_patterns.guide import callouts
from trio_patterns.guide.catalogue import load

if TYPE_CHECKING:
    from trio_patterns.guide.toolchain import Toolchain

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
SHOWN = re.findall(
    r"<!-- from (\S+): \w+ -->\n```\w+\n(.*?)```\n<!-- end -->", README, re.DOTALL
)


def test_something_is_shown() -> None:
    assert len(SHOWN) == 2


@pytest.mark.parametrize(("file", "code"), SHOWN)
def test_code_is_that_of_the_file(file: str, code: str) -> None:
    assert code in callouts.read((ROOT / file).read_text(encoding="utf-8")).text


def test_its_links_work_where_an_index_shows_it() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    hook = project["tool"]["hatch"]["metadata"]["hooks"]["fancy-pypi-readme"]
    (change,) = hook["substitutions"]
    there = re.sub(change["pattern"], change["replacement"], README)
    assert there != README
    prose = re.sub(r"```.*?```", "", there, flags=re.DOTALL)
    links = re.findall(r'(?:\]\(|src="|href=")([^)"]*)', prose)
    assert links
    assert [link for link in links if not link.startswith("https://")] == []


@pytest.mark.slow
def test_the_picture_shows_what_compare_prints(toolchain: Toolchain) -> None:
    """`python docs/_ext/terminal_picture.py` draws it anew."""
    del toolchain  # without Go it would say so
    assert "](docs/terminal.svg)" in README
    picture = terminal_picture.PICTURE.read_text(encoding="utf-8")
    lines = "".join(re.findall(r"<text[^>]*>([^<]*)</text>", picture))
    title = " ".join(("trio-patterns", *terminal_picture.ARGUMENTS))
    printed = Text.from_ansi(terminal_picture.shown()).plain
    assert "".join(unescape(lines).split()) == "".join((title + printed).split())


def test_the_address_of_the_repository_stands_in_one_place() -> None:
    """Until its owner has filled it in, nothing links to an address that is made up."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    address = project["project"].get("urls", {}).get("Source", "")
    named = {
        url
        for place in ("*.md", "docs/*.md", "docs/*.py", ".github/**/*.yml")
        for page in ROOT.glob(place)
        for url in re.findall(
            r"[\w.]+\.\w+/[\w-]+/trio[-_]patterns\b", page.read_text(encoding="utf-8")
        )
    }
    assert named <= {address.partition("://")[2]} - {""}


def test_most_pairs_print_the_same_lines() -> None:
    assert "Most print the same lines" in README
    counts = counted(load())
    assert counts["same lines"] > 2 * counts["different"]
    # There is no other kind.
    others = counts["different"] + counts["checked"]
    assert counts["same lines"] + others == counts["pairs"]


def test_the_workshop_has_as_many_exercises() -> None:
    assert "sixteen exercises" in README
    assert len(list((ROOT / "examples").glob("*/exercise"))) == 16


def test_every_helper_of_the_table_exists() -> None:
    table = README.partition("| Go | `trio_patterns` | when you want |")[2].partition(
        "\n\n"
    )[0]
    helpers = {
        name
        for row in table.splitlines()[2:-1]
        for name in re.findall(r"`(\w+)`", row.split(" | ")[1])
    }
    assert helpers
    assert helpers <= set(trio_patterns.__all__)
