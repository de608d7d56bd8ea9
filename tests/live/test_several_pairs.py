"""Several pairs of one page at once: they share the workers, and nothing else."""

from __future__ import annotations

from typing import TYPE_CHECKING

from playwright.sync_api import expect

from tests.live.pages import PATIENCE, button, edit, outputs, press, write

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Locator, Page, Route

ENDLESS = "async def main():\n    while True:\n        pass\n"
FLOOD = "async def main():\n    while True:\n        print('again')\n"


def state(page: Page, pair: int) -> Locator:
    """What the head of the Trio output says."""
    return outputs(page, pair).locator(".output-trio figcaption span")


def verdict(page: Page, pair: int) -> Locator:
    return outputs(page, pair).locator("xpath=following-sibling::*[1]")


def run_endless(page: Page, pair: int) -> None:
    edit(page, pair=pair)
    write(page, ENDLESS, pair=pair)
    press(page, "run", pair)
    expect(state(page, pair)).to_have_text("running", timeout=PATIENCE)


def test_stop_ends_the_programs_of_its_own_pair_alone(
    open_construct: Callable[[str], Page],
) -> None:
    page = open_construct("mutex_counter")
    run_endless(page, 1)
    # The one that waits is stopped, at once; then one stops that is at work.
    for other in ("run", "orders"):
        press(page, other)
        expect(state(page, 0)).to_have_text("waiting for the program before")
        press(page, "run")
        expect(button(page, "run")).to_have_text("Run")
        expect(outputs(page).locator(".output-trio")).to_contain_text("stopped")
        expect(button(page, "run", 1)).to_have_text("Stop")
        expect(state(page, 1)).to_have_text("running")
    press(page, "run")
    press(page, "run", 1)
    expect(outputs(page, 1).locator(".output-trio")).to_contain_text("stopped")
    expect(verdict(page, 0)).to_contain_text("Both print", timeout=PATIENCE)
    assert "stopped" not in outputs(page).inner_text()


def test_what_fails_in_one_pair_ends_no_other(
    open_construct: Callable[[str], Page],
) -> None:
    page = open_construct("mutex_counter")
    run_endless(page, 1)
    edit(page, pair=2)
    write(page, FLOOD, pair=2)
    press(page, "run", 2)
    press(page, "run")
    press(page, "run", 1)
    box = outputs(page, 2).locator(".output-trio")
    expect(box).to_contain_text("it has printed 20,000 lines", timeout=PATIENCE)
    expect(verdict(page, 0)).to_contain_text("Both print", timeout=PATIENCE)


def test_a_run_that_waits_for_the_compiler_says_that_it_is_loaded(
    open_construct: Callable[[str], Page],
) -> None:
    page = open_construct("mutex_counter")
    held: list[Route] = []
    page.route("**/go-tools.wasm.gz*", lambda route: held.append(route))
    edit(page, "go")
    write(page, "package main\n\nfunc main() {}\n", "go")
    press(page, "run")
    said = outputs(page).locator(".output-go figcaption span")
    expect(said).to_contain_text("loading: ", timeout=PATIENCE)
    # Also when Python has long been there.
    expect(state(page, 0)).to_contain_text("just now", timeout=PATIENCE)
    expect(said).to_contain_text("loading: ")
    held[0].continue_()
    expect(said).to_contain_text("just now", timeout=PATIENCE)
