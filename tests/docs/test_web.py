"""What each page says to search engines and assistants; the files beside the pages."""

from __future__ import annotations

import re
import tomllib
from html import unescape
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests import needed
from trio_patterns import __version__
from trio_patterns.guide.catalogue import load

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Page

needed.guide()

ROOT = Path(__file__).parents[2]


def test_each_page_has_a_description_of_its_own(pages: Path) -> None:
    found: dict[str, str] = {}
    for page in [*pages.glob("*.html"), *pages.glob("constructs/*.html")]:
        if page.stem in ("404", "genindex", "search"):
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


def test_each_page_says_its_version_its_licence_and_its_repository(pages: Path) -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    address = project["project"].get("urls", {}).get("Source")
    for page in [*pages.glob("*.html"), *pages.glob("constructs/*.html")]:
        html = page.read_text(encoding="utf-8")
        (about,) = re.findall(r'<p class="about-project">(.*?)</p>', html, re.DOTALL)
        assert f"trio_patterns {__version__}" in about
        up = "../" * (len(page.relative_to(pages).parts) - 1)
        links = [address] if address else []  # the owner fills it in
        links += [f"{up}license-mit.txt", f"{up}license-apache.txt"]
        assert re.findall('href="([^"]+)"', about) == links


def test_each_page_says_once_how_wide_it_is(pages: Path) -> None:
    for page in pages.rglob("*.html"):
        assert page.read_text(encoding="utf-8").count('<meta name="viewport"') <= 1


def test_the_licences_are_on_the_site(pages: Path) -> None:
    for name, shown in (("MIT", "mit"), ("APACHE2", "apache")):
        text = (ROOT / f"LICENSE.{name}").read_text(encoding="utf-8")
        assert (pages / f"license-{shown}.txt").read_text(encoding="utf-8") == text


def test_the_page_for_a_wrong_address_leads_on(pages: Path) -> None:
    html = (pages / "404.html").read_text(encoding="utf-8")
    article = html.partition("<article")[2].partition("</article>")[0]
    assert "There is no such page" in article
    assert {"search.html", "phrasebook.html"} <= set(
        re.findall('href="([^"#]+)', article)
    )


def test_search_without_scripts_points_to_the_phrasebook(pages: Path) -> None:
    html = (pages / "search.html").read_text(encoding="utf-8")
    without = html.partition("<noscript>")[2].partition("</noscript>")[0]
    assert 'href="phrasebook.html"' in without


def test_a_closed_drawer_is_out_of_the_tab_order(
    open_page: Callable[[str, int], Page],
) -> None:
    page = open_page("timeline.html", 390)
    for drawer, opener in (
        (".sidebar-drawer", ".nav-overlay-icon .icon"),
        (".toc-drawer", ".toc-header-icon .icon"),
    ):
        link = page.locator(f"{drawer} a").last
        assert not link.is_visible()
        page.locator(opener).focus()
        page.keyboard.press("Enter")
        assert page.locator(opener).get_attribute("aria-expanded") == "true"
        link.wait_for(state="visible")
        page.keyboard.press("Enter")
        link.wait_for(state="hidden")


@pytest.mark.parametrize("name", ["hedged", "yield_in_nursery", "wrong_names"])
def test_the_side_bar_shows_the_page_that_one_is_on(
    open_page: Callable[[str, int], Page], name: str
) -> None:
    page = open_page(f"constructs/{name}.html", 1440)
    entry = page.locator(".sidebar-tree .current-page > a").last.bounding_box()
    assert entry is not None
    assert 0 < entry["y"] < 900 - entry["height"]


@pytest.mark.parametrize("page", ["select_statement", "pipeline", "or_done"])
def test_a_page_of_many_pairs_lists_its_sections(pages: Path, page: str) -> None:
    html = (pages / "constructs" / f"{page}.html").read_text(encoding="utf-8")
    contents = html.partition("On this page")[2].partition("</ul>")[0]
    listed = re.findall(r'href="#([^"]+)"', contents)
    sections = re.findall(r'<section id="([^"]+)">\s*<h2', html)
    assert len(listed) > 4
    assert listed == sections
