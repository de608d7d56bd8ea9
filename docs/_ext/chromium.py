"""Chromium, where there is one: it draws what is no page, pictures and a PDF.

Playwright drives it, its own or the system's. The site also builds without.
"""

from __future__ import annotations

import shutil
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Generator

    from playwright.sync_api import Browser, Playwright

_NAMES = ("chromium", "chromium-browser", "google-chrome", "chrome")


def path_of(playwright: Playwright) -> str | None:
    """Find Playwright's own Chromium, else the system's."""
    own = playwright.chromium.executable_path
    if Path(own).exists():
        return own
    return next(filter(None, map(shutil.which, _NAMES)), None)


@cache
def is_here() -> bool:
    """Tell whether there is Playwright and a Chromium."""
    try:
        from playwright.sync_api import sync_playwright  # noqa: PLC0415  # optional
    except ImportError:
        return False
    with sync_playwright() as playwright:
        return path_of(playwright) is not None


@contextmanager
def opened() -> Generator[Browser]:
    """Open a browser, where there is one, for the block."""
    from playwright.sync_api import sync_playwright  # noqa: PLC0415  # optional

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path_of(playwright))
        yield browser
        browser.close()
