"""What axe, the checker of accessibility, finds on a page of each kind: nothing."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import pytest
import trio

from trio_patterns.testing import run
from trio_patterns.timeline import Timeline

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Page

PINNED = Path(__file__).with_name("axe")
KINDS = (
    "index.html",
    "tables.html",
    "timeline.html",
    "playground.html",
    "404.html",
    "chapters/patterns.html",
    "constructs/hedged.html",
    "exercises/hedged.html",
    "reference/testing.html",
    "search.html?q=select",
)
MORE_KINDS = (
    "genindex.html",
    "performance.html",
    "workshop.html",
    "phrasebook.html",
    "read_go.html",
    "chapters/hazards.html",
    "constructs/select_statement.html",
)


@pytest.fixture(scope="session")
def axe(
    tmp_path_factory: pytest.TempPathFactory, lacks: Callable[[str], NoReturn]
) -> str:
    """The script of axe, in the version of `package-lock.json`, from npm."""
    npm = shutil.which("npm")
    if npm is None:
        lacks("there is no npm, which fetches axe; Node.js brings it")
    folder = tmp_path_factory.mktemp("axe")
    shutil.copytree(PINNED, folder, dirs_exist_ok=True)
    fetch = [npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund"]
    try:
        fetched = subprocess.run(
            fetch, cwd=folder, capture_output=True, check=False, timeout=120
        )
    except subprocess.TimeoutExpired:
        lacks("npm could not fetch axe in two minutes")
    if fetched.returncode:
        lacks("npm could not fetch axe; it needs the network once")
    script = folder / "node_modules" / "axe-core" / "axe.min.js"
    return script.read_text(encoding="utf-8")


def found(page: Page, axe: str) -> list[str]:
    """What axe finds on a page: the rule, and the first element that breaks it."""
    page.evaluate(axe)
    broken: list[str] = page.evaluate(
        """async () => {
            // Of a page that is not drawn yet, axe takes the wrong colours.
            await document.fonts.ready;
            const drawn = (done) => requestAnimationFrame(done);
            await new Promise((done) => drawn(() => drawn(done)));
            const { violations } = await axe.run({ resultTypes: ["violations"] });
            return violations.map(({ id, nodes }) => `${id}: ${nodes[0].html}`);
        }"""
    )
    return broken


@pytest.mark.parametrize(
    "name", [*KINDS, *(pytest.param(n, marks=pytest.mark.slow) for n in MORE_KINDS)]
)
def test_axe_finds_nothing(page: Page, pages: Path, axe: str, name: str) -> None:
    page.goto(f"{pages.as_uri()}/{name}")
    assert found(page, axe) == []


def test_axe_finds_nothing_in_a_timeline(page: Page, axe: str, tmp_path: Path) -> None:
    async def main() -> None:
        async with trio.open_nursery() as nursery:
            nursery.start_soon(trio.sleep, 1)

    timeline = Timeline()
    run(main, instruments=[timeline])
    timeline.save(tmp_path / "run.html", title="A run")
    page.goto((tmp_path / "run.html").as_uri())
    assert found(page, axe) == []


def test_axe_sees_what_is_wrong(page: Page, pages: Path, axe: str) -> None:
    page.goto((pages / "404.html").as_uri())
    page.locator("article").evaluate(
        """(article) => { article.innerHTML = `
            <img src="picture.png">
            <p style="color: #999; background: #888">hard to read</p>`; }"""
    )
    broken = "\n".join(found(page, axe))
    assert "image-alt: <img" in broken
    assert "color-contrast: <p" in broken
