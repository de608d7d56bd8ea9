"""What the pages of the constructs show of their programs, and where they lead."""

from __future__ import annotations

import re
from html import unescape
from typing import TYPE_CHECKING

import pytest

from tests import needed
from trio_patterns.guide import callouts
from trio_patterns.guide.catalogue import examples_root, load

if TYPE_CHECKING:
    from pathlib import Path

needed.guide()

NAMES = [construct.name for construct in load().constructs]
PROGRAM = re.compile(r'(?s)<div class="code" translate="no">(.*?)</div>')


def text(html: str) -> str:
    """The text of a part of a page."""
    return unescape(re.sub("<[^>]*>", "", html))


def read(pages: Path, name: str) -> str:
    return (pages / "constructs" / f"{name}.html").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", NAMES)
def test_what_is_shown(pages: Path, name: str) -> None:
    construct = load().find(name)
    sources = [
        (construct.folder / side.program).read_text(encoding="utf-8")
        for pair in construct.pairs
        for side in pair.sides
    ]
    html = read(pages, name)
    _, _, below = html.partition('class="pair-box"')
    for program, source in zip(PROGRAM.findall(below), sources, strict=True):
        # All of it is there to be copied, with its indents.
        whole = text(re.sub("<summary>.*?</summary>", "", program))
        assert whole.rstrip("\n") == callouts.read(source).text
        # Nothing that is said to tools.
        assert not re.search("# (noqa|pyright|type: ignore)", text(program))
        # First comes what the program is about; what all have is folded away.
        unfolded = re.sub("(?s)<details>.*?</details>", "", program)
        first = text(unfolded).lstrip().partition("\n")[0]
        assert not first.startswith(("package ", "import ", "from ", '"""')), first
    # Outputs are the same on each machine.
    assert str(examples_root()) not in html


def test_a_head_is_named_by_what_is_in_it(pages: Path) -> None:
    folded = {
        name: re.findall("<summary>(.*?)</summary>", read(pages, name))[:2]
        for name in ("hedged", "channel_table")
    }
    assert folded == {
        "hedged": ["package, imports", "imports"],
        "channel_table": ["comment, package, imports", "docstring, imports"],
    }


def test_a_report_keeps_its_indent(pages: Path) -> None:
    report = text(read(pages, "deadlock"))
    assert '\n    File "examples/deadlock/main.py", line ' in report
    assert "\n      async with trio.open_nursery() as nursery:\n" in report
    assert "\nExceptionGroup: " in text(read(pages, "except_around_nursery"))


@pytest.mark.parametrize(("name", "fast"), [("hedged", " --fast"), ("deadlock", "")])
def test_a_page_says_how_to_run_it(pages: Path, name: str, fast: str) -> None:
    said = " ".join(text(read(pages, name)).split())
    assert (
        f"trio-patterns run {name}{fast} runs it, trio-patterns compare {name} runs "
        "both sides. Start says how to get the command." in said
    )


def test_a_page_leads_to_its_relatives_and_they_back(pages: Path) -> None:
    for name, other, title in (
        ("hedged", "hedged_traps", "Four ways to get hedged requests wrong"),
        ("hedged_traps", "hedged", "Hedged requests"),
    ):
        html = re.sub("</?span[^>]*>", "", read(pages, name))
        after = html.partition("In this guide")[2].partition("</ul>")[0]
        assert f'href="{other}.html">{title}</a>' in after
