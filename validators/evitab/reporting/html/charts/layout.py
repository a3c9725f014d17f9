"""Where the lanes, words and values of a chart have their places in a picture."""

from __future__ import annotations

import math
import textwrap
from collections.abc import Sequence

from evitab.reporting.html.charts.model import Chart, Lane, Shape, Upright

# Sizes in CSS pixels: a line of words, marks, a heading, the margins at the sides.
LINE, ROW, HEAD, SIDE = 15, 19, 26, 10
# From that width on, a lane's words stand beside its marks and take so much of it.
_WIDE, _WORDS = 600, 350


class Layout:
    """The places of a chart that is so many pixels wide.

    `aside` is the room for words beside the marks, 0 where they stand above them; `width` what is
    left for the axis, which runs from `low` to `high`. Each lane has its `lines` of words and its
    place from the top, in `tops`; each of the `uprights` has a row above them for its words, and
    the side on which they begin.
    """

    def __init__(self, chart: Chart, width: int) -> None:
        self.chart = chart
        has_words = any(lane.text and not lane.is_heading for lane in chart.shown)
        self.aside = _WORDS if width >= _WIDE and has_words else 0
        self.whole, self.width = width, width - self.aside
        self.low, self.high = self._ends()
        self.lines = [self._wrapped(lane.text) for lane in chart.shown]
        heights = [self._height(*each) for each in zip(chart.shown, self.lines, strict=True)]
        self.tops = [6 + sum(heights[:at]) for at in range(len(heights))]
        self.height = sum(heights) + 12
        self.uprights = self._spread()
        depth = 1 + max((line for _, line, _ in self.uprights), default=-1)
        self.above = depth * LINE + (48 if chart.axis.second_label else 12)

    def _wrapped(self, text: str) -> list[str]:
        # A letter is about 6.6 pixels wide at this size, in the widest of usual fonts.
        text = printable(text)
        room = self.aside or self.whole - 2 * SIDE
        return textwrap.wrap(text, int(room / 6.6), max_lines=4)

    def _height(self, lane: Lane, lines: Sequence[str]) -> int:
        words = len(lines) * LINE
        if self.aside:
            return max(words + 6, ROW + 3)
        return words + (HEAD - LINE) if lane.is_heading else words + ROW

    def _spread(self) -> list[tuple[Upright, int, str]]:
        """The lines across, each with the row and the side on which its words have room."""
        ends: list[float] = []
        placed = []
        for upright in sorted(self.chart.uprights, key=lambda each: each.at):
            at = self.share(upright.at) * self.width
            half = 4 * len(upright.text)
            side = "left" if at < half else "right" if at + half > self.width else "center"
            start = {"left": at, "center": at - half, "right": at - 2 * half}[side]
            row = next((n for n, end in enumerate(ends) if end < start), len(ends))
            ends[row : row + 1] = [start + 2 * half]
            placed.append((upright, row, side))
        return placed

    def share(self, value: float) -> float:
        """How far along the axis a value lies, from 0 to 1."""
        low, high = self.low, self.high
        if self.chart.axis.is_log:
            value, low, high = (math.log(each) for each in (value, low, high))
        return (value - low) / (high - low)

    def _values(self) -> list[float]:
        marks = [mark for lane in self.chart.shown for mark in lane.marks]
        ends = [end for mark in marks for end in (mark.low, mark.high) if end is not None]
        values = [*ends, *(upright.at for upright in self.chart.uprights)]
        return [each for each in values if each > 0 or not self.chart.axis.is_log] or [1, 2]

    def _ends(self) -> tuple[float, float]:
        values = self._values()
        low, high = min(values), max(values)
        if self.chart.axis.is_log:
            room = 1.7 if high > 3 * low else 3
            return low / room, high * room
        room = (high - low or abs(high) or 1) * 0.12
        is_amount = low >= 0 and any(
            each.shape is Shape.BAND for lane in self.chart.shown for each in lane.marks
        )
        return (0 if is_amount else low - room), high + room

    def ticks(self, factor: float) -> list[float]:
        """Round numbers along the axis, or along one in a unit of which `factor` are one here."""
        from matplotlib.ticker import MaxNLocator

        low, high = self.low * factor, self.high * factor
        if self.chart.axis.is_log:
            return _log_ticks(low, high, self.width // 60)
        places = MaxNLocator(max(3, self.width // 95), steps=[1, 2, 2.5, 5, 10])
        ticks = places.tick_values(low, high)
        return [float(tick) for tick in ticks if low <= tick <= high]


def printable(text: str) -> str:
    """A text that XML can hold, on one line."""
    return "".join(c if c.isprintable() else " " if c.isspace() else "\ufffd" for c in text)


def _log_ticks(low: float, high: float, most: int) -> list[float]:
    """Round numbers from low to high, at most so many."""
    for steps in ((1, 2, 5), (1, 3), (1,)):
        powers = range(math.floor(math.log10(low)), math.ceil(math.log10(high)) + 1)
        ticks = [step * 10.0**power for power in powers for step in steps]
        ticks = [tick for tick in ticks if low <= tick <= high]
        if len(ticks) <= most:
            return ticks
    return ticks
