"""The phrasebook on paper: one sheet, both sides."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Browser


def test_it_fits_a_sheet(browser: Browser, pages: Path) -> None:
    page = browser.new_page()
    page.goto((pages / "phrasebook.html").as_uri())
    printed = page.pdf(prefer_css_page_size=True)
    page.close()
    assert len(re.findall(rb"/Type /Page\b", printed)) == 2
