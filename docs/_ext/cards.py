"""The card of a page, which a messenger shows beside a link to it.

It has the page's title, its question, and the picture of its run. Its address must be
whole, so there are cards only where the site has an address, `html_baseurl`; and only
where there is a Chromium to draw them.
"""

from __future__ import annotations

from html import escape
from pathlib import Path
from string import Template
from typing import TYPE_CHECKING, Any, NamedTuple

import chromium

from trio_patterns.guide import tracing
from trio_patterns.guide.catalogue import load

if TYPE_CHECKING:
    from collections.abc import Iterable

    from docutils import nodes
    from playwright.sync_api import Page
    from sphinx.application import Sphinx
    from sphinx.util.typing import ExtensionMetadata

    from trio_patterns.guide.catalogue import Construct

WIDTH, HEIGHT = 1200, 630

_PAGE = Template("""\
<!doctype html>
<meta charset="utf-8">
<style>
body { display: flex; flex-direction: column; gap: 18px; height: 100vh; margin: 0;
  padding: 44px 56px; border-left: 20px solid #5140b8; box-sizing: border-box;
  font-family: system-ui, "Segoe UI", Roboto, "Noto Sans", "DejaVu Sans", sans-serif; }
p, h1 { margin: 0; }
p { font-size: 30px; line-height: 1.3; color: #59636e; }
h1 { font-size: 50px; line-height: 1.15; }
.site { font-size: 26px; font-weight: 600; color: #5140b8; }
svg { flex: 1; width: 100%; min-height: 0; }
</style>
<p class="site">trio_patterns</p>
<h1>$title</h1>
<p>$question</p>
$picture""")


class Card(NamedTuple):
    """What stands on a card; `name` is that of its file."""

    name: str
    title: str
    question: str
    picture: str = ""


def card_of(construct: Construct, pictures: Path) -> Card:
    """Make the card of a construct, with its first picture if there is one."""
    paths = (pictures / name for name in tracing.pictures(construct))
    first = next(filter(Path.exists, paths), None)
    picture = first.read_text(encoding="utf-8") if first else ""
    return Card(construct.name, construct.title, construct.question, picture)


def _cards(pictures: Path) -> list[Card]:
    """Make the cards of all constructs, and that of the other pages."""
    constructs = [card_of(construct, pictures) for construct in load().constructs]
    index = Card(
        "index",
        "Go's concurrency beside its structured twin on Trio",
        "Programs that run in both languages, helpers to import, and testing tools.",
        (pictures / "hedged.svg").read_text(encoding="utf-8"),
    )
    return [index, *constructs]


def draw(cards: Iterable[Card], folder: Path) -> None:
    """Draw cards into a folder, each as a PNG of its name."""
    folder.mkdir(exist_ok=True)
    with chromium.opened() as browser:
        page = browser.new_page(viewport={"width": WIDTH, "height": HEIGHT})
        for card in cards:
            title, question = escape(card.title), escape(card.question)
            page.set_content(
                _PAGE.substitute(title=title, question=question, picture=card.picture)
            )
            _photograph(page, folder / f"{card.name}.png")


def _photograph(page: Page, path: Path) -> None:
    """Take the picture. A Chromium that is short of time may have no frame to give."""
    for tries_left in (2, 1, 0):
        try:
            page.screenshot(path=path)
        except Exception as error:
            if not tries_left or "Unable to capture screenshot" not in str(error):
                raise
        else:
            return


def tags(base: str, pagename: str) -> str:
    """Write the tags that name the card of a page."""
    folder, _, name = pagename.rpartition("/")
    card = name if folder == "constructs" else "index"
    return (
        f'\n<meta property="og:image" content="{escape(base)}cards/{card}.png">'
        f'\n<meta property="og:image:width" content="{WIDTH}">'
        f'\n<meta property="og:image:height" content="{HEIGHT}">'
        '\n<meta name="twitter:card" content="summary_large_image">'
    )


def _add_tags(
    app: Sphinx,
    pagename: str,
    templatename: str,
    context: dict[str, Any],
    doctree: nodes.document | None,
) -> None:
    del templatename, doctree
    if app.config.html_baseurl and chromium.is_here():
        added = tags(app.config.html_baseurl, pagename)
        context["metatags"] = context.get("metatags", "") + added


def _draw_all(app: Sphinx, exception: Exception | None) -> None:
    if exception is not None or app.builder.format != "html":
        return
    if app.config.html_baseurl and chromium.is_here():
        draw(_cards(Path(app.srcdir, "pictures")), Path(app.outdir, "cards"))


def setup(app: Sphinx) -> ExtensionMetadata:
    app.connect("html-page-context", _add_tags)
    app.connect("build-finished", _draw_all)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
