"""From moments to pixels, with round numbers; and lengths of time in words."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from .model import Moment

# In pixels.
_PLOT = 680.0
# The share of it that stands for the time in which a program is stuck.
_GAPS = 0.3


class Axis:
    """From moments to pixels: by time, or by steps if the clock stood still.

    A deadlock lasts for ever, in no time: there the axis has a gap.
    """

    def __init__(
        self, end: Moment, left: float, deadlocks: Sequence[Moment] = ()
    ) -> None:
        self.left = left
        self.right = left + _PLOT
        self.by_time = end.time > 0
        self.deadlocks = deadlocks
        self._gap = _PLOT * _GAPS / len(deadlocks) if deadlocks else 0.0
        self._plot = _PLOT - self._gap * len(deadlocks)
        # In seconds or steps, and in the unit of the axis.
        self._length = end.time if self.by_time else float(max(end.step, 1))
        self._scale, self.unit = 1.0, "steps"
        if self.by_time:
            self._scale, self.unit = fitting_unit(self._length)
        self.length = self._length / self._scale

    def x(self, moment: Moment) -> float:
        """Place a moment."""
        gaps = sum(moment.step >= deadlock.step for deadlock in self.deadlocks)
        return self._x(self._along(moment), gaps)

    def gaps(self) -> list[tuple[float, float]]:
        """Place the times at which the run was stuck: from and to."""
        starts = [
            self._x(self._along(deadlock), gaps)
            for gaps, deadlock in enumerate(self.deadlocks)
        ]
        return [(start, start + self._gap) for start in starts]

    def _along(self, moment: Moment) -> float:
        return moment.time if self.by_time else moment.step

    def _x(self, along: float, gaps: int) -> float:
        share = min(max(along / self._length, 0.0), 1.0)
        return self.left + self._plot * share + self._gap * gaps

    def ticks(self) -> list[tuple[float, str]]:
        """Place about eight round numbers on the axis; viewer.js does the same."""
        length = self.length
        step = 10.0 ** math.floor(math.log10(length / 4))
        step *= next(by for by in (1, 2, 5, 10) if length / (step * by) <= 9)
        if not self.by_time:
            step = max(step, 1.0)
        ticks: list[tuple[float, str]] = []
        for count in range(int(length / step * (1 + 1e-9)) + 1):
            along = count * step * self._scale
            gaps = sum(along > self._along(deadlock) for deadlock in self.deadlocks)
            ticks.append((self._x(along, gaps), f"{count * step:.10g}"))
        return ticks


_UNITS = ((3600.0, "h"), (60.0, "min"), (1.0, "s"), (1e-3, "ms"), (1e-6, "µs"))


def fitting_unit(seconds: float) -> tuple[float, str]:
    """Choose the largest unit of which there are two, or a second: 1.5 s, 90 ms."""
    for size, unit in _UNITS:
        if seconds >= size * (1 if size == 1.0 else 2):
            return size, unit
    return 1e-9, "ns"


def seconds_in_words(seconds: float) -> str:
    """Write a length of time in three digits and the unit that fits."""
    if seconds == 0:
        return "0 s"
    size, unit = fitting_unit(seconds)
    rounded = float(f"{seconds / size:.3g}")
    return f"{rounded:g} {unit}"  # 1840 µs, which three digits alone make 1.84e+03
