"""The HTML of what the programs of a pair print, and of the picture of a run."""

from __future__ import annotations

import re
from html import escape
from itertools import islice
from typing import TYPE_CHECKING

from inline_svg import inline
from program_html import place_of

from trio_patterns.guide import golden
from trio_patterns.guide.catalogue import JUDGES

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from trio_patterns.guide.catalogue import Construct, Pair
    from trio_patterns.guide.output import Output

# What a traceback draws around an exception group.
_FRAME = re.compile(r"^ +[|+] ")


def outputs_html(construct: Construct, pair: Pair, outputs: Sequence[Output]) -> str:
    """One box for what both print, or one for each."""
    clock = "on virtual clocks" if construct.clock == "virtual" else ""
    if pair.compare in ("lines", "groups"):
        groups = list(pair.groups) if pair.compare == "groups" else []
        title = " and ".join(side.title for side in pair.sides) + " print"
        boxes = _output(title, "both", outputs[0], clock, groups=groups)
        return f'<div class="outputs">{boxes}</div>'
    boxes = ""
    for side, output in zip(pair.sides, outputs, strict=True):
        version, title = "", f"{side.title} prints"
        if golden.is_golden(side):
            _, version = golden.read(construct, side.program, side.judge)
        if side.judge != "run":
            judge = JUDGES[side.judge]
            title = f"{judge} say" if " and " in judge else f"{judge} says"
        pattern = side.ends.stderr if side.ends else None
        boxes += _output(title, place_of(pair, side), output, version, pattern=pattern)
    return f'<div class="outputs">{boxes}</div>'


def _output(
    title: str,
    place: str,
    output: Output,
    remark: str,
    *,
    pattern: str | None = None,
    groups: Sequence[int] = (),
) -> str:
    rows = [_row(line.seconds, escape(line.text)) for line in output.lines]
    if any(size > 1 for size in groups):
        rows = _grouped(rows, groups)
        remark = f"{remark}; │ in any order".removeprefix("; ")
    rows += [_error(_FRAME.sub("", said)) for said in output.errors(pattern)]
    if output.exit != 0:
        rows.append(f'<span class="row error">exit status {output.exit}\n</span>')
    if output.seconds is not None:
        rows.append(_row(output.seconds, '<span class="over">the end</span>'))
    if not rows:
        rows = ['<span class="row over">nothing\n</span>']
    return (
        f'<figure class="output output-{place}"><figcaption>{title}'
        f"<span>{escape(remark)}</span></figcaption>"
        f'<div class="printed" translate="no">{"".join(rows)}</div></figure>'
    )


def _error(said: str) -> str:
    indent = len(said) - len(said.lstrip())
    deep = f' style="--deep:{indent}"' if indent else ""
    return f'<span class="row error"{deep}>{escape(said)}\n</span>'


def _row(seconds: float | None, html: str) -> str:
    time = "" if seconds is None else f'<span class="time">{seconds:g} s</span> '
    return f'<span class="row">{time}{html}\n</span>'


def _grouped(rows: list[str], sizes: Sequence[int]) -> list[str]:
    result: list[str] = []
    rest = iter(rows)
    for size in sizes:
        group = "".join(islice(rest, size))
        result.append(f'<span class="group">{group}</span>' if size > 1 else group)
    return [*result, *rest]


def picture_html(path: Path) -> str:
    """The picture in the page, so that it follows the page's light and dark."""
    svg = inline(path.read_text(encoding="utf-8"), path.stem.replace("_", "-"))
    return (
        '<figure class="picture"><figcaption>The run in Trio, drawn from a recording'
        f'</figcaption><div class="scroll" tabindex="0">{svg}</div></figure>'
    )
