"""A chart drawn by matplotlib: lanes from top to bottom, marks on one axis."""

from __future__ import annotations

import io
import math
import textwrap
import warnings
from collections.abc import Sequence
from typing import Any

from evitab.finding import CannotJudge
from evitab.reporting.html.charts.model import Chart, Lane, Mark, Shape, Tone
from evitab.reporting.html.charts.svg import fit_for_page
from evitab.reporting.html.names import figure

# Stand-ins of which matplotlib thinks as colours; the page has the true ones, for light and dark.
_COLOURS = {tone: f"#0000{at + 16:02x}" for at, tone in enumerate(Tone)}
_INK, _GRID = "#000001", "#000002"
_FOR_PAGE = {
    **{colour: f"var(--{tone})" for tone, colour in _COLOURS.items()},
    _INK: "currentColor",
    _GRID: "var(--line)",
}
# Sizes in CSS pixels, of which matplotlib takes 72 for an inch.
_LINE, _ROW, _HEAD, _SIDE, _TEXT = 15, 19, 26, 10, 12
# From that width on, a lane's words stand beside its marks and take so much of it.
_WIDE, _WORDS = 600, 350
_SIZES = {Shape.LIMIT: 13}
_STYLE: Any = {
    "svg.fonttype": "none",
    "svg.hashsalt": "evitab",
    "text.parse_math": False,
    "font.size": _TEXT,
    "text.color": _INK,
    "axes.edgecolor": _GRID,
    "axes.labelcolor": _INK,
    "xtick.color": _INK,
    "path.simplify": False,
}


def draw(chart: Chart, width: int) -> str:
    """A chart as an `<svg>` so many pixels wide; the words of its lanes fit that width.

    Raises CannotJudge where matplotlib is not installed.
    """
    try:
        import matplotlib as mpl
        from matplotlib.figure import Figure
    except ImportError:
        advice = "Install it: pip install 'evitab[report]'."
        raise CannotJudge("it needs matplotlib", file="report", advice=advice) from None
    with mpl.rc_context(_STYLE), warnings.catch_warnings():
        warnings.simplefilter("ignore")  # A sign that its font lacks is drawn by the page's.
        return _Drawing(chart, width, Figure).svg()


class _Drawing:
    def __init__(self, chart: Chart, width: int, figure_of: Any) -> None:
        self._chart = chart
        has_words = any(lane.text and not lane.is_heading for lane in chart.lanes)
        self._aside = _WORDS if width >= _WIDE and has_words else 0
        self._whole, self._width = width, width - self._aside
        self._lines = [self._wrapped(lane.text) for lane in chart.lanes]
        heights = [self._height(*each) for each in zip(chart.lanes, self._lines, strict=True)]
        self._tops = [6 + sum(heights[:at]) for at in range(len(heights))]
        self._uprights = self._spread()
        depth = 1 + max((line for _, line in self._uprights), default=-1)
        self._inside = sum(heights) + 12
        top = depth * _LINE + (48 if chart.axis.second_label else 12)
        whole = self._inside + top + 42
        self._figure = figure_of(figsize=(width / 72, whole / 72), dpi=72)
        left, across = (self._aside + _SIDE) / width, (self._width - 2 * _SIDE) / width
        self._axes = self._figure.add_axes((left, 42 / whole, across, self._inside / whole))
        self._axes.set_ylim(self._inside, 0)
        self._low, self._high = self._limits()
        self._scale()

    def svg(self) -> str:
        for upright, line in self._uprights:
            self._stand(upright.at, upright.text, _COLOURS[upright.tone], line)
        for lane, lines, top in zip(self._chart.lanes, self._lines, self._tops, strict=True):
            self._lane(lane, lines, top)
        sink = io.StringIO()
        facts = {"Date": None, "Creator": None, "Format": None, "Type": None}
        self._figure.savefig(sink, format="svg", transparent=True, metadata=facts)
        return fit_for_page(sink.getvalue(), _FOR_PAGE, f"{self._chart.anchor}-{self._whole}")

    # What is where -------------------------------------------------------------------------------

    def _wrapped(self, text: str) -> list[str]:
        # A letter is about 6.6 pixels wide at this size, in the widest of usual fonts.
        text = _printable(text)
        room = self._aside or self._whole - 2 * _SIDE
        return textwrap.wrap(text, int(room / 6.6), max_lines=4)

    def _height(self, lane: Lane, lines: Sequence[str]) -> int:
        words = len(lines) * _LINE
        if self._aside:
            return max(words + 6, _ROW + 3)
        return words + (_HEAD - _LINE) if lane.is_heading else words + _ROW

    def _spread(self) -> list[tuple[Any, int]]:
        """The lines across, each with the row in which its words have room."""
        ends: list[float] = []
        placed = []
        span = self._span_of_values()
        for upright in sorted(self._chart.uprights, key=lambda each: each.at):
            at = self._share(upright.at, span) * self._width
            half = 4 * len(upright.text)
            row = next((n for n, end in enumerate(ends) if end < at - half), len(ends))
            ends[row : row + 1] = [at + half]
            placed.append((upright, row))
        return placed

    def _share(self, value: float, span: tuple[float, float]) -> float:
        low, high = span
        if self._chart.axis.is_log:
            value, low, high = (math.log(each) for each in (value, low, high))
        return (value - low) / (high - low)

    def _values(self) -> list[float]:
        marks = [mark for lane in self._chart.lanes for mark in lane.marks]
        ends = [end for mark in marks for end in (mark.low, mark.high) if end is not None]
        values = [*ends, *(upright.at for upright in self._chart.uprights)]
        return [each for each in values if each > 0 or not self._chart.axis.is_log] or [1, 2]

    def _span_of_values(self) -> tuple[float, float]:
        values = self._values()
        low, high = min(values), max(values)
        if self._chart.axis.is_log:
            room = 1.7 if high > 3 * low else 3
            return low / room, high * room
        room = (high - low or abs(high) or 1) * 0.12
        is_amount = low >= 0 and any(
            each.shape is Shape.BAND for lane in self._chart.lanes for each in lane.marks
        )
        return (0 if is_amount else low - room), high + room

    def _limits(self) -> tuple[float, float]:
        return self._span_of_values()

    def _scale(self) -> None:
        from matplotlib.ticker import FixedLocator, FuncFormatter, MaxNLocator, NullLocator

        axes, axis = self._axes, self._chart.axis
        axes.set_xscale("log" if axis.is_log else "linear")
        axes.set_xlim(self._low, self._high)
        axes.set_yticks([])
        axes.grid(visible=True, axis="x", color=_GRID, linewidth=0.7)
        axes.set_axisbelow(True)
        for side in ("left", "right"):
            axes.spines[side].set_visible(False)
        scales = [(axes, axis.label, 1.0)]
        if axis.second_label and axis.factor:
            factor = axis.factor
            top = axes.secondary_xaxis(
                "top", functions=(lambda x: x * factor, lambda x: x / factor)
            )
            scales.append((top, axis.second_label, factor))
        for each, label, factor in scales:
            each.set_xlabel(label)
            ticks = MaxNLocator(max(3, self._width // 95)).tick_values(
                self._low * factor, self._high * factor
            )
            if axis.is_log:
                ticks = _log_ticks(self._low * factor, self._high * factor, self._width // 60)
            each.xaxis.set_major_locator(FixedLocator([
                tick for tick in ticks if self._low * factor <= tick <= self._high * factor
            ]))  # fmt: skip
            each.xaxis.set_minor_locator(NullLocator())
            each.xaxis.set_major_formatter(FuncFormatter(lambda value, _: figure(round(value, 9))))
            each.tick_params(length=3, color=_GRID)

    # What is drawn -------------------------------------------------------------------------------

    def _stand(self, at: float, text: str, colour: str, line: int) -> None:
        self._axes.axvline(at, color=colour, linewidth=1.4, linestyle=(0, (5, 3)), zorder=1.5)
        top = -6 - line * _LINE - (36 if self._chart.axis.second_label else 0)
        share = self._share(at, (self._low, self._high))
        side = "left" if share < 0.08 else "right" if share > 0.92 else "center"
        self._axes.text(
            at, top, _printable(text), ha=side, va="bottom", color=colour, clip_on=False
        )

    def _lane(self, lane: Lane, lines: Sequence[str], top: float) -> None:
        weight = "bold" if lane.is_heading else "normal"
        left = -self._aside / (self._width - 2 * _SIDE)
        for at, line in enumerate(lines):
            y = top + (at + 1) * _LINE + (4 if lane.is_heading else 2 if self._aside else -1)
            self._axes.text(
                left, y, line, transform=self._axes.get_yaxis_transform(), va="bottom",
                fontweight=weight, bbox=None,
            )  # fmt: skip
        middle = top + (9 if self._aside else len(lines) * _LINE + _ROW / 2)
        for mark in lane.marks:
            self._mark(mark, middle)

    def _mark(self, mark: Mark, y: float) -> None:
        least = 0 if self._chart.axis.is_log else -math.inf
        low = self._low if mark.low is None or mark.low <= least else mark.low
        high = self._high if mark.high is None or mark.high <= least else mark.high
        colour = _COLOURS[mark.tone]
        if mark.shape is Shape.BAND:
            self._band(mark, low, high, y, colour)
        elif mark.shape is Shape.WHISKER:
            (line,) = self._axes.plot([low, high], [y, y], color=colour, linewidth=2.2, marker="|",
                                      markersize=9, markeredgewidth=2.2, zorder=3)  # fmt: skip
            line.set_url(mark.link)
        else:
            shape = {Shape.SQUARE: "s", Shape.DIAMOND: "D", Shape.CIRCLE: "o", Shape.LIMIT: "|"}
            (point,) = self._axes.plot(
                [high], [y], marker=shape[mark.shape], markersize=_SIZES.get(mark.shape, 8),
                color=colour, markerfacecolor="none" if mark.is_hollow else colour,
                markeredgewidth=2, zorder=3, linestyle="none",
            )  # fmt: skip
            point.set_url(mark.link)
        if mark.text:
            self._beside(mark.text, low, high, y, is_point=mark.shape is not Shape.BAND)

    def _band(self, mark: Mark, low: float, high: float, y: float, colour: str) -> None:
        from matplotlib.patches import Rectangle

        is_gap = mark.tone is Tone.GAP
        band = Rectangle(
            (low, y - 7), high - low, 14, facecolor="none" if is_gap else colour,
            alpha=None if is_gap else 0.28, edgecolor="none", linewidth=0, zorder=2,
        )  # fmt: skip
        band.set_url(mark.link)
        self._axes.add_patch(band)
        style = (0, (2, 2)) if is_gap else "-"
        for end, side in ((low, mark.low), (high, mark.high)):
            if side is not None:
                self._axes.plot([end, end], [y - 7, y + 7], color=colour, linewidth=2, zorder=3)
        for edge in (y - 7, y + 7):
            self._axes.plot(
                [low, high], [edge, edge], color=colour, linewidth=1, linestyle=style, zorder=3
            )

    def _beside(self, text: str, low: float, high: float, y: float, *, is_point: bool) -> None:
        """Words inside a band that has room, else on the side that has more, else over all."""
        text = _printable(text)
        room = self._width - 2 * _SIDE
        left, right = (self._share(end, (self._low, self._high)) * room for end in (low, high))
        needed, gap = 6.4 * len(text) + 6, 10 if is_point else 6
        if not is_point and right - left >= needed:
            place, side = left + gap, "left"
        elif room - right >= needed + gap or room - right > left:
            place, side = min(right + gap, room - needed), "left"
        else:
            place, side = max(left - gap, needed), "right"
        self._axes.text(
            place / room, y, text, transform=self._axes.get_yaxis_transform(), ha=side,
            va="center_baseline", zorder=4,
        )  # fmt: skip


def _printable(text: str) -> str:
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
