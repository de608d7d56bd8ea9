"""The site as a host serves it: below a path, and with a page for wrong addresses.

A small site is enough: what makes its pages findable is made the same way.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import threading
import urllib.request
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import pytest

from tests import needed

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, Response

needed.sphinx()

ROOT = Path(__file__).parents[2]
BELOW = "en/latest"  # as Read the Docs has it
PAGES = {
    "index": "# Home\n\n```{toctree}\nphrasebook\nconstructs/hedged\n```\n",
    "phrasebook": "# Phrasebook\n\n[Hedged](constructs/hedged.md)\n",
    "constructs/hedged": "# Hedged requests\n\n[Back](../phrasebook.md)\n",
}


class Hosted(NamedTuple):
    """A site, and the address at which it is served."""

    folder: Path
    address: str


class Host(SimpleHTTPRequestHandler):
    """Serves files; for others the site's own page that says there are none."""

    def send_error(
        self, code: int, message: str | None = None, explain: str | None = None
    ) -> None:
        del message, explain
        text = Path(self.directory, BELOW, "404.html").read_bytes()
        self.send_response(code)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(text)))
        self.end_headers()
        self.wfile.write(text)

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002
        """Say nothing."""


@pytest.fixture(scope="module")
def hosted(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Hosted]:
    top = tmp_path_factory.mktemp("hosted")
    sources, served = top / "docs", top / "served"
    for name, text in PAGES.items():
        (sources / name).parent.mkdir(parents=True, exist_ok=True)
        (sources / f"{name}.md").write_text(text, encoding="utf-8")
    for licence in ROOT.glob("LICENSE.*"):
        shutil.copy(licence, top)
    with ThreadingHTTPServer(
        ("127.0.0.1", 0), partial(Host, directory=str(served))
    ) as server:
        address = f"http://127.0.0.1:{server.server_address[1]}/{BELOW}/"
        command = [sys.executable, "-m", "sphinx", "-q", "-W", "-c", str(ROOT / "docs")]
        command += ["-D", "extensions=myst_parser,web", "-D", "default_role="]
        subprocess.run(
            [*command, sources, served / BELOW],
            env=os.environ | {"READTHEDOCS_CANONICAL_URL": address},
            check=True,
        )
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield Hosted(served / BELOW, address)
        server.shutdown()
        thread.join()


def read(hosted: Hosted, name: str) -> str:
    return (hosted.folder / name).read_text(encoding="utf-8")


@pytest.mark.parametrize("name", PAGES)
def test_each_page_says_its_own_address(hosted: Hosted, name: str) -> None:
    html = read(hosted, f"{name}.html")
    address = f"{hosted.address}{name}.html"
    assert re.findall('<link rel="canonical" href="([^"]+)"', html) == [address]
    assert re.findall('property="og:url" content="([^"]+)"', html) == [address]


def test_the_map_has_each_page_once_and_the_robots_find_it(hosted: Hosted) -> None:
    listed = re.findall("<loc>([^<]+)</loc>", read(hosted, "sitemap.xml"))
    assert listed == [f"{hosted.address}{name}.html" for name in sorted(PAGES)]
    robots = read(hosted, "robots.txt").splitlines()
    assert robots == [
        "User-agent: *",
        "Allow: /",
        f"Sitemap: {hosted.address}sitemap.xml",
    ]


@pytest.mark.parametrize("name", [*PAGES, "404"])
def test_a_phone_learns_the_colour_of_each_page(hosted: Hosted, name: str) -> None:
    found = re.findall(
        r'<meta name="theme-color" media="\(prefers-color-scheme: (\w+)\)" '
        'content="(#[0-9a-f]{6})">',
        read(hosted, f"{name}.html"),
    )
    assert [scheme for scheme, _ in found] == ["light", "dark"]
    assert len({colour for _, colour in found}) == 2


@pytest.mark.parametrize("wrong", ["none.html", "constructs/none", "a/b/c/d.html"])
def test_the_page_for_a_wrong_address_works_at_any_depth(
    hosted: Hosted, browser: Browser, wrong: str
) -> None:
    failed: list[str] = []

    def note(response: Response) -> None:
        if response.status >= 400:
            failed.append(response.url)

    with browser.new_context() as context:
        page = context.new_page()
        page.on("response", note)
        page.goto(hosted.address + wrong)
        page.wait_for_load_state("networkidle")
        # The page itself, and none of its styles, scripts and pictures.
        assert failed == [hosted.address + wrong]
        assert page.title() == "No such page - trio_patterns"
        robots = page.locator("meta[name=robots]")
        assert robots.get_attribute("content") == "noindex"
        assert page.locator("link[rel=canonical]").count() == 0
        # The theme has a face of its own for headings and for the side bar.
        assert page.locator(".sidebar-drawer").evaluate(
            "(drawer) => getComputedStyle(drawer).display === 'flex'"
        )
        for address in page.locator("a[href]").evaluate_all(
            "(links) => links.map((link) => link.href)"
        ):
            if address.startswith(hosted.address):
                with urllib.request.urlopen(address) as response:  # noqa: S310
                    assert response.status == 200
            else:
                assert not address.startswith("http://127.0.0.1"), address
        page.get_by_role("link", name="The guide begins here.").click()
        page.wait_for_url(f"{hosted.address}index.html")
