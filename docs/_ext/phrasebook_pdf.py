"""The phrasebook as a PDF to print and keep, from a Chromium if there is one."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import chromium

if TYPE_CHECKING:
    from docutils import nodes
    from playwright.sync_api import Browser
    from sphinx.application import Sphinx
    from sphinx.util.typing import ExtensionMetadata

NAME = "phrasebook.pdf"
_LINK = f'<p class="as-pdf"><a href="{NAME}">As a PDF of three pages</a></p>'


def write(browser: Browser, page_path: Path, base: str = "") -> None:
    """Print the page beside itself; its links lead to the address of the site."""
    page = browser.new_page()
    page.goto(page_path.as_uri())
    page.evaluate(
        """(base) => {
            for (const link of document.querySelectorAll("a[href]")) {
                const target = link.getAttribute("href");
                if (/^https?:/.test(target)) continue;
                if (base) link.href = base + target;
                else link.removeAttribute("href");
            }
        }""",
        base,
    )
    page.pdf(
        path=page_path.with_name(NAME),
        format="A4",
        prefer_css_page_size=True,
        tagged=True,
    )
    page.close()


def _link(
    app: Sphinx,
    pagename: str,
    templatename: str,
    context: dict[str, Any],
    doctree: nodes.document | None,
) -> None:
    del app, templatename, doctree
    if pagename == "phrasebook" and chromium.is_here():
        context["body"] = context["body"].replace("</h1>", f"</h1>\n{_LINK}", 1)


def _write(app: Sphinx, exception: Exception | None) -> None:
    if exception is not None or app.builder.format != "html" or not chromium.is_here():
        return
    with chromium.opened() as browser:
        write(browser, Path(app.outdir, "phrasebook.html"), app.config.html_baseurl)


def setup(app: Sphinx) -> ExtensionMetadata:
    app.connect("html-page-context", _link)
    app.connect("build-finished", _write)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
