"""What the tests of the guide share."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from playwright.sync_api import Browser, BrowserContext, Page


@pytest.fixture
def open_page(browser: Browser, pages: Path) -> Iterator[Callable[[str, int], Page]]:
    """Opens a page of the guide in a window of that width."""
    contexts: list[BrowserContext] = []

    def open_(name: str, width: int) -> Page:
        context = browser.new_context(viewport={"width": width, "height": 900})
        contexts.append(context)
        page = context.new_page()
        page.goto((pages / "index.html").as_uri().replace("index.html", name))
        return page

    yield open_
    for context in contexts:
        context.close()
