"""The picture as a page to look into: zoom, pan, details and a filter, in one file."""

from __future__ import annotations

from html import escape
from importlib.resources import files
from string import Template
from typing import TYPE_CHECKING

from ._layout import Layout
from ._svg import Drawing

if TYPE_CHECKING:
    from .model import Recording

# At the largest zoom that is about a pixel; see `MOST_ZOOM` in viewer.js. A browser
# takes so many parts; of more, those that are close to each other are drawn as one.
_FINEST = 0.01
_MOST_BARS = 20_000

# What it may load: nothing. It is complete, and the names in it are somebody's.
_PAGE = Template("""\
<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta http-equiv="Content-Security-Policy"
 content="default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'">
<title>$title</title>
<style>
$style</style>
</head>
<body>
<main>
<h1>$title</h1>
<form hidden>
<label>Filter <input type="search" id="filter" placeholder="a task, or lock, or ..."
 aria-controls="picture"></label>
<output id="count" for="filter"></output>
<span role="group" aria-label="Zoom">
<button type="button" name="out" aria-label="Zoom out">\N{MINUS SIGN}</button>
<button type="button" name="in" aria-label="Zoom in">+</button>
<button type="button" name="whole">All</button>
</span>
<label><input type="checkbox" name="message" checked> values</label>
<label><input type="checkbox" name="cancel" checked> cancels</label>
<label><input type="checkbox" name="wake" checked> wakes</label>
<label><input type="checkbox" name="spawn" checked> starts</label>
</form>
<div id="picture" tabindex="0" role="group" aria-label="Timeline"
 aria-describedby="help">
$picture</div>
<div id="details" role="status"></div>
<p id="help" hidden>In the picture: <kbd>\N{UPWARDS ARROW}</kbd>
<kbd>\N{DOWNWARDS ARROW}</kbd> another task, <kbd>\N{LEFTWARDS ARROW}</kbd>
<kbd>\N{RIGHTWARDS ARROW}</kbd> what it does, <kbd>Enter</kbd> or a double click zooms
onto it; <kbd>+</kbd> <kbd>-</kbd> <kbd>0</kbd> or <kbd>Ctrl</kbd> and the wheel zoom;
<kbd>Shift</kbd> and <kbd>\N{LEFTWARDS ARROW}</kbd> <kbd>\N{RIGHTWARDS ARROW}</kbd>, the
wheel or a drag move it; <kbd>/</kbd> goes to the filter.</p>
</main>
<script>
$script</script>
</body>
</html>
""")


def html_of(recording: Recording, title: str = "") -> str:
    """Draw a recording as an HTML file; the same recording gives the same bytes."""
    finest = _FINEST
    layout = Layout(recording, finest=finest)
    while sum(len(lane.bars) for lane in layout.lanes) > _MOST_BARS and finest < 1:
        finest *= 4
        layout = Layout(recording, finest=finest)
    return _PAGE.substitute(
        title=escape(title or "Timeline"),
        style=_part("viewer.css"),
        picture=Drawing(layout, title, handles=True).text(),
        script=_part("viewer.js"),
    )


def _part(name: str) -> str:
    return files(__package__ or "").joinpath(name).read_text(encoding="utf-8")
