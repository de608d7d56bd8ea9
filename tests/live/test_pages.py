"""Run, Stop and Reset in Chromium, on the pages of the built guide."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.live import built
from tests.live.pages import PATIENCE, button, edit, outputs, press, replace, write

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from playwright.sync_api import Browser, Page

built.parts()


def test_nothing_is_loaded_before_the_reader_asks(
    open_construct: Callable[[str], Page], asked: list[str], pages: Path
) -> None:
    open_construct("hedged").wait_for_load_state("networkidle")
    live = [url.partition("/live/")[2] for url in asked if "/live/" in url]
    assert sorted(name.partition("?")[0] for name in live) == ["live.css", "live.js"]
    own = pages / "_static" / "live"
    assert sum((own / name).stat().st_size for name in ("live.css", "live.js")) < 8_000


def test_run_shows_both_sides_and_the_verdict(
    open_construct: Callable[[str], Page], asked: list[str], site: str
) -> None:
    page = open_construct("hedged")
    recorded = outputs(page).inner_html()
    press(page, "run")
    verdict = page.locator(".live-verdict")
    verdict.wait_for(timeout=PATIENCE)
    assert verdict.inner_text() == "✓ Both print the same lines at the same times."
    for side in ("go", "trio"):
        rows = outputs(page).locator(f".output-{side} .row").all_inner_texts()
        first, *_, last = (" ".join(row.split()) for row in rows)
        assert first == "0 s INFO launching find datacenter=SBG"
        assert last == "0.1 s the end"
    assert [url for url in asked if not url.startswith((site, "blob:", "data:"))] == []
    press(page, "reset")
    assert outputs(page).inner_html() == recorded


def test_a_page_says_what_keeps_a_side_from_running(
    open_construct: Callable[[str], Page],
) -> None:
    page = open_construct("map_writes")
    said = page.locator(".live-note").first.inner_text()
    assert said == "Go can\u2019t run in a browser: it needs more than one processor."
    press(page, "run")
    # Beside it stands what was recorded of the other.
    verdict = page.locator(".live-verdict")
    verdict.wait_for(timeout=PATIENCE)
    assert outputs(page).locator(".output-go:not(.live-output)").count() == 1


def test_a_program_that_hangs_is_ended(open_construct: Callable[[str], Page]) -> None:
    page = open_construct("endless_service")
    press(page, "run")
    page.locator(".live-verdict").wait_for(timeout=PATIENCE)
    rows = outputs(page).locator(".output-go .row").all_inner_texts()
    assert rows[-1].strip() == "it hangs: ended"


def test_the_keyboard_runs_a_pair(open_construct: Callable[[str], Page]) -> None:
    page = open_construct("hedged")
    run = page.locator(".live-bar .live-run").first
    run.focus()
    page.keyboard.press("Enter")
    page.locator(".live-verdict").wait_for(timeout=PATIENCE)
    expect(run).to_be_focused()


def test_a_page_from_a_file_says_what_it_needs(
    parts: Path, browser: Browser, pages: Path
) -> None:
    del parts
    with browser.new_context() as context:
        page = context.new_page()
        page.goto((pages / "constructs" / "hedged.html").as_uri())
        assert "trio-patterns docs" in page.locator(".live-note").inner_text()
        assert page.locator(".live-bar button").count() == 0


def test_without_scripts_a_page_is_as_it_was(
    browser: Browser, site: str, pages: Path
) -> None:
    del pages
    with browser.new_context(java_script_enabled=False) as context:
        page = context.new_page()
        page.goto(f"{site}constructs/hedged.html")
        assert page.locator(".live-bar").count() == 0
        assert outputs(page).is_visible()


def test_an_edit_changes_the_lines_and_the_picture(
    open_construct: Callable[[str], Page],
) -> None:
    page = open_construct("hedged")
    drawn = page.locator(".picture").first.inner_html()
    edit(page)
    replace(page, "delay=0.075", "delay=0.3")
    page.keyboard.press("Control+Enter")
    verdict = page.locator(".live-verdict")
    verdict.wait_for(timeout=PATIENCE)
    # Go still asks a second one.
    assert verdict.inner_text().startswith("They differ: line 2: Go printed")
    rows = outputs(page).locator(".output-trio .row").all_inner_texts()
    assert not any("datacenter=GRA" in row for row in rows)
    assert "find(GRA)" not in page.locator(".live-picture").inner_text()
    press(page, "reset")
    assert page.locator(".live-editor").count() == 0
    assert page.locator(".picture").first.inner_html() == drawn


def test_a_reader_changes_both_sides_and_sees_what_changes(
    open_construct: Callable[[str], Page], asked: list[str]
) -> None:
    page = open_construct("hedged")
    edit(page, "go")
    replace(page, "75*time.Millisecond", "300*time.Millisecond", "go")
    edit(page)
    replace(page, "delay=0.075", "delay=0.3")
    press(page, "run")
    verdict = page.locator(".live-verdict")
    verdict.wait_for(timeout=2 * PATIENCE)
    assert verdict.inner_text() == "✓ Both print the same lines at the same times."
    for side in ("go", "trio"):
        rows = outputs(page).locator(f".output-{side} .row").all_inner_texts()
        assert [" ".join(row.split()) for row in rows] == [
            "0 s INFO launching find datacenter=SBG",
            "0.1 s INFO got result found=true",
            "0.1 s the end",
        ]
    assert "find(GRA)" not in page.locator(".live-picture").inner_text()
    # The compiler stays, and the browser keeps it for the next page.
    button = page.locator(".live-bar .live-edit-go").first
    expect(button).to_have_text("Edit Go")
    replace(page, "75*time.Millisecond", "40*time.Millisecond", "go")
    page.keyboard.press("Control+Enter")
    expect(outputs(page).locator(".output-go")).to_contain_text("GRA", timeout=PATIENCE)
    page.reload()
    expect(button).to_have_text("Edit Go", timeout=PATIENCE)
    del asked[:]
    edit(page, "go")
    expect(page.locator(".live-note").first).to_have_text(
        "Go\u2019s compiler is here: Run compiles what you write.", timeout=PATIENCE
    )
    assert not [url for url in asked if ".wasm" in url or ".bin" in url]


def test_whatever_the_reader_writes_in_go(
    open_construct: Callable[[str], Page],
) -> None:
    page = open_construct("mutex_counter")
    edit(page, "go")
    box = outputs(page).locator(".output-go")
    for body, said in {
        "x := 1": "./main.go:4:2: declared and not used: x",
        "for { println() }": "it has printed 20,000 lines",
        "for {}": "stopped",
        'panic("again")': "panic: again",
    }.items():
        write(page, f"package main\n\nfunc main() {{\n\t{body}\n}}\n", "go")
        press(page, "run")
        if said == "stopped":
            state = box.locator("figcaption span")
            expect(state).to_have_text("running", timeout=PATIENCE)
            press(page, "run")
        expect(box).to_contain_text(said, timeout=2 * PATIENCE)
        expect(page.locator(".live-bar .live-run").first).to_have_text(
            "Run", timeout=PATIENCE
        )


# It sends the page what only the worker of the page should.
INTRUDER = """\
import js
from pyodide.ffi import to_js

def send(**message):
    js.postMessage(to_js(message, dict_converter=js.Object.fromEntries))

async def main():
    send(nothing=1)
    bad = "document.title = 'taken'"
    picture = f'<img src=x onerror="{bad}"><svg onload="{bad}"><text>drawn</text></svg>'
    send(result={"status": 0, "picture": picture})
"""


def test_a_program_puts_nothing_into_the_page_that_runs(
    open_construct: Callable[[str], Page],
) -> None:
    page = open_construct("hedged")
    edit(page)
    write(page, INTRUDER)
    press(page, "run")
    expect(page.locator(".live-picture svg")).to_have_text("drawn", timeout=PATIENCE)
    assert page.locator(".live-picture .scroll").inner_html() == (
        "<svg><text>drawn</text></svg>"
    )
    page.wait_for_load_state("networkidle")
    assert page.title() != "taken"


# It prints without end, and catches whatever is to stop it.
DEAF = """\
async def main():
    while True:
        try:
            print('x' * 90_000)
        except BaseException:
            pass
"""


@pytest.mark.parametrize(
    ("program", "said"),
    [
        ("x = (1\n", "SyntaxError: '(' was never closed"),
        ("import nothing_of_that_name\n", "ModuleNotFoundError"),
        ("async def main():\n    input()\n", "EOFError"),
        (
            "import time\nasync def main(): time.sleep(0.05); print('slept')\n",
            "slept",
        ),
        (
            "async def main():\n    print('x' * 30_000_000)\n",
            "… (30,000,000 characters)",
        ),
        (
            "async def main():\n    while True:\n        print('again')\n",
            "it has printed 20,000 lines",
        ),
        (DEAF, "it has printed 2,000,000 characters"),
        ("async def main():\n    import os\n    os.close(1)\n    print(1)\n", ""),
        ("async def main():\n    import sys\n    sys.stdout = None\n", "exit status 1"),
    ],
)
def test_whatever_the_reader_writes(
    open_construct: Callable[[str], Page], program: str, said: str
) -> None:
    page = open_construct("hedged")
    edit(page)
    write(page, program)
    press(page, "run")
    over = outputs(page).locator(".output-trio figcaption span")
    expect(over).to_contain_text("just now", timeout=PATIENCE)
    assert said in outputs(page).locator(".output-trio .printed").inner_text()
    expect(page.locator(".live-bar .live-run").first).to_have_text("Run")


def press_often(page: Page, name: str) -> None:
    """Press a button again and again, before anything can be loaded."""
    button(page, name).evaluate("(it) => { it.click(); it.click(); it.click(); }")


def test_pressing_twice_is_pressing_once(
    open_construct: Callable[[str], Page],
) -> None:
    page = open_construct("hedged")
    press_often(page, "run")
    page.locator(".live-verdict").wait_for(timeout=PATIENCE)
    button(page, "run").dblclick()
    expect(button(page, "run")).to_have_text("Stop")
    page.locator(".live-verdict").wait_for(timeout=PATIENCE)
    press_often(page, "edit-trio")
    expect(page.locator(".cm-content").last).to_be_focused(timeout=PATIENCE)
    assert page.locator(".live-editor").count() == 1


def test_what_could_not_be_loaded_is_loaded_by_the_next_press(
    open_construct: Callable[[str], Page],
) -> None:
    page = open_construct("hedged")
    recorded = outputs(page).inner_html()
    note = page.locator(".live-note").first
    page.route("**/pair.js", lambda route: route.abort())
    press(page, "run")
    expect(note).to_contain_text("It could not be loaded", timeout=PATIENCE)
    page.unroute("**/pair.js")
    page.route("**/std.zip.gz", lambda route: route.fulfill(status=404))
    press(page, "run")
    box = outputs(page).locator(".output-trio")
    expect(box).to_contain_text("404 for", timeout=PATIENCE)
    page.unroute("**/std.zip.gz")
    press(page, "run")
    page.locator(".live-verdict").wait_for(timeout=PATIENCE)
    # What is there stays as it is.
    page.route("**/editor.js", lambda route: route.abort())
    press(page, "edit-trio")
    expect(note).to_contain_text("It could not be loaded", timeout=PATIENCE)
    press(page, "reset")
    assert outputs(page).inner_html() == recorded
    page.unroute("**/editor.js")
    edit(page)
    assert note.inner_text() == ""


def test_an_order_that_prints_without_end_is_ended(
    open_construct: Callable[[str], Page],
) -> None:
    page = open_construct("hedged")
    edit(page)
    write(page, DEAF)
    press(page, "orders")
    box = outputs(page).locator(".output-trio")
    said = "it has printed 2,000,000 characters"
    expect(box).to_contain_text(said, timeout=PATIENCE)


def test_an_endless_loop_is_stopped(open_construct: Callable[[str], Page]) -> None:
    page = open_construct("hedged")
    edit(page)
    write(page, "async def main():\n    while True:\n        pass\n")
    press(page, "run")
    state = outputs(page).locator(".output-trio figcaption span")
    expect(state).to_have_text("running", timeout=PATIENCE)
    press(page, "run")
    expect(page.locator(".live-bar .live-run").first).to_have_text("Run")
    assert "stopped" in outputs(page).locator(".output-trio .printed").inner_text()
    # The next run has a worker of its own.
    press(page, "reset")
    press(page, "run")
    page.locator(".live-verdict").wait_for(timeout=PATIENCE)


def test_every_order_shows_the_one_that_fails(
    open_construct: Callable[[str], Page],
) -> None:
    page = open_construct("hedged")
    press(page, "orders")
    box = outputs(page).locator(".output-trio")
    expect(box).to_contain_text("task orders that there are", timeout=PATIENCE)
    page = open_construct("deadlock")
    press(page, "orders")
    box = outputs(page).locator(".output-trio").first
    expect(box).to_contain_text("DeadlockError", timeout=PATIENCE)
