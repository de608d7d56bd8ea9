"""The built guide: its links, what the browser shows of it, its search, its keys."""

from __future__ import annotations

from collections import defaultdict
from html.parser import HTMLParser
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import unquote, urldefrag

import pytest
from counts import counted
from programs import FOLDER, shown

from tests import needed
from trio_patterns.guide.catalogue import load

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Page

needed.guide()

CHECKS = Path(__file__).with_name("checks.js").read_text(encoding="utf-8")
# One of each kind; the slow tests look at all.
SAMPLE = (
    "index.html",
    "start.html",
    "tables.html",
    "testing.html",
    "timeline.html",
    "404.html",
    "chapters/patterns.html",
    "constructs/hedged.html",
    "constructs/goroutine.html",
    "exercises/hedged.html",
    "workshop.html",
    "reference.html",
    "search.html",
)


def wrong_with(page: Page, path: Path) -> list[str]:
    page.goto(path.as_uri())
    wrong: list[str] = page.evaluate(CHECKS)
    return wrong


@pytest.mark.parametrize("name", SAMPLE)
def test_a_page_of_each_kind_is_whole(page: Page, pages: Path, name: str) -> None:
    assert wrong_with(page, pages / name) == []


@pytest.mark.slow
def test_every_page_is_whole(page: Page, pages: Path) -> None:
    found = {
        str(path.relative_to(pages)): wrong
        for path in sorted(pages.rglob("*.html"))
        if "_static" not in path.parts and (wrong := wrong_with(page, path))
    }
    assert found == {}


def test_the_checks_see_what_is_wrong(page: Page, pages: Path) -> None:
    page.goto((pages / "constructs" / "hedged.html").as_uri())
    page.evaluate(
        """() => {
            const article = document.querySelector("article");
            article.insertAdjacentHTML("beforeend", `
                <h5 id="names">a level that is too deep</h5>
                <p style="width: 5000px">too wide</p>
                <p style="color: #999; background: #888">hard to read</p>
                <img src="missing.png">
                <svg></svg>
                <p role="heading">no level</p>
                <table><tr><th> </th></tr></table>
                <aside>one</aside>
                <aside>two</aside>
                <figure style="width: 5em; overflow: auto">
                    <p style="width: 50em">figure</p>
                </figure>
                <div class="code" style="width: 5em; overflow: hidden">
                    <p style="width: 50em">code</p>
                </div>
                <pre style="width: 5em; overflow: auto">a block that is scrolled</pre>
                <div class="table-wrapper" style="width: 5em; overflow: auto">
                    <table style="width: 50em"><tr><td>table</td></tr></table>
                </div>
                <figure>
                    <div class="scroll" style="width: 5em">
                        <p style="width: 50em">drawing</p>
                    </div>
                </figure>
                <h5 id="names" style="font-size: 6em">twice</h5>`);
        }"""
    )
    page.wait_for_function("document.querySelector('img[src*=missing]').complete")
    wrong = "\n".join(page.evaluate(CHECKS))
    for complaint in (
        "scrolls sideways",
        'cut: <div class="code"> code',
        "cut: <pre",
        'cut: <div class="table-wrapper"> table',
        'does not say so: <div class="scroll"> drawing',
        "missing: ",
        "no alternative text: <svg",
        "no alternative text: file",
        "headings skip to h5",
        "an h5 is larger than an h1",
        "twice on the page: #names",
        "contrast 1.",
        "a heading without a level",
        "a head of a table that says nothing",
        "two asides of the same name",
        "scrolls, and has no focus: <figure",
    ):
        assert complaint in wrong


@pytest.mark.parametrize(
    ("query", "name", "place"),
    [
        ("errgroup", "constructs/errgroup.html", 3),
        ("errgroup.WithContext", "constructs/errgroup.html", 1),
        ("sync.Once", "constructs/once.html", 1),
        ("sync.RWMutex", "constructs/rwmutex.html", 1),
        ("hedged requests", "constructs/hedged.html", 1),
    ],
)
def test_search_finds_what_a_go_programmer_types(
    open_page: Callable[[str, int], Page], query: str, name: str, place: int
) -> None:
    page = open_page(f"search.html?q={query}", 1440)
    page.wait_for_selector("#search-results li a")
    links = page.locator("#search-results ul.search > li > a")
    found = [link.get_attribute("href") or "" for link in links.all()[:place]]
    assert name in [urldefrag(link).url for link in found]


def test_equal_marks_light_together_under_the_pointer(
    open_page: Callable[[str, int], Page],
) -> None:
    page = open_page("constructs/hedged.html", 1440)
    first = page.locator(".pair").first
    first.locator(".note[data-mark='3']").hover()
    lit = first.locator(".lit")
    marks = {element.get_attribute("data-mark") for element in lit.all()}
    assert marks == {"3"}
    for part in (".side-go", ".side-trio", ".notes"):
        assert first.locator(f"{part} .lit").count() > 0
    page.locator("h1").hover()
    assert lit.count() == 0


def test_on_a_phone_the_keyboard_chooses_the_side(
    open_page: Callable[[str, int], Page],
) -> None:
    page = open_page("constructs/hedged.html", 390)
    go, trio = (page.locator(f".pair .side-{side}").first for side in ("go", "trio"))
    assert trio.is_visible()
    assert not go.is_visible()
    page.locator("#hedged-1-trio").focus()
    page.keyboard.press("ArrowLeft")
    assert go.is_visible()
    assert not trio.is_visible()
    # The choice holds for the other pairs, and for the next page.
    assert page.locator(".pair .side-go").nth(1).is_visible()
    page.reload()
    assert go.is_visible()


def test_on_paper_one_side_follows_the_other(
    open_page: Callable[[str, int], Page],
) -> None:
    page = open_page("constructs/hedged.html", 700)
    page.emulate_media(media="print")
    go, trio = (page.locator(f".pair .side-{side}").first for side in ("go", "trio"))
    above, below = go.bounding_box(), trio.bounding_box()
    assert above is not None
    assert below is not None
    assert above["y"] + above["height"] <= below["y"]
    for what_paper_lacks in (".pair > label", ".skip-to-content", ".copybtn"):
        assert not page.locator(what_paper_lacks).first.is_visible()


def test_the_keyboard_reaches_the_marks(
    open_page: Callable[[str, int], Page],
) -> None:
    page = open_page("constructs/hedged.html", 1440)
    badge = page.locator(".note[data-mark='2'] .badge").first
    badge.focus()
    assert page.locator(".pair").first.locator(".side-go .lit").count() > 0
    page.keyboard.press("Enter")
    line = page.locator("#hedged-1-trio-2")
    box = line.bounding_box()
    assert box is not None
    assert 0 <= box["y"] <= 900


def copied(page: Page, block: str) -> list[str]:
    """What the button of a block would copy: its lines."""
    page.evaluate(
        """() => {
            const clipboard = { writeText: (text) => { window.copied = text; } };
            Object.defineProperty(navigator, "clipboard", { value: clipboard });
            document.execCommand = () => {
                window.copied = document.getSelection().toString()
                    || document.activeElement.value;
                return true;
            };
        }"""
    )
    page.locator(block).first.hover()
    page.locator(f"{block} .copybtn").first.click()
    text: str = page.evaluate("window.copied")
    return [line.rstrip() for line in text.rstrip().splitlines()]


def test_what_is_copied_is_the_program_without_its_marks(
    open_page: Callable[[str, int], Page],
) -> None:
    page = open_page("constructs/hedged.html", 1440)
    source = load().find("hedged").folder / "main.go"
    lines = [line.partition(" // [")[0] for line in source.read_text().splitlines()]
    assert copied(page, ".side-go") == [line.rstrip() for line in lines]


def test_what_is_copied_of_a_snippet_keeps_its_indent(
    open_page: Callable[[str, int], Page],
) -> None:
    page = open_page("testing.html", 1440)
    assert copied(page, ".side-trio") == shown(FOLDER / "explored.py").splitlines()


class _Links(HTMLParser):
    """The links of a page, and the places on it to which one can link."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.links: list[str] = []
        self.places: set[str] = {""}
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        for name, value in attrs:
            if name == "id" and value:
                self.places.add(value)
            if name in ("href", "src") and value and tag != "form":
                self.links.append(value)


def test_links_inside_lead_somewhere(pages: Path) -> None:
    parsed = {
        path: _Links(path.read_text(encoding="utf-8"))
        for path in pages.rglob("*.html")
        if "_static" not in path.parts
    }
    broken: defaultdict[str, set[str]] = defaultdict(set)
    for path, page in parsed.items():
        for link in page.links:
            if ":" in link.partition("/")[0] or link.startswith("//"):
                continue
            address, place = urldefrag(link)
            address = address.partition("?")[0]
            target = (path.parent / unquote(address)).resolve() if address else path
            there = target in parsed and unquote(place) in parsed[target].places
            if not (there or (target not in parsed and target.is_file())):
                broken[str(path.relative_to(pages))].add(link)
    assert broken == {}


def test_the_start_page_counts_the_pairs(pages: Path) -> None:
    html = (pages / "index.html").read_text(encoding="utf-8")
    count = counted(load())
    assert f"There are {count['pairs']} such pairs" in html
    assert f"{count['different']} differ by design" in " ".join(html.split())


def test_every_construct_has_its_page_in_its_chapter(pages: Path) -> None:
    chapters = "".join(
        path.read_text(encoding="utf-8") for path in (pages / "chapters").glob("*.html")
    )
    for construct in load().constructs:
        assert (pages / "constructs" / f"{construct.name}.html").exists()
        assert f"../constructs/{construct.name}.html" in chapters
