"""The phrasebook on paper: three pages, and nothing cut."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from tests import needed

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Browser

needed.guide()

# What there is between the margins, in pixels of 1/96 inch.
WIDTHS = {"A4": 725, "Letter": 748}


@pytest.mark.parametrize("paper", WIDTHS)
def test_it_fits_three_pages(browser: Browser, pages: Path, paper: str) -> None:
    page = browser.new_page(viewport={"width": WIDTHS[paper], "height": 1000})
    page.goto((pages / "phrasebook.html").as_uri())
    printed = page.pdf(prefer_css_page_size=True, format=paper)
    page.emulate_media(media="print")
    cut = page.evaluate(
        """() => [...document.querySelectorAll("table.phrasebook :is(td, .pre)")]
            .filter((box) => box.localName === "td"
                ? box.scrollWidth > box.clientWidth + 1
                : box.getClientRects().length > 1)
            .map((box) => box.textContent)"""
    )
    page.close()
    assert pages_of(printed) == 3
    assert cut == []


@pytest.mark.usefixtures("browser")
def test_the_build_makes_a_pdf_of_it(pages: Path) -> None:
    printed = (pages / "phrasebook.pdf").read_bytes()
    assert pages_of(printed) == 3
    assert b"file:" not in printed  # where the site was built
    html = (pages / "phrasebook.html").read_text(encoding="utf-8")
    assert 'href="phrasebook.pdf"' in html


def pages_of(pdf: bytes) -> int:
    return len(re.findall(rb"/Type /Page\b", pdf))
