"""An exercise solved in Chromium, on its page."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.live import built
from trio_patterns.workshop.exercises import find

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from playwright.sync_api import Browser, BrowserContext, Page

built.parts()

# In milliseconds. A check takes two seconds or so, on a machine that is not busy.
PATIENCE = 60_000
HEDGED = find("hedged")
LOOP = "    async with trio.open_nursery() as nursery:\n"


@pytest.fixture
def asked() -> list[str]:
    """The addresses that the pages have asked for."""
    return []


@pytest.fixture
def context(browser: Browser, asked: list[str]) -> Iterator[BrowserContext]:
    """A browser that remembers nothing of the test before."""
    with browser.new_context(viewport={"width": 1440, "height": 900}) as context:
        context.on("request", lambda request: asked.append(request.url))
        yield context


@pytest.fixture
def open_exercise(context: BrowserContext, site: str) -> Callable[[], Page]:
    """Opens the page of the exercise, and once more."""

    def open_() -> Page:
        page = context.new_page()
        page.goto(f"{site}exercises/hedged.html")
        return page

    return open_


def press(page: Page, name: str) -> None:
    page.locator(f"[data-do={name}]").click()


def write(page: Page, text: str) -> None:
    """Write a program in the editor."""
    editor = page.locator(".live-editor .cm-content")
    if not editor.count():
        press(page, "edit")
    editor.wait_for(timeout=PATIENCE)
    editor.focus()
    page.keyboard.press("Control+A")
    # At once: typing would indent by itself.
    page.keyboard.insert_text(text)


def verdict(page: Page) -> str:
    """What the check has said, in a line."""
    said = page.locator(".exercise-said")
    said.locator(".exercise-verdict").wait_for(timeout=PATIENCE)
    return " ".join(said.inner_text().split())


def written(page: Page) -> str:
    lines = page.locator(".live-editor .cm-line").all_inner_texts()
    return "".join(f"{line.rstrip()}\n" for line in lines).rstrip("\n") + "\n"


def test_nothing_is_loaded_before_the_reader_asks(
    open_exercise: Callable[[], Page], asked: list[str], pages: Path
) -> None:
    open_exercise().wait_for_load_state("networkidle")
    live = {url.partition("/live/")[2].partition("?")[0] for url in asked}
    files = {"live.css", "exercises.css", "exercises.js"}
    assert live - {""} == files
    own = pages / "_static" / "live"
    assert sum((own / name).stat().st_size for name in files) < 10_000


def test_the_start_is_wrong_and_both_stand_side_by_side(
    open_exercise: Callable[[], Page], asked: list[str], site: str
) -> None:
    page = open_exercise()
    press(page, "check")
    said = verdict(page)
    message = HEDGED.messages["start"]
    assert said.startswith(f"✗ 08_hedged.py {message} the Go original your program")
    rows = page.locator(".exercise-lines tr")
    expect(rows.nth(1).locator("td").first).to_have_text(
        "0      INFO launching find datacenter=SBG"
    )
    assert [url for url in asked if not url.startswith((site, "blob:", "data:"))] == []


def test_what_passes_is_done_also_after_a_reload(
    open_exercise: Callable[[], Page], context: BrowserContext, site: str
) -> None:
    page = open_exercise()
    write(page, HEDGED.solution_text)
    page.keyboard.press("Control+Enter")
    assert verdict(page).startswith(
        "✓ 08_hedged.py it prints what the Go original does, it is right in all "
    )
    expect(page.locator("[data-do=check]")).to_have_text("Check")
    page.reload()
    expect(page.locator(".live-note").first).to_have_text("✓ done")
    workshop = context.new_page()
    workshop.goto(f"{site}workshop.html")
    expect(workshop.locator("[data-mark-of=hedged]")).to_have_text("✓ done")
    expect(workshop.locator(".exercises-done")).to_have_text("1 of 16 are done.")
    # What is changed is to be checked again.
    page.locator(".live-editor").wait_for(timeout=PATIENCE)
    page.bring_to_front()
    write(page, HEDGED.start + "\n# begun anew\n")
    page.wait_for_function(
        "Object.values(localStorage).some((kept) => kept.includes('begun anew'))"
    )
    workshop.reload()
    expect(workshop.locator("[data-mark-of=hedged]")).to_have_text("begun")


def test_a_reload_keeps_what_was_written_and_reset_can_be_taken_back(
    open_exercise: Callable[[], Page],
) -> None:
    page = open_exercise()
    text = "# mine\n"
    write(page, text)
    page.reload()
    page.locator(".live-editor").wait_for(timeout=PATIENCE)
    assert written(page) == text
    press(page, "reset")
    assert "async def hedged" in written(page)
    page.reload()
    press(page, "reset")
    expect(page.locator(".live-editor .cm-content")).to_contain_text("# mine")


def test_the_reader_is_told_that_something_is_not_kept(
    open_exercise: Callable[[], Page],
) -> None:
    page, other = open_exercise(), open_exercise()
    write(other, "# mine\n")
    note = page.locator(".live-note").first
    expect(note).to_contain_text("open in another tab, too", timeout=PATIENCE)
    page.evaluate("""() => {
        for (let size = 2 ** 22; size; size >>= 1) {
            try {
                for (let i = 0; ; i++) localStorage.setItem(size + i, "x".repeat(size));
            } catch { /* full, for what is so long */ }
        }
    }""")
    write(page, "# and mine, which is longer\n")
    expect(note).to_contain_text("does not keep what you write", timeout=PATIENCE)


@pytest.mark.parametrize(
    "body",
    [
        "    while True:\n        pass\n",
        # No watchdog sees it: the page ends the worker.
        "    sum(range(10**13))\n",
    ],
    ids=["with jumps", "without a jump"],
)
def test_an_endless_loop_is_ended_and_reported(
    open_exercise: Callable[[], Page], body: str
) -> None:
    page = open_exercise()
    assert LOOP in HEDGED.start
    write(page, HEDGED.start.replace(LOOP, body + LOOP, 1))
    press(page, "check")
    assert verdict(page).startswith("✗ 08_hedged.py the program never ends: it is busy")
    # The next check has a worker of its own.
    write(page, HEDGED.start.replace("0.075", "0.1"))
    press(page, "check")
    expect(page.locator(".exercise-said")).to_contain_text(
        "no hedging", timeout=PATIENCE
    )


def test_stop_ends_a_check_and_a_run(open_exercise: Callable[[], Page]) -> None:
    page = open_exercise()
    write(page, HEDGED.start.replace(LOOP, "    sum(range(10**13))\n" + LOOP, 1))
    for name, label in (("check", "Check"), ("run", "Run")):
        press(page, name)
        state = page.locator(
            ".live-bar .live-note" if name == "check" else ".output figcaption span"
        ).last
        expect(state).to_have_text(
            "checking" if name == "check" else "running", timeout=PATIENCE
        )
        press(page, name)
        expect(page.locator(f"[data-do={name}]")).to_have_text(label)
    expect(page.locator(".live-output .printed")).to_contain_text("stopped")


def test_run_shows_the_lines_and_the_picture(
    open_exercise: Callable[[], Page],
) -> None:
    page = open_exercise()
    press(page, "run")
    page.locator(".live-picture").wait_for(timeout=PATIENCE)
    rows = page.locator(".live-output .row").all_inner_texts()
    assert " ".join(rows[0].split()) == "0 s INFO launching find datacenter=SBG"
    assert "find(GRA)" in page.locator(".live-picture").inner_text()


def test_the_keyboard_does_it_all(open_exercise: Callable[[], Page]) -> None:
    page = open_exercise()
    page.locator("[data-do=edit]").focus()
    page.keyboard.press("Enter")
    expect(page.locator(".live-editor .cm-content")).to_be_focused(timeout=PATIENCE)
    page.keyboard.press("Control+Enter")
    assert verdict(page).startswith("✗ 08_hedged.py")
    expect(page.locator(".live-editor .cm-content")).to_be_focused()
    page.keyboard.press("Tab")
    expect(page.locator("[data-do=check]")).to_be_focused()


def test_without_scripts_and_from_a_file_the_page_says_what_helps(
    parts: Path, browser: Browser, pages: Path
) -> None:
    del parts
    address = (pages / "exercises" / "hedged.html").as_uri()
    with browser.new_context(java_script_enabled=False) as context:
        page = context.new_page()
        page.goto(address)
        assert not page.locator(".live-bar").is_visible()
        assert "trio-patterns learn start DIR" in page.locator("article").inner_text()
    with browser.new_context() as context:
        page = context.new_page()
        page.goto(address)
        assert "trio-patterns docs" in page.locator(".live-note").inner_text()
        assert page.locator(".live-bar button:visible").count() == 0
