"""Run in the page: what a page tells its scripts, and the parts that they load.

`docs/live/build.py` makes the parts. Where there are none the site is built without
them, and the programs of a page have no buttons.
"""

from __future__ import annotations

import json
import os
import shutil
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import go_compiler
from go_programs import module_of

from trio_patterns.guide import golden, tracing
from trio_patterns.guide.output import in_seconds

if TYPE_CHECKING:
    from docutils import nodes
    from sphinx.application import Sphinx
    from sphinx.util.typing import ExtensionMetadata

    from trio_patterns.guide.catalogue import Construct, Pair, Side
    from trio_patterns.guide.output import Output
    from trio_patterns.workshop.exercises import Exercise

# The style sheets of the pages that have programs, by the first part of their names.
_STYLES = {
    "constructs": ("live.css",),
    "exercises": ("live.css", "exercises.css"),
    "playground": ("live.css",),
    "workshop": ("exercises.css",),
}
# The programs of a pair, as its metadata calls them.
_KEYS = ("go", "wrong", "trio")


def folder(docs: Path) -> Path | None:
    """Give the folder with the parts; `None` if they were not built.

    Raises:
        FileNotFoundError: `TRIO_PATTERNS_LIVE` names a folder that does not have them.
    """
    told = os.environ.get("TRIO_PATTERNS_LIVE")
    parts = Path(told).absolute() if told else docs / "_build" / "live"
    sign = parts / "lock.json"
    if sign.exists():
        return parts
    if told:
        raise FileNotFoundError(f"TRIO_PATTERNS_LIVE: there is no {sign}")
    return None


def description(construct: Construct, pair: Pair) -> str:
    """Describe a pair for its page's script, in JSON: its programs, and its rule."""
    sides = [_side(construct, pair, side) for side in pair.sides]
    rule = {
        "compare": pair.compare,
        **{key: getattr(pair, key) for key in _KEYS},
        "groups": pair.groups,
        "ids": pair.ids,
        "seconds": pair.seconds,
    }
    for key in _KEYS:
        ends = getattr(pair, f"{key}_ends")
        rule[f"{key}_ends"] = _brief(asdict(ends)) if ends else None
    told = {
        "construct": construct.name,
        "clock": construct.clock,
        "title": tracing.title(construct, pair) if pair.picture else "",
        "sides": sides,
        "rule": _brief(rule),
        "signals": [asdict(signal) for signal in pair.signals],
    }
    return json.dumps(_brief(told), ensure_ascii=False, separators=(",", ":"))


def exercise(exercise: Exercise) -> dict[str, Any]:
    """Describe an exercise for its page's script."""
    construct = exercise.construct
    return {
        "name": exercise.name,
        "file": exercise.file,
        "program": f"{exercise.name}/exercise/start.py",
        "clock": construct.clock,
        "title": exercise.title,
        "construct": construct.title,
    }


def can_run(side: Side) -> bool:
    """Whether a program can run in a page."""
    return side.judge == "run" and not side.lacks_in_browser


def _side(construct: Construct, pair: Pair, side: Side) -> dict[str, Any]:
    program = f"{construct.name}/{side.program}"
    told: dict[str, Any] = {
        "title": side.title,
        "language": side.language,
        "key": next(key for key in _KEYS if getattr(pair, key) == side.program),
        "program": program,
    }
    if side.judge != "run":
        return {**told, "refused": True}
    if side.ends and side.ends.hangs is not None:
        told["hangs"] = {"after": len(side.ends.lines), "seconds": side.ends.hangs}
    if side.lacks_in_browser:
        told["lacks"] = side.lacks_in_browser
        if side.language == "go":
            # What the twin is compared with.
            told["recorded"] = _printed(golden.read(construct, side.program)[0])
    elif side.language == "go":
        source = construct.folder / side.program
        told["module"] = module_of(source)
        # Up to which group of packages its compiler loads them.
        told["group"] = go_compiler.group_of(source)
    return told


def _printed(output: Output) -> dict[str, Any]:
    """Give an output as a process has printed it."""
    rows = [
        text if seconds is None else f"{in_seconds(seconds)}\t{text}"
        for seconds, text in output.lines
    ]
    if output.seconds is not None:
        rows.append(f"{in_seconds(output.seconds)}\t")
    out = "".join(f"{row}\n" for row in rows)
    return {"out": out, "err": output.stderr, "status": output.exit}


def _brief(table: dict[str, Any]) -> dict[str, Any]:
    """Leave out what says nothing."""
    return {
        key: value for key, value in table.items() if value not in (None, "", (), [])
    }


def _add_script(
    app: Sphinx,
    pagename: str,
    templatename: str,
    context: dict[str, Any],
    doctree: nodes.document | None,
) -> None:
    """Let the pages with programs load the script that brings their buttons."""
    del templatename, context, doctree
    where = pagename.partition("/")[0]
    parts = folder(app.srcdir) if where in _STYLES else None
    if parts is None:
        return
    for name in _STYLES[where]:
        app.add_css_file(f"live/{name}")
    if where in ("constructs", "playground"):
        megabytes = [round(size / 1e6, 1) for size in go_compiler.sizes(parts)]
        data = {"data-compiler": json.dumps(megabytes)}
        app.add_js_file("live/live.js", 500, "defer", **data)
        if where == "playground":
            app.add_js_file("live/playground.js", type="module")
    else:
        app.add_js_file("live/exercises.js", loading_method="defer")


def _copy_parts(app: Sphinx, exception: Exception | None) -> None:
    if exception is not None or app.builder.format != "html":
        return
    target = Path(app.outdir, "_static", "live")
    shutil.rmtree(target, ignore_errors=True)
    if parts := folder(app.srcdir):
        shutil.copytree(app.srcdir / "live" / "page", target)
        shutil.copytree(parts, target / "parts")


def setup(app: Sphinx) -> ExtensionMetadata:
    """Tell Sphinx."""
    app.connect("html-page-context", _add_script)
    app.connect("build-finished", _copy_parts)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
