"""Run, edit, stop and check in Firefox: a few of what Chromium is tested with."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn, cast

import pytest

from trio_patterns.workshop.exercises import find

if TYPE_CHECKING:
    from collections.abc import Callable

    Steps = Callable[..., list[str]]

DRIVER = Path(__file__).with_name("firefox.mjs")
# What the scripts in the pages have in common.
TOOLS = """
const find = (query) => document.querySelector(query);
const until = async (condition, what) => {
    const end = Date.now() + 120_000;
    while (!condition()) {
        if (Date.now() > end) throw new Error(`never: ${what}`);
        await new Promise((resolve) => setTimeout(resolve, 50));
    }
};
const text = async (query, part = "") => {
    await until(() => find(query)?.innerText.includes(part), `${query} ${part}`);
    return find(query).innerText;
};
const write = async (change) => {
    await until(() => find(".live-editor .cm-content"), "the editor");
    const editor = find(".live-editor .cm-content");
    // The editor has only the lines that are in view.
    const lines = [...find(".side-trio").querySelectorAll(".code .line")];
    const before = lines.map((line) => line.textContent).join("");
    editor.focus();
    const heard = { bubbles: true, cancelable: true };
    const all = { key: "a", keyCode: 65, ctrlKey: true, ...heard };
    editor.dispatchEvent(new KeyboardEvent("keydown", all));
    // Firefox gives no text to a `ClipboardEvent` that a script has made.
    const clipboardData = { getData: () => change(before) };
    editor.dispatchEvent(Object.assign(new Event("paste", heard), { clipboardData }));
};
"""
ENDLESS = "async def main() -> None:\n    while True:\n        pass\n"


@pytest.fixture
def in_firefox(
    node: str, site: str, tmp_path: Path, lacks: Callable[[str], NoReturn]
) -> Steps:
    """Opens pages of the guide in Firefox, and runs a script in each."""
    firefox = shutil.which("firefox-esr") or shutil.which("firefox")
    if firefox is None:
        lacks("there is no Firefox; apt-get install firefox-esr brings it")

    def run(*steps: tuple[str, str]) -> list[str]:
        told = [{"url": site + page, "script": TOOLS + code} for page, code in steps]
        done = subprocess.run(
            [node, "--experimental-websocket", str(DRIVER), firefox, str(tmp_path)],
            input=json.dumps(told),
            stdout=subprocess.PIPE,
            text=True,
            encoding="utf-8",
            check=True,
            timeout=400,
        )
        return cast("list[str]", json.loads(done.stdout))

    return run


@pytest.mark.slow  # Firefox starts, and Python in it again and again
@pytest.mark.timeout(500)
def test_a_pair_runs_is_edited_and_stops(in_firefox: Steps) -> None:
    page = "constructs/hedged.html"
    verdict, edited, stopped = in_firefox(
        (page, 'find(".live-run").click(); return text(".live-verdict");'),
        (
            page,
            """
            find(".live-edit-trio").click();
            await write((text) => text.replace("delay=0.075", "delay=0.3"));
            find(".live-run").click();
            return text(".live-verdict");
            """,
        ),
        (
            page,
            f"""
            find(".live-edit-trio").click();
            await write(() => {json.dumps(ENDLESS)});
            find(".live-run").click();
            await text(".output-trio figcaption span", "running");
            find(".live-run").click();
            return text(".output-trio .printed", "stopped");
            """,
        ),
    )
    assert verdict == "✓ Both print the same lines at the same times."
    assert edited.startswith("They differ: line 2: Go printed")
    assert stopped.strip() == "stopped"


@pytest.mark.slow  # Firefox starts, and Python in it again and again
@pytest.mark.timeout(500)
def test_an_exercise_is_solved_and_kept(in_firefox: Steps) -> None:
    hedged = find("hedged")
    page = "exercises/hedged.html"
    check = 'find("[data-do=check]").click(); return text(".exercise-verdict + p");'
    wrong, endless, right, kept = in_firefox(
        (page, check),
        (
            page,
            f"""
            find("[data-do=edit]").click();
            await write(() => {json.dumps(ENDLESS + "hedged = main")});
            {check}
            """,
        ),
        (
            page,
            f"await write(() => {json.dumps(hedged.solution_text)}); {check}",
        ),
        ("workshop.html", 'return text("[data-mark-of=hedged]");'),
    )
    assert wrong == hedged.messages["start"]
    assert endless.startswith("the program never ends: it is busy in line 3, ")
    assert right.startswith("it prints what the Go original does")
    assert kept == "✓ done"
