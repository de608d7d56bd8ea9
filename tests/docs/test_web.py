"""What each page says to search engines and assistants; the files beside the pages."""

from __future__ import annotations

import re
from html import unescape
from typing import TYPE_CHECKING

import pytest

from trio_patterns.guide.catalogue import load

if TYPE_CHECKING:
    from pathlib import Path


def test_each_page_has_a_description_of_its_own(pages: Path) -> None:
    found: dict[str, str] = {}
    for page in [*pages.glob("*.html"), *pages.glob("constructs/*.html")]:
        if page.stem in ("genindex", "search"):
            continue
        html = page.read_text(encoding="utf-8")
        (text,) = re.findall(r'<meta name="description" content="([^"]+)">', html)
        assert len(unescape(text)) <= 304
        found[page.stem] = text
    assert len(set(found.values())) == len(found)


def test_the_description_of_a_construct_is_its_question_and_its_lesson(
    pages: Path,
) -> None:
    html = (pages / "constructs" / "hedged.html").read_text(encoding="utf-8")
    construct = load().find("hedged")
    for name in ('name="description"', 'property="og:description"'):
        assert f'<meta {name} content="{construct.question}' in html


def test_the_list_for_assistants_leads_to_a_copy_of_each_construct(pages: Path) -> None:
    index = (pages / "llms.txt").read_text(encoding="utf-8")
    links = re.findall(r"\]\((constructs/\w+\.md)\)", index)
    assert sorted(links) == sorted(f"constructs/{c.name}.md" for c in load().constructs)
    for link in links:
        assert (pages / link).exists()


def test_a_copy_has_the_programs_the_notes_and_the_outputs(pages: Path) -> None:
    copy = (pages / "constructs" / "hedged.md").read_text(encoding="utf-8")
    construct = load().find("hedged")
    pair = construct.pairs[0]
    assert "```go\npackage main\n" in copy
    assert "async def hedged(" in copy
    assert all(f"Lines marked [{n.number}]: {n.text}" in copy for n in pair.notes)
    assert "Both print:\n\n```text\n0 s  INFO launching find datacenter=SBG\n" in copy
    assert all(text in copy for text in construct.watch)


def test_robots_are_welcome(pages: Path) -> None:
    robots = (pages / "robots.txt").read_text(encoding="utf-8")
    assert robots.startswith("User-agent: *\nAllow: /\n")


@pytest.mark.parametrize("page", ["pipeline", "hedged"])
def test_a_go_program_that_stands_above_is_folded(pages: Path, page: str) -> None:
    html = (pages / "constructs" / f"{page}.html").read_text(encoding="utf-8")
    programs = [pair.go for pair in load().find(page).pairs]
    repeats = len(programs) - len(set(programs))
    assert repeats
    assert html.count("<summary>the same as above</summary>") == repeats
