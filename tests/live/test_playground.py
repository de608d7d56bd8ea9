"""The playground and its links: whatever they carry, no program just runs."""

from __future__ import annotations

import base64
import json
import subprocess
import zlib
from pathlib import Path
from typing import TYPE_CHECKING, Any

import build
import pytest
from playwright.sync_api import expect

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, BrowserContext

PATIENCE = 60_000
LINKS = Path(build.__file__).with_name("page") / "links.js"

_GO = 'package main\n\nimport "fmt"\n\nfunc main() {\n\tfmt.Println("größer ✓")\n}\n'
_TRIO = "import trio\n\n\nasync def main() -> None:\n    print('größer ✓')\n"


def fragment(shared: object) -> str:
    """What stands after the # of a link that carries this."""
    data = shared if isinstance(shared, bytes) else json.dumps(shared).encode()
    packing = zlib.compressobj(9, wbits=-zlib.MAX_WBITS)
    packed = packing.compress(data) + packing.flush()
    return base64.urlsafe_b64encode(packed).decode().rstrip("=")


GOOD = {"pair": "hedged-1", "programs": {"go": _GO, "trio": _TRIO}}
BROKEN = {
    "cut": fragment(GOOD)[:40],
    "no base64": "äöü",
    "no programs": fragment({"pair": "hedged-1"}),
    "no text": fragment({"pair": "hedged-1", "programs": {"go": 1}}),
    "no pair": fragment({"pair": "../../elsewhere-1", "programs": {}}),
    "not compressed": base64.urlsafe_b64encode(b"{}").decode(),
    "no JSON": fragment(b"\xff\xfe"),
    "null": fragment(None),
}
TOO_LONG = {"long": "A" * 40_000, "a bomb": fragment(b" " * 5_000_000)}


SHARED = {
    "both": {"go": _GO, "trio": _TRIO},
    "empty": {"go": "", "trio": ""},
    "none": {},
    "odd": {"wrong": "\N{SNOWMAN}\N{GRINNING FACE}\0\r\n\t", "trio": "x" * 100_000},
}
# What is asked of the module of the links: the body of a function, and its `data`.
_BACK = "const text = await links.pack(data); return [text, await links.unpack(text)];"
_UNPACKED = "return links.unpack(data).catch((error) => error.message);"
# Hashes can't be compressed.
_TOO_LONG = (
    "const hex = Array.from({ length: 90_000 }, (_, i) => Math.sin(i)).join();"
    "return links.pack({ ...data, programs: { go: hex } }).catch((e) => e.message);"
)
QUESTIONS: dict[str, tuple[str, Any]] = {
    **{
        name: (_BACK, {"pair": "singleton_locked-2", "programs": programs})
        for name, programs in SHARED.items()
    },
    **{name: (_UNPACKED, text) for name, text in (BROKEN | TOO_LONG).items()},
    "made too long": (_TOO_LONG, GOOD),
}


@pytest.fixture(scope="module")
def said(node: str) -> dict[str, Any]:
    """The answers of the module of the links; they are asked for in one Node."""
    script = (
        f"import * as links from {json.dumps(LINKS.as_uri())};\nconst said = {{}};\n"
    )
    for name, (body, data) in QUESTIONS.items():
        script += f"said[{json.dumps(name)}] = await (async (data) => {{ {body} }})("
        script += f"{json.dumps(data)});\n"
    script += "process.stdout.write(JSON.stringify(said));"
    done = subprocess.run(
        [node, "--input-type=module", "--no-warnings"],
        input=script.encode(),
        capture_output=True,
        check=True,
    )
    answers: dict[str, Any] = json.loads(done.stdout)
    return answers


@pytest.mark.parametrize("name", SHARED)
def test_a_link_brings_back_what_it_was_made_of(
    said: dict[str, Any], name: str
) -> None:
    text, back = said[name]
    assert back == {"pair": "singleton_locked-2", "programs": SHARED[name]}
    assert text == "".join(c for c in text if c.isalnum() or c in "-_")


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_link_says_so(said: dict[str, Any], name: str) -> None:
    assert said[name] == (
        "This link does not carry two programs: a part of it may be missing."
    )


@pytest.mark.parametrize("name", [*TOO_LONG, "made too long"])
def test_what_is_too_long_for_a_link_says_so(said: dict[str, Any], name: str) -> None:
    assert said[name] == "These programs are too long for a link."


@pytest.fixture
def asked() -> list[str]:
    """The addresses that the page has asked for."""
    return []


@pytest.fixture
def context(browser: Browser, asked: list[str]) -> Iterator[BrowserContext]:
    with browser.new_context(viewport={"width": 390, "height": 900}) as context:
        context.on("request", lambda request: asked.append(request.url))
        yield context


def test_what_a_link_brings_runs_only_when_the_reader_runs_it(
    context: BrowserContext, site: str, asked: list[str]
) -> None:
    page = context.new_page()
    page.goto(f"{site}playground.html#{fragment(GOOD)}")
    said = page.locator(".playground .live-note").first
    expect(said).to_have_text("From a link: press Run to run it.", timeout=PATIENCE)
    editors = page.locator(".live-editor .cm-content")
    assert "größer ✓" in (editors.first.text_content() or "")
    assert "größer ✓" in (editors.nth(1).text_content() or "")
    # What runs programs was not even loaded, and nothing stands there as printed.
    assert not [
        url for url in asked if ".wasm" in url or ".zip" in url or "worker" in url
    ]
    assert page.locator(".outputs figure").count() == 0
    page.locator(".live-run").click()
    verdict = page.locator(".live-verdict")
    verdict.wait_for(timeout=2 * PATIENCE)
    assert verdict.inner_text() == "✓ Both print the same lines at the same times."


def test_a_chosen_pair_is_shared_by_a_link(
    context: BrowserContext, site: str, asked: list[str]
) -> None:
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    page = context.new_page()
    page.goto(f"{site}playground.html")
    page.wait_for_load_state("networkidle")
    live = [url.partition("/live/")[2] for url in asked if "/live/" in url]
    assert {name.partition("?")[0] for name in live} == {
        "live.css",
        "live.js",
        "links.js",
        "playground.js",
    }
    assert page.locator(".playground-needs").is_hidden()
    # No wider than a phone.
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    page.locator(".playground select").select_option("mutex_counter-1")
    page.locator(".live-copy").click(timeout=PATIENCE)
    expect(page.locator(".playground .live-note").first).to_have_text(
        "The link is copied.", timeout=PATIENCE
    )
    assert page.evaluate("navigator.clipboard.readText()") == page.url
    other = context.new_page()
    other.goto(page.url)
    other.locator(".live-editor").nth(1).wait_for(timeout=PATIENCE, state="attached")
    assert other.locator(".playground select").input_value() == "mutex_counter-1"
    # Another link, broken, leaves what is there.
    other.evaluate("location.hash = 'AAAA'")
    expect(other.locator(".playground .live-note").first).to_contain_text(
        "does not carry two programs", timeout=PATIENCE
    )
    assert other.locator(".live-editor").count() == 2


def test_the_list_names_the_pair_that_stands_below_it(
    context: BrowserContext, site: str
) -> None:
    page = context.new_page()
    page.goto(f"{site}playground.html")
    choice = page.locator(".playground select")
    note = page.locator(".playground .live-note").first
    page.route("**/mutex_counter.html", lambda route: route.abort())
    choice.select_option("mutex_counter-1")
    expect(note).to_have_text("This pair could not be loaded.", timeout=PATIENCE)
    assert choice.input_value() == ""
    page.unroute("**/mutex_counter.html")
    # The first is still on its way when the second is chosen.
    choice.evaluate("""(it) => {
        for (it.value of ["hedged-1", "mutex_counter-1"]) {
            it.dispatchEvent(new Event("change"));
        }
    }""")
    page.locator(".live-editor").nth(1).wait_for(timeout=PATIENCE, state="attached")
    page.wait_for_load_state("networkidle")
    assert page.locator(".pair-box").count() == 1
    # A guide of another version has other pairs.
    for pair in ("hedged-99", "not_any_more-1", "deadlock_unseen-1"):
        link = fragment({"pair": pair, "programs": {}})
        page.evaluate("(link) => { location.hash = link; }", link)
        said = f"This guide has no pair {pair} to start from."
        expect(note).to_have_text(said, timeout=PATIENCE)
        assert choice.input_value() == "mutex_counter-1"
        assert page.locator(".pair-box").count() == 1


def test_without_scripts_it_says_what_it_needs(browser: Browser, site: str) -> None:
    with browser.new_context(java_script_enabled=False) as context:
        page = context.new_page()
        page.goto(f"{site}playground.html")
        assert page.locator(".playground").is_hidden()
        assert "trio-patterns docs" in page.locator(".playground-needs").inner_text()
