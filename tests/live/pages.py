"""What a reader does on the page of a construct. Its pairs are counted from 0."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page

# In milliseconds. Python starts within two seconds, on a machine that is not busy.
PATIENCE = 60_000


def outputs(page: Page, pair: int = 0) -> Locator:
    """What a pair prints."""
    return page.locator(".outputs").nth(pair)


def button(page: Page, name: str, pair: int = 0) -> Locator:
    """A button of a pair."""
    return page.locator(".live-bar").nth(pair).locator(f".live-{name}")


def press(page: Page, name: str, pair: int = 0) -> None:
    """Press a button of a pair."""
    button(page, name, pair).click()


def edit(page: Page, key: str = "trio", pair: int = 0) -> None:
    """Open the editor of a side, and wait for it."""
    press(page, f"edit-{key}", pair)
    _editor(page, key, pair).wait_for(timeout=PATIENCE)


def write(page: Page, program: str, key: str = "trio", pair: int = 0) -> None:
    """Put a program into the editor of a side."""
    _editor(page, key, pair).locator(".cm-content").focus()
    page.keyboard.press("Control+A")
    # At once: typing would indent by itself.
    page.keyboard.insert_text(program)


def replace(page: Page, old: str, new: str, key: str = "trio") -> None:
    """Change a part of the first pair's program, as it stands on the page."""
    side = page.locator(".pair-box").first.locator(f".side-{key} .code .line")
    text = "".join(side.all_text_contents())
    assert old in text
    write(page, text.replace(old, new), key)


def _editor(page: Page, key: str, pair: int) -> Locator:
    return page.locator(".pair-box").nth(pair).locator(f".side-{key} .live-editor")
