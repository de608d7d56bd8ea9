"""The picture as SVG: one file with its own styles, for light and for dark pages."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from ._arrows import course_of, handles_of
from ._canvas import Canvas
from ._captions import bar_in_words, labels_of, life_in_words, summary_of
from ._layout import AXIS, BOX_SIDE, Layout, ending_in_words, ending_size, parent_of
from ._legend import ARROWS, legend
from ._markup import element, opened, px, title
from ._story import story_of
from ._symbols import class_of, cross, css, definitions, mark
from ._text_size import fitted, text_width

if TYPE_CHECKING:
    from ._markup import Attributes
    from ._parts import Arrow, Bar, Box, Label, Lane
    from .model import Recording


def svg_of(recording: Recording, title: str = "", *, of_a_crowd: int = 30) -> str:
    """Draw a recording as an SVG file; the same recording gives the same bytes."""
    return Drawing(Layout(recording, of_a_crowd=of_a_crowd), title).text()


class Drawing(Canvas):
    """Draws a layout, from the back to the front.

    Args:
        layout: what to draw.
        title: what stands above it.
        handles: as for `Canvas`.
    """

    def __init__(self, layout: Layout, title: str, *, handles: bool = False) -> None:
        super().__init__(layout.axis.left, handles=handles)
        self._layout = layout
        self._names = layout.task_names
        self._title = title or "Timeline"
        self._summary = summary_of(layout.recording)
        heading = text_width(self._title, 16.5) + text_width(self._summary) + 40
        self._width = max(layout.width, heading)

    def text(self) -> str:
        layout = self._layout
        with self.in_plot():
            self._draw_axis()
            for box in layout.boxes:
                self._draw_box(box)
        for lane in layout.lanes:
            self._draw_lane(lane)
        with self.in_plot():
            for arrow in layout.arrows:
                self._draw_arrow(arrow)
            for lane in layout.lanes:
                self._draw_end(lane)
            for value in layout.values:
                self._draw_value(value)
        self.add('<g class="below">')
        parts, bottom = legend(layout, self._width, layout.bottom + 22)
        self.parts += parts
        bottom = self._draw_notes(bottom)
        self.add("</g>")
        return "\n".join([*self._head(bottom + 8), *self.parts, "</svg>", ""])

    def _head(self, height: float) -> list[str]:
        size = f"{px(self._width)} {px(height)}"
        heading = element("tspan", escape(self._title), class_="title", x=14)
        summary = element("tspan", escape(self._summary), class_="dim", dx=10)
        return [
            opened(
                "svg",
                xmlns="http://www.w3.org/2000/svg",
                class_="tl",
                viewBox=f"0 0 {size}",
                width=self._width,
                height=height,
                **self._about_axis(),
            ),
            title(f"{self._title}: {self._summary}"),
            element("desc", escape(story_of(self._layout))),
            element("style", css()),
            element("defs", definitions(), self.clip()),
            element("rect", class_="back", width="100%", height="100%", rx=6),
            element("text", heading, "\n", summary, y=24),
        ]

    def _about_axis(self) -> Attributes:
        axis = self._layout.axis
        gaps = " ".join(f"{px(start)},{px(end)}" for start, end in axis.gaps())
        return self.data(
            left=axis.left,
            right=axis.right,
            bottom=self._layout.bottom,
            pitch=self._layout.pitch,
            length=f"{axis.length:.12g}",
            gaps=gaps,
        )

    def _draw_axis(self) -> None:
        axis = self._layout.axis
        ticks = axis.ticks()
        for x, text in ticks:
            self.add(opened("g", class_="tick", **self.data(x=x)))
            line = f"M{px(x)} {px(AXIS + 5)}V{px(self._layout.bottom)}"
            self.add(
                element("path", class_="grid", d=line)
                + element("text", text, class_="dim", x=x, y=AXIS, text_anchor="middle")
                + "</g>"
            )
        for start, end in axis.gaps():
            middle = (start + end) / 2
            place = {**self.data(x=middle), "x": middle, "y": AXIS}
            self.add(
                element(
                    "text",
                    "stuck, for ever",
                    class_="stuck",
                    **place,
                    text_anchor="middle",
                )
            )
        unit = self.data(x=axis.right)
        # The last number may stand at the end of the axis, with its middle.
        beside = max(14, text_width(ticks[-1][1]) / 2 + 5)
        self.write(axis.right + beside, AXIS, axis.unit, "dim", unit)

    def _draw_box(self, box: Box) -> None:
        parent = self._names[box.nursery.parent]
        count = len(box.nursery.children)
        left, right = box.left + BOX_SIDE, box.right - BOX_SIDE
        place = self.data(
            x=left, to=right, pad=BOX_SIDE, top=box.top, bottom=box.bottom
        )
        self.add(
            element(
                "rect",
                title(f"a nursery of {parent}, {count} task{'s' * (count != 1)}"),
                class_="box",
                **place,
                x=box.left,
                y=box.top + 2,
                width=box.right - box.left,
                height=box.bottom - box.top - 4,
                rx=5,
            )
        )
        name = f"nursery of {parent}" + (f": {count:,} tasks" if count > 8 else "")
        drawn = len(self._layout.shown_children(box.nursery))
        name += f", {drawn} of them are drawn" if drawn < count else ""
        x, y = box.left + 9, box.top + 13
        x = self._layout.beside_values(x, y, text_width(name, 10))
        place = self.data(x=left, to=right, top=box.top)
        shown = fitted(name, self._layout.width - x - 3, 10)
        self.write(x, y, shown, "box-name halo", place)

    def _draw_lane(self, lane: Lane) -> None:
        layout, task = self._layout, lane.task
        data = self.data(
            parent=parent_of(layout.recording, task), middle=lane.middle, end=lane.end
        )
        self.add(opened("g", class_="lane", data_task=task.number, **data))
        name = fitted(self._names[task.number], layout.name_room(lane), 12)
        left = layout.name_left(lane)
        self.add(
            element(
                "text",
                escape(name),
                title(life_in_words(task)),
                class_="name",
                x=left,
                y=lane.middle + 4,
            )
        )
        guide = left + text_width(name, 12) + 4
        self.line("guide", guide, lane.start - 4, lane.middle)
        with self.in_plot():
            self.line("life", lane.start, lane.end, lane.middle)
            for bar in lane.bars:
                self._draw_bar(lane, bar)
        self.add("</g>")

    def _draw_bar(self, lane: Lane, bar: Bar) -> None:
        pitch = self._layout.pitch
        share = {"running": 0.64, "ready": 0.2, "children": 0.4}.get(bar.style, 0.5)
        height = pitch * share
        width = bar.end - bar.start
        start = bar.start
        if bar.style == "running":
            start, width = start - max(2.4 - width, 0) / 2, max(width, 2.4)
        self.add(
            element(
                "rect",
                title(bar_in_words(lane.task, bar, self._names)),
                class_=class_of(bar.style),
                **self.data(x=bar.start, to=bar.end),
                x=start,
                y=lane.middle - height / 2,
                width=width,
                height=height,
                rx=1 if bar.style == "running" else 2,
            )
        )
        wait = bar.wait
        if wait is None or bar.style == "ready":
            return
        labels = labels_of(wait, self._names)
        label, middle = self._layout.fitting(labels, bar, lane.middle + 3.8)
        if label or self.handles:
            place = self.data(x=bar.start, to=bar.end, labels="\n".join(labels))
            self.add(
                element(
                    "text",
                    escape(label),
                    class_="halo",
                    **place,
                    x=middle,
                    y=lane.middle + 3.8,
                    text_anchor="middle",
                )
            )
        # At the end of a lane there is a mark already.
        if wait.cancelled is not None and lane.end - bar.end > 12:
            cut = min(7, width / 2)
            place = self.data(x=bar.end)
            self.add(cross("cut", bar.end - cut, lane.middle, 4, place))

    def _draw_end(self, lane: Lane) -> None:
        ending = lane.task.ending
        kind = "open" if ending is None else ending.kind
        place = self.data(x=lane.end, lane=lane.task.number)
        self.add(opened("g", class_="end", **place))
        self.add(mark(kind, lane.end, lane.middle))
        words = ending_in_words(lane.task)
        x = self._layout.ending_left(lane)
        room = self._width - x - 12
        shown = fitted(words, room, ending_size(lane.task))
        self.write(x, lane.middle + 4, shown, f"says-{kind} halo")
        self.add(title(life_in_words(lane.task)) + "</g>")

    def _draw_arrow(self, arrow: Arrow) -> None:
        start, end, bow = course_of(arrow, self._layout.pitch)
        x = px(arrow.x)
        if arrow.kind == "spawn":
            line = f"M{x} {px(start)}V{px(end)}"
            self.add(element("path", class_="spawn", **self._place_of(arrow), d=line))
            return
        sender = self._names[arrow.sender.task.number]
        receiver = self._names[arrow.receiver.task.number]
        description = f"{sender} {ARROWS[arrow.kind]}: {receiver}"
        description += f", {arrow.label}" if arrow.label else ""
        middle = f"{px(arrow.x + bow)} {px((start + end) / 2)}"
        self.add(
            element(
                "path",
                title(description),
                class_=arrow.kind,
                **self._place_of(arrow),
                marker_end=f"url(#tl-tip-{arrow.kind})",
                d=f"M{x} {px(start)}Q{middle} {x} {px(end)}",
            )
        )

    def _place_of(self, arrow: Arrow) -> Attributes:
        return self.data(**handles_of(arrow, self._layout.pitch))

    def _draw_value(self, value: Label) -> None:
        place = self._place_of(value.arrow)
        # Where one can zoom, there is room.
        text = value.arrow.label if self.handles else value.text
        self.write(value.left, value.baseline, text, "value halo", place)

    def _draw_notes(self, y: float) -> float:
        for note in self._layout.notes():
            y += 16
            self.write(14, y, note, "dim")
        return y
