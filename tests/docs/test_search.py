"""The search of the guide, in a browser: what stands first for what one types."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import quote

import pytest

from tests import needed
from tests.guide.test_search import LEADS_TO
from trio_patterns.guide.catalogue import load
from trio_patterns.guide.pages import PAGES

if TYPE_CHECKING:
    from collections.abc import Generator
    from pathlib import Path

    from playwright.sync_api import Browser, Page

    from trio_patterns.guide.search import Found

needed.guide()

ANSWERS: tuple[Found, ...] = (*load().constructs, *PAGES)
PATHS = {page.name: page.path for page in ANSWERS}


@pytest.fixture(scope="module")
def results(browser: Browser) -> Generator[Page]:
    page = browser.new_page()
    yield page
    page.close()


@pytest.mark.parametrize(("typed", "name"), LEADS_TO.items())
def test_what_one_types_leads_to_its_page_within_three(
    results: Page, pages: Path, typed: str, name: str
) -> None:
    results.goto(f"{(pages / 'search.html').as_uri()}?q={quote(typed)}")
    links = results.locator(".by-name a").all()
    found = [link.get_attribute("href") for link in links]
    assert f"{PATHS[name]}.html" in found[:3]


@pytest.mark.parametrize(
    ("query", "first"),
    [
        # The name of a folder, which others have in their titles too.
        ("errgroup", "constructs/errgroup.html"),
        ("hedged", "constructs/hedged.html"),
        ("semaphore", "constructs/semaphore.html"),
        # A title.
        ("sync.Once", "constructs/once.html"),
        ("hedged requests", "constructs/hedged.html"),
        # A name of Go, on the page that is most about it.
        ("sync.WaitGroup", "constructs/fetch_urls.html"),
        ("install", "start.html"),
    ],
)
def test_what_stands_first(
    browser: Browser, pages: Path, query: str, first: str
) -> None:
    page = browser.new_page()
    page.goto(f"{(pages / 'search.html').as_uri()}?q={query}")
    link = page.locator("ul.search > li > a").first
    found = link.get_attribute("href")
    page.close()
    assert found is not None
    assert found.partition("#")[0] == first
