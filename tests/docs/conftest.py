"""What the tests of the guide share."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, NamedTuple

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from playwright.sync_api import Browser, BrowserContext, Page


class View(NamedTuple):
    """How a reader looks at a page."""

    width: int
    height: int
    scheme: Literal["light", "dark"]


VIEWS = {
    "desktop, light": View(1440, 900, "light"),
    "phone, dark": View(390, 844, "dark"),
}
MORE_VIEWS = {
    "desktop, dark": View(1440, 900, "dark"),
    "tablet, light": View(900, 1100, "light"),
    "phone, light": View(390, 844, "light"),
}


@pytest.fixture(
    params=[
        *(pytest.param(view, id=name) for name, view in VIEWS.items()),
        *(
            pytest.param(view, id=name, marks=pytest.mark.slow)
            for name, view in MORE_VIEWS.items()
        ),
    ]
)
def page(browser: Browser, request: pytest.FixtureRequest) -> Iterator[Page]:
    """A page of a browser, for each way to look at it."""
    width, height, scheme = request.param
    with browser.new_context(
        viewport={"width": width, "height": height}, color_scheme=scheme
    ) as context:
        yield context.new_page()


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
