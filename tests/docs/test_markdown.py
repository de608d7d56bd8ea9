"""The Markdown copy of each page, for those who ask an assistant."""

from __future__ import annotations

import importlib
import posixpath
import re
from typing import TYPE_CHECKING
from urllib.parse import unquote

import pytest

from tests import needed
from trio_patterns.guide.catalogue import load

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path
    from types import ModuleType

needed.guide()

# Pages of the theme and of Sphinx, which have nothing to read.
OTHERS = {"404.html", "genindex.html", "search.html"}
# What stands in a fence or in backticks is code, and may look like anything.
CODE = re.compile(r"^( *)(`{3,}).*?^\1\2$|``.+?``|`[^`\n]+`", re.MULTILINE | re.DOTALL)


def copies(pages: Path) -> dict[str, str]:
    return {
        str(path.relative_to(pages)): path.read_text(encoding="utf-8")
        for path in sorted(pages.rglob("*.md"))
        if "_static" not in path.parts  # licences of the live pages' parts
    }


def prose(text: str) -> str:
    return CODE.sub("CODE", text)


def links(text: str) -> Iterator[str]:
    for link in re.findall(r"\]\(([^)\s]+)\)", prose(text)):
        if not re.match(r"[a-z]+:", link):
            yield unquote(link)


def test_each_page_has_a_copy_and_leads_to_it(pages: Path) -> None:
    for page in pages.rglob("*.html"):
        name = str(page.relative_to(pages))
        if name in OTHERS or name.startswith("_static"):
            continue
        html = page.read_text(encoding="utf-8")
        (link,) = re.findall(
            r'<link rel="alternate" type="text/markdown" href="([^"]+)">', html
        )
        copy = page.parent / link
        assert copy == page.with_suffix(".md")
        assert copy.read_text(encoding="utf-8").startswith("# ")


def test_no_directive_and_no_role_is_left(pages: Path) -> None:
    found = {
        name: left
        for name, text in copies(pages).items()
        if (left := re.findall(r"\{[\w-]+\}`|^:::+|`{3,}\{|</?\w+[ >]", prose(text)))
    }
    assert found == {}
    fences = {line for text in copies(pages).values() for line in opened(text)}
    assert fences <= {
        "go",
        "python",
        "text",
        "console",
        "sh",
        "toml",
        "yaml",
        "ini",
        "",
    }


def opened(text: str) -> list[str]:
    """The languages of the blocks of code."""
    marks = re.findall(r"^ *`{3,}(.*)$", text, re.MULTILINE)
    return marks[::2]


def test_the_links_of_the_copies_lead_somewhere(pages: Path) -> None:
    broken = {
        (name, link)
        for name, text in copies(pages).items()
        for link in links(text)
        if not (pages / posixpath.dirname(name) / link).is_file()
    }
    assert broken == set()


def test_the_list_for_assistants_names_every_page(pages: Path) -> None:
    index = (pages / "llms.txt").read_text(encoding="utf-8")
    listed = re.findall(r"^- \[.+?\]\(([\w/]+\.md)\): \S", index, re.MULTILINE)
    # A chapter is its constructs.
    there = {name for name in copies(pages) if not name.startswith("chapters/")}
    assert len(set(listed)) == len(listed)
    assert set(listed) == there


def test_a_page_keeps_its_programs_outputs_tables_and_links(pages: Path) -> None:
    copy = copies(pages)
    start = copy["start.md"]
    assert "Go (`goroutine/waiting/main.go`):\n\n```go\nfunc work" in start
    assert "Trio (`goroutine/main.py`):\n\n```python\nasync def work" in start
    assert "(constructs/goroutine.md)" in start
    assert "| goroutine | task | a function that runs beside others |" in start
    assert "prints:\n\n```text\n" in start
    assert "- Lines marked [1]: " in copy["read_go.md"]
    assert "[`errors.Join`](https://pkg.go.dev/errors#Join)" in copy["phrasebook.md"]
    assert "**Returns**" in copy["reference/racing.md"]
    assert "**`async trio_patterns.race(" in copy["reference/racing.md"]


def test_a_copy_of_a_construct_has_its_programs_notes_and_outputs(pages: Path) -> None:
    copy = copies(pages)["constructs/hedged.md"]
    construct = load().find("hedged")
    pair = construct.pairs[0]
    assert "```go\npackage main\n" in copy
    assert "async def hedged(" in copy
    assert all(f"Lines marked [{n.number}]: {n.text}" in copy for n in pair.notes)
    assert "Both print:\n\n```text\n0 s  INFO launching find datacenter=SBG\n" in copy
    assert all(text in copy for text in construct.watch)
    assert all(f"]({name}.md)" in copy for name in construct.see)


@pytest.fixture
def markdown() -> ModuleType:
    """The module that writes it; it needs what builds the site."""
    needed.sphinx()
    return importlib.import_module("markdown_text")


def test_what_has_no_markdown_is_an_error(markdown: ModuleType) -> None:
    nodes = importlib.import_module("docutils.nodes")
    page = nodes.document(None, None)
    page += nodes.paragraph("", "text")
    assert markdown.MarkdownText(str).page(page) == "text\n"
    page += nodes.topic()
    with pytest.raises(NotImplementedError, match="no Markdown for topic"):
        markdown.MarkdownText(str).page(page)


@pytest.mark.parametrize(
    ("uri", "link"),
    [
        ("https://example.com/a.html#b", "https://example.com/a.html#b"),
        ("#place", ""),
        ("../start.html#place", "../start.md"),
        ("hedged.html", "hedged.md"),
        ("../genindex.html#A", "../genindex.html#A"),
        ("../_static/a.svg", "../_static/a.svg"),
    ],
)
def test_links_lead_to_copies_where_there_are_some(
    markdown: ModuleType, uri: str, link: str
) -> None:
    copies = {"start", "constructs/hedged"}
    assert markdown.link_from("constructs/once", uri, copies) == link


def test_a_copy_of_an_exercise_names_its_hints(pages: Path) -> None:
    copy = (pages / "exercises" / "hedged.md").read_text(encoding="utf-8")
    _, _, help_ = copy.partition("## Stuck?")
    heads = re.findall(r"^\*\*(.*)\*\*$", help_, re.MULTILINE)
    assert heads[0] == "Hint 1"
    assert heads[-1] == "A program that passes"
