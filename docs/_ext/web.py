"""What the web wants of each page: its description, a map of the site, the licences.

The address of the site is `html_baseurl`, which the host gives. Without one there is no
sitemap, since that needs whole addresses; Sphinx itself writes the canonical links.
"""

from __future__ import annotations

import re
import shutil
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any

from docutils import nodes

from trio_patterns.guide.catalogue import load

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.util.typing import ExtensionMetadata

# The colours of the page, for the frame that a phone draws around it.
_COLOURS = {"light": "#ffffff", "dark": "#131416"}
# The licences, under names that a browser shows as text.
_LICENCES = {"LICENSE.MIT": "license-mit.txt", "LICENSE.APACHE2": "license-apache.txt"}
# What docutils writes.
_VIEWPORT = re.compile(r'<meta name="viewport"[^>]*>\s*')
# In letters: search engines cut what is longer.
_LONGEST = 300


def describe(pagename: str, doctree: nodes.document | None) -> str:
    """Describe a page: a construct by its question and lesson, others as they begin."""
    folder, _, name = pagename.rpartition("/")
    if folder == "constructs":
        construct = load().find(name)
        text = f"{construct.question} {construct.lesson.replace('`', '')}"
    else:
        first = next(iter(doctree.findall(nodes.paragraph)), None) if doctree else None
        text = first.astext() if first else ""
    text = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", " ".join(text.split()))
    if len(text) <= _LONGEST:
        return text
    return text[:_LONGEST].rpartition(" ")[0].rstrip(",;:") + " ..."


def _add_tags(
    app: Sphinx,
    pagename: str,
    templatename: str,
    context: dict[str, Any],
    doctree: nodes.document | None,
) -> None:
    del templatename
    title = re.sub(r"<[^>]*>", "", context.get("title", "")) or app.config.html_title
    properties = {
        "og:title": title,
        "og:type": "website",
        "og:site_name": app.config.html_title,
    }
    tags = [
        f'<meta name="theme-color" media="(prefers-color-scheme: {scheme})" '
        f'content="{colour}">'
        for scheme, colour in _COLOURS.items()
    ]
    if text := describe(pagename, doctree):
        tags.append(f'<meta name="description" content="{escape(text)}">')
        properties["og:description"] = text
    if app.config.html_baseurl:
        properties["og:url"] = f"{app.config.html_baseurl}{pagename}.html"
    tags += [
        f'<meta property="{name}" content="{escape(value)}">'
        for name, value in properties.items()
    ]
    # The theme says the width of the screen, too.
    others = _VIEWPORT.sub("", context.get("metatags", ""))
    context["metatags"] = others + "\n".join(tags)


def _write_map(app: Sphinx, exception: Exception | None) -> None:
    if exception is not None or app.builder.format != "html":
        return
    robots = "User-agent: *\nAllow: /\n"
    if base := app.config.html_baseurl:
        robots += f"Sitemap: {base}sitemap.xml\n"
        pages = "".join(
            f"<url><loc>{escape(base)}{name}.html</loc></url>\n"
            for name in sorted(app.env.found_docs)
        )
        Path(app.outdir, "sitemap.xml").write_text(
            '<?xml version="1.0" encoding="utf-8"?>\n'
            '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n'
            f"{pages}</urlset>\n",
            encoding="utf-8",
        )
    Path(app.outdir, "robots.txt").write_text(robots, encoding="utf-8")


def _copy_licences(app: Sphinx, exception: Exception | None) -> None:
    if exception is not None or app.builder.format != "html":
        return
    for name, shown in _LICENCES.items():
        shutil.copyfile(app.srcdir.parent / name, app.outdir / shown)


def setup(app: Sphinx) -> ExtensionMetadata:
    app.connect("html-page-context", _add_tags)
    app.connect("build-finished", _write_map)
    app.connect("build-finished", _copy_licences)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
