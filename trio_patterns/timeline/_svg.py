"""The picture as SVG: one file with its own styles, for light and for dark pages."""

from __future__ import annotations

from contextlib import contextmanager
from html import escape
from typing import TYPE_CHECKING

from ._layout import (
    AXIS,
    BOX_SIDE,
    STYLES,
    Layout,
    ending_in_words,
    ending_size,
    fitted,
    parent_of,
    seconds_in_words,
    text_width,
)

if TYPE_CHECKING:
    from collections.abc import Generator, Sequence

    from ._layout import Arrow, Bar, Box, Label, Lane, Style
    from .model import Recording, TaskRecord, Wait

# Each kind of wait has a pattern of its own, and says its name where there is room:
# nobody has to tell colours apart.
_CSS = """
.tl{--bg:#fff;--ink:#1f2328;--dim:#59636e;--faint:#d8dee4;--box:#0969da;--run:#3d4a5c;
--timer:#0a69da;--channel:#1a7f37;--sync:#9a6700;--children:#6e7781;--outside:#0e7c86;
--bad:#cf222e;--cancel:#bc4c00;--message:#1a7f37;color:var(--ink);
font:11px system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",sans-serif}
@media (prefers-color-scheme:dark){.tl{--bg:#0d1117;--ink:#e6edf3;--dim:#9198a1;
--faint:#2b323b;--box:#4493f8;--run:#c4cfdb;--timer:#58a6ff;--channel:#3fb950;
--sync:#d29922;--children:#8b949e;--outside:#39c5cf;--bad:#ff7b72;--cancel:#f0883e;
--message:#3fb950}}
.tl text{fill:currentColor}
.tl .back{fill:var(--bg)}
.tl .title{font-size:15px;font-weight:600}
.tl .dim{fill:var(--dim)}
.tl .stuck{fill:var(--bad);font-weight:600}
.tl .name{font-size:12px}
.tl .grid{stroke:var(--faint)}
.tl .guide{stroke:var(--faint);stroke-dasharray:1 3}
.tl .box{fill:var(--box);fill-opacity:.05;stroke:var(--box);stroke-opacity:.45}
.tl .box-name{fill:var(--box);font-size:10px}
.tl .life{stroke:var(--dim)}
.tl .running{fill:var(--run)}
.tl .ready{fill:var(--bg);stroke:var(--run)}
.tl .wait{stroke-width:1}
.tl .timer{fill:url(#tl-timer);stroke:var(--timer)}
.tl .channel{fill:url(#tl-channel);stroke:var(--channel)}
.tl .sync{fill:url(#tl-sync);stroke:var(--sync)}
.tl .outside{fill:url(#tl-outside);stroke:var(--outside)}
.tl .children{fill:none;stroke:var(--children);stroke-dasharray:6 3}
.tl .halo{paint-order:stroke;stroke:var(--bg);stroke-width:4px;stroke-linejoin:round}
.tl .message,.tl .cancel,.tl .wake,.tl .spawn{fill:none;stroke-width:1.3}
.tl .message{stroke:var(--message);stroke-width:2}
.tl .cancel{stroke:var(--cancel);stroke-dasharray:5 3}
.tl .wake{stroke:var(--dim)}
.tl .spawn{stroke:var(--dim);stroke-dasharray:1 3}
.tl .value{fill:var(--message);font-weight:600}
.tl .cut{stroke:var(--cancel);stroke-width:2;fill:none}
.tl .end-returned{fill:var(--bg);stroke:var(--run);stroke-width:1.6}
.tl .end-failed{fill:var(--bad);stroke:none}
.tl .end-cancelled{stroke:var(--cancel);stroke-width:2;fill:none}
.tl .end-open{fill:none;stroke:var(--dim);stroke-width:1.6}
.tl .says-failed{fill:var(--bad);font-weight:600}
.tl .says-cancelled{fill:var(--cancel)}
.tl .says-returned{fill:var(--dim)}
.tl .tip-message{fill:var(--message)}.tl .tip-cancel{fill:var(--cancel)}
.tl .tip-wake{fill:var(--dim)}
""".strip().replace("\n", "")

_PATTERNS = {
    "timer": '<circle cx="2" cy="2" r="1"/><circle cx="5" cy="5" r="1"/>',
    "channel": '<path d="M-1 1l2-2M0 6l6-6M5 7l2-2"/>',
    "sync": '<path d="M1.5 0v6M4.5 0v6"/>',
    "outside": '<path d="M0 1.5h6M0 4.5h6"/>',
}
_ARROWS = {
    "message": "hands over a value",
    "cancel": "cancels",
    "wake": "wakes",
    "spawn": "starts",
}
_ENDINGS = {
    "returned": "returned",
    "failed": "failed",
    "cancelled": "cancelled",
    "open": "still going",
}


def svg_of(recording: Recording, title: str = "", *, of_a_crowd: int = 30) -> str:
    """Draw a recording as an SVG file; the same recording gives the same bytes."""
    return Drawing(Layout(recording, of_a_crowd=of_a_crowd), title).text()


class Drawing:
    """Draws a layout, from the back to the front.

    Args:
        layout: what to draw.
        title: what stands above it.
        handles: also write down, in ``data-`` attributes, what a program needs that
            moves the parts: that of the HTML page.
    """

    def __init__(self, layout: Layout, title: str, *, handles: bool = False) -> None:
        self._layout = layout
        self._names = layout.task_names
        self._title = title or "Timeline"
        self._summary = _summary(layout.recording)
        self._handles = handles
        self._parts: list[str] = []
        heading = text_width(self._title, 16.5) + text_width(self._summary) + 40
        self._width = max(layout.width, heading)

    def text(self) -> str:
        layout = self._layout
        with self._in_plot():
            self._draw_axis()
            for box in layout.boxes:
                self._draw_box(box)
        for lane in layout.lanes:
            self._draw_lane(lane)
        with self._in_plot():
            for arrow in layout.arrows:
                self._draw_arrow(arrow)
            for lane in layout.lanes:
                self._draw_end(lane)
            for value in layout.values:
                self._draw_value(value)
        self._add('<g class="below">')
        bottom = self._draw_legend(layout.bottom + 22)
        bottom = self._draw_notes(bottom)
        self._add("</g>")
        return "\n".join([*self._head(bottom + 8), *self._parts, "</svg>", ""])

    def _head(self, height: float) -> list[str]:
        size = f"{_px(self._width)} {_px(height)}"
        patterns = "".join(
            f'<pattern id="tl-{style}" width="6" height="6" '
            'patternUnits="userSpaceOnUse"><rect class="back" width="6" height="6"/>'
            '<rect width="6" height="6" '
            f'style="fill:var(--{style});fill-opacity:.16"/><g style="fill:none;'
            f'stroke:var(--{style});stroke-opacity:.38">{shapes}</g></pattern>'
            for style, shapes in _PATTERNS.items()
        )
        tips = "".join(
            f'<marker id="tl-tip-{kind}" viewBox="0 0 8 8" refX="7" refY="4" '
            'markerWidth="8" markerHeight="8" markerUnits="userSpaceOnUse" '
            f'orient="auto"><path class="tip-{kind}" d="M0 .5L8 4L0 7.5z"/></marker>'
            for kind in ("message", "cancel", "wake")
        )
        title, summary = escape(self._title), escape(self._summary)
        root = (
            f'<svg xmlns="http://www.w3.org/2000/svg" class="tl" viewBox="0 0 {size}" '
            f'width="{_px(self._width)}" height="{_px(height)}"{self._about_axis()}>'
        )
        return [
            root,
            f"<title>{title}: {summary}</title>",
            f"<style>{_CSS}</style>",
            f"<defs>{patterns}{tips}{self._clip()}</defs>",
            '<rect class="back" width="100%" height="100%" rx="6"/>',
            f'<text y="24"><tspan class="title" x="14">{title}</tspan>',
            f'<tspan class="dim" dx="10">{summary}</tspan></text>',
        ]

    def _about_axis(self) -> str:
        axis = self._layout.axis
        gaps = " ".join(f"{_px(start)},{_px(end)}" for start, end in axis.gaps())
        return self._data(
            left=axis.left,
            right=axis.right,
            bottom=self._layout.bottom,
            pitch=self._layout.pitch,
            length=f"{axis.length:.12g}",
            gaps=gaps,
        )

    def _clip(self) -> str:
        if not self._handles:
            return ""
        left = _px(self._layout.axis.left - 8)
        area = f'<rect x="{left}" y="-99999" width="99999" height="199999"/>'
        return f'<clipPath id="tl-plot">{area}</clipPath>'

    @contextmanager
    def _in_plot(self) -> Generator[None]:
        """What is drawn in the block ends where the names begin."""
        if self._handles:
            self._add('<g clip-path="url(#tl-plot)">')
        yield
        if self._handles:
            self._add("</g>")

    def _data(self, **values: float | str | None) -> str:
        """Attributes for the program that moves things."""
        if not self._handles:
            return ""
        return "".join(
            f' data-{name}="{escape(value if isinstance(value, str) else _px(value))}"'
            for name, value in values.items()
            if value is not None
        )

    def _add(self, markup: str) -> None:
        self._parts.append(markup)

    def _write(
        self, x: float, y: float, text: str, style: str = "", data: str = ""
    ) -> None:
        if text:
            style = f' class="{style}"' if style else ""
            self._add(
                f'<text{style} x="{_px(x)}" y="{_px(y)}"{data}>{escape(text)}</text>'
            )

    def _draw_axis(self) -> None:
        axis = self._layout.axis
        ticks = axis.ticks()
        for x, text in ticks:
            self._add(f'<g class="tick"{self._data(x=x)}>')
            self._add(
                f'<path class="grid" d="M{_px(x)} {_px(AXIS + 5)}V'
                f'{_px(self._layout.bottom)}"/>'
                f'<text class="dim" x="{_px(x)}" y="{_px(AXIS)}" text-anchor="middle">'
                f"{text}</text></g>"
            )
        for start, end in axis.gaps():
            middle = (start + end) / 2
            self._add(
                f'<text class="stuck"{self._data(x=middle)} x="{_px(middle)}" '
                f'y="{_px(AXIS)}" text-anchor="middle">stuck, for ever</text>'
            )
        unit = self._data(x=axis.right)
        # The last number may stand at the end of the axis, with its middle.
        beside = max(14, text_width(ticks[-1][1]) / 2 + 5)
        self._write(axis.right + beside, AXIS, axis.unit, "dim", unit)

    def _draw_box(self, box: Box) -> None:
        parent = self._names[box.nursery.parent]
        count = len(box.nursery.children)
        left, right = box.left + BOX_SIDE, box.right - BOX_SIDE
        place = self._data(
            x=left, to=right, pad=BOX_SIDE, top=box.top, bottom=box.bottom
        )
        self._add(
            f'<rect class="box"{place} x="{_px(box.left)}" y="{_px(box.top + 2)}" '
            f'width="{_px(box.right - box.left)}" '
            f'height="{_px(box.bottom - box.top - 4)}" rx="5">'
            f"<title>a nursery of {escape(parent)}, {count} "
            f"task{'s' * (count != 1)}</title></rect>"
        )
        name = f"nursery of {parent}" + (f": {count:,} tasks" if count > 8 else "")
        drawn = len(self._layout.shown_children(box.nursery))
        name += f", {drawn} of them are drawn" if drawn < count else ""
        x, y = box.left + 9, box.top + 13
        x = self._layout.beside_values(x, y, text_width(name, 10))
        place = self._data(x=left, to=right, top=box.top)
        shown = fitted(name, self._layout.width - x - 3, 10)
        self._write(x, y, shown, "box-name halo", place)

    def _draw_lane(self, lane: Lane) -> None:
        layout, task = self._layout, lane.task
        data = self._data(
            parent=parent_of(layout.recording, task), middle=lane.middle, end=lane.end
        )
        self._add(f'<g class="lane" data-task="{task.number}"{data}>')
        name = fitted(self._names[task.number], layout.name_room(lane), 12)
        left = layout.name_left(lane)
        told = f"<title>{escape(self._life(task))}</title>"
        self._add(
            f'<text class="name" x="{_px(left)}" y="{_px(lane.middle + 4)}">'
            f"{escape(name)}{told}</text>"
        )
        guide = left + text_width(name, 12) + 4
        self._line("guide", guide, lane.start - 4, lane.middle)
        with self._in_plot():
            self._line("life", lane.start, lane.end, lane.middle)
            for bar in lane.bars:
                self._draw_bar(lane, bar)
        self._add("</g>")

    def _line(self, style: str, start: float, end: float, y: float) -> None:
        place = self._data(x=start, to=end, y=y)
        self._add(
            f'<path class="{style}"{place} d="M{_px(start)} {_px(y)}H{_px(end)}"/>'
        )

    def _draw_bar(self, lane: Lane, bar: Bar) -> None:
        pitch = self._layout.pitch
        share = {"running": 0.64, "ready": 0.2, "children": 0.4}.get(bar.style, 0.5)
        height = pitch * share
        width = bar.end - bar.start
        start = bar.start
        if bar.style == "running":
            start, width = start - max(2.4 - width, 0) / 2, max(width, 2.4)
        style = bar.style
        corner = 1 if style == "running" else 2
        if style not in {"running", "ready"}:
            style = f"wait {style}"  # type: ignore[assignment]
        self._add(
            f'<rect class="{style}"{self._data(x=bar.start, to=bar.end)} '
            f'x="{_px(start)}" y="{_px(lane.middle - height / 2)}" '
            f'width="{_px(width)}" height="{_px(height)}" rx="{corner}">'
            f"<title>{escape(self._told_of(lane.task, bar))}</title></rect>"
        )
        wait = bar.wait
        if wait is None or bar.style == "ready":
            return
        labels = self._labels(wait)
        label, middle = self._fitting(labels, bar, lane.middle + 3.8)
        if label or self._handles:
            place = self._data(x=bar.start, to=bar.end, labels="\n".join(labels))
            self._add(
                f'<text class="halo"{place} x="{_px(middle)}" '
                f'y="{_px(lane.middle + 3.8)}" text-anchor="middle">'
                f"{escape(label)}</text>"
            )
        # At the end of a lane there is a mark already.
        if wait.cancelled is not None and lane.end - bar.end > 12:
            cut = min(7, width / 2)
            place = self._data(x=bar.end)
            self._cross("cut", bar.end - cut, lane.middle, 4, place)

    def _fitting(
        self, labels: Sequence[str], bar: Bar, baseline: float
    ) -> tuple[str, float]:
        """The longest label for which the bar has room, and where its middle is."""
        middle = (bar.start + bar.end) / 2
        for label in reversed(labels):
            width = text_width(label)
            last = bar.end - 6 - width
            for start in (middle - width / 2, bar.start + 6):
                if bar.start + 6 <= last:
                    left = self._layout.beside_values(start, baseline, width)
                    if left <= last:
                        return label, left + width / 2
        return "", middle

    def _labels(self, wait: Wait) -> list[str]:
        """What a wait is for, in few words and in more."""
        kind = "children" if wait.kind == "nursery" else wait.kind
        labels = [kind]
        amount = wait.what.partition(" of ")[0]
        if amount.isdecimal():
            labels.append(f"{kind}: {amount} permit{'s' * (amount != '1')}")
        if wait.held_by and wait.woken_by in {None, *wait.held_by}:
            # Else it went from hand to hand.
            labels.append(f"{kind} held by {_and(self._names, wait.held_by)}")
        if wait.cancelled is not None and wait.cancelled.source == "deadline":
            labels.append(f"{kind}, until its deadline")
        return labels

    def _told_of(self, task: TaskRecord, bar: Bar) -> str:
        """What is shown when the pointer rests on a bar."""
        if bar.wait is None:
            steps = f"{bar.steps} steps" if bar.steps > 1 else "one step"
            return f"{self._names[task.number]} runs: {steps}"
        told = wait_in_words(bar.wait, self._names)
        return f"{self._names[task.number]} {told}"

    def _life(self, task: TaskRecord) -> str:
        words = [task.name]
        if task.spawned is not None:
            words.append(f"started at {seconds_in_words(task.spawned.time)}")
        if task.exited is not None:
            words.append(f"ended at {seconds_in_words(task.exited.time)}")
        if task.ending is not None:
            words.append(str(task.ending))
        return "\n".join(words)

    def _draw_end(self, lane: Lane) -> None:
        ending = lane.task.ending
        kind = "open" if ending is None else ending.kind
        self._add(f'<g class="end"{self._data(x=lane.end, lane=lane.task.number)}>')
        self._mark(kind, lane.end, lane.middle)
        words = ending_in_words(lane.task)
        x = self._layout.ending_left(lane)
        room = self._width - x - 12
        shown = fitted(words, room, ending_size(lane.task))
        self._write(x, lane.middle + 4, shown, f"says-{kind} halo")
        self._add(f"<title>{escape(self._life(lane.task))}</title></g>")

    def _mark(self, kind: str, x: float, y: float) -> None:
        style = f"end-{kind}"
        if kind == "cancelled":
            self._cross(style, x, y, 5)
        elif kind == "returned":
            self._add(f'<circle class="{style}" cx="{_px(x)}" cy="{_px(y)}" r="4"/>')
        elif kind == "failed":
            self._add(
                f'<path class="{style}" d="M{_px(x)} {_px(y - 7)}l7 7l-7 7l-7 -7z"/>'
            )
        else:
            self._add(
                f'<path class="{style}" d="M{_px(x - 2)} {_px(y - 5)}l5 5l-5 5"/>'
            )

    def _cross(
        self, style: str, x: float, y: float, size: float, data: str = ""
    ) -> None:
        corner, side = f"M{_px(x - size)} {_px(y - size)}", _px(2 * size)
        strokes = f"l{side} {side}m0 -{side}l-{side} {side}"
        self._add(f'<path class="{style}"{data} d="{corner}{strokes}"/>')

    def _draw_arrow(self, arrow: Arrow) -> None:
        start, end, bow = self._layout.course(arrow)
        x = _px(arrow.x)
        if arrow.kind == "spawn":
            place = self._place_of(arrow)
            self._add(f'<path class="spawn"{place} d="M{x} {_px(start)}V{_px(end)}"/>')
            return
        sender = self._names[arrow.sender.task.number]
        receiver = self._names[arrow.receiver.task.number]
        told = f"{sender} {_ARROWS[arrow.kind]}: {receiver}"
        told += f", {arrow.label}" if arrow.label else ""
        self._add(
            f'<path class="{arrow.kind}"{self._place_of(arrow)} '
            f'marker-end="url(#tl-tip-{arrow.kind})" d="M{x} {_px(start)}'
            f'Q{_px(arrow.x + bow)} {_px((start + end) / 2)} {x} {_px(end)}">'
            f"<title>{escape(told)}</title></path>"
        )

    def _place_of(self, arrow: Arrow) -> str:
        start, end, bow = self._layout.course(arrow)
        return self._data(
            x=arrow.x,
            start=start,
            end=end,
            bow=bow if arrow.kind != "spawn" else 0,
            sender=arrow.sender.task.number,
            receiver=arrow.receiver.task.number,
        )

    def _draw_value(self, value: Label) -> None:
        place = self._place_of(value.arrow)
        # Where one can zoom, there is room.
        text = value.arrow.label if self._handles else value.text
        self._write(value.left, value.baseline, text, "value halo", place)

    def _draw_legend(self, y: float) -> float:
        """Explain what is in this picture, and no more; give where it ends."""
        layout = self._layout
        x, left = 14.0, 14.0
        bars: set[Style] = {bar.style for lane in layout.lanes for bar in lane.bars}
        arrows = {arrow.kind for arrow in layout.arrows}
        endings = {
            "open" if lane.task.ending is None else lane.task.ending.kind
            for lane in layout.lanes
        }
        entries: list[tuple[str, str, str]] = []
        entries += [("bar", k, text) for k, text in STYLES.items() if k in bars]
        entries += [("arrow", k, text) for k, text in _ARROWS.items() if k in arrows]
        entries += [("mark", k, text) for k, text in _ENDINGS.items() if k in endings]
        for shape, kind, text in entries:
            width = 32 + text_width(text, 10) + 16
            if x + width > self._width - 14 and x > left:
                x, y = left, y + 20
            self._draw_key(shape, kind, x, y)
            self._write(x + 32, y + 4, text, "dim")
            x += width
        return y + 12

    def _draw_key(self, shape: str, kind: str, x: float, y: float) -> None:
        if shape == "mark":
            self._mark(kind, x + 20, y)
        elif shape == "arrow":
            tip = "" if kind == "spawn" else f' marker-end="url(#tl-tip-{kind})"'
            self._add(f'<path class="{kind}"{tip} d="M{_px(x)} {_px(y)}h25"/>')
        else:
            tall = 6 if kind == "ready" else 12
            wide = 3 if kind == "running" else 24
            style = kind if kind in {"running", "ready"} else f"wait {kind}"
            self._add(
                f'<rect class="{style}" x="{_px(x + (24 - wide) / 2)}" '
                f'y="{_px(y - tall / 2)}" width="{wide}" height="{tall}" rx="2"/>'
            )

    def _draw_notes(self, y: float) -> float:
        for note in self._layout.notes():
            y += 16
            self._write(14, y, note, "dim")
        return y


def _summary(recording: Recording) -> str:
    tasks = f"{len(recording.tasks):,} task{'s' * (len(recording.tasks) != 1)}"
    clock = "virtual time" if recording.clock == "virtual" else "real time"
    return f"{tasks} · {seconds_in_words(recording.end.time)} of {clock}"


def wait_in_words(wait: Wait, names: Sequence[str]) -> str:
    """All that is known of a wait, a fact a line."""
    words = [f"waits for {wait.what}"]
    if wait.place:
        words.append(f"at {wait.place}")
    if wait.held_by:
        words.append(f"held at first by {_and(names, wait.held_by)}")
    start, woken = wait.start.time, wait.woken
    if woken is None:
        words.append(f"from {seconds_in_words(start)} on")
    else:
        words.append(
            f"from {seconds_in_words(start)} to {seconds_in_words(woken.time)}: "
            f"{seconds_in_words(woken.time - start)}"
        )
    if wait.cancelled is not None:
        words.append(f"cancelled: {wait.cancelled}")
    if wait.woken_by is not None:
        words.append(
            f"{'cancelled' if wait.cancelled else 'woken'} by {names[wait.woken_by]}"
        )
    return "\n".join(words)


def _and(names: Sequence[str], numbers: Sequence[int]) -> str:
    return " and ".join(names[number] for number in numbers)


def _px(length: float) -> str:
    """A length in pixels: a tenth is enough."""
    return f"{length:.1f}".removesuffix(".0")
