"""What the README shows is in the files it names."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest
from counts import counted

import trio_patterns
from trio_patterns.guide import callouts
from trio_patterns.guide.catalogue import load

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
    prose = re.sub(r"```.*?```", "", README, flags=re.DOTALL)
    links = re.findall(r'(?:\]\(|src="|href=")([^)"]*)', prose)
    assert links
    assert [link for link in links if not link.startswith("https://")] == []


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
