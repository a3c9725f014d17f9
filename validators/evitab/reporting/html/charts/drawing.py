"""A chart drawn by matplotlib: lanes from top to bottom, marks on one axis."""

from __future__ import annotations

import io
import math
import warnings
from collections.abc import Sequence
from typing import Any

from evitab.finding import CannotJudge
from evitab.reporting.html.charts.layout import LINE, ROW, SIDE, Layout, printable
from evitab.reporting.html.charts.model import Chart, Lane, Mark, Shape, Tone, Upright
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
# Room for the axis, in CSS pixels, of which matplotlib takes 72 for an inch.
_BELOW, _TEXT = 42, 12
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
        return _Drawing(Layout(chart, width), Figure).svg()


class _Drawing:
    def __init__(self, layout: Layout, figure_of: Any) -> None:
        self._layout, self._chart, self._width = layout, layout.chart, layout.width
        self._low, self._high = layout.low, layout.high
        whole, width = layout.height + layout.above + _BELOW, layout.whole
        self._figure = figure_of(figsize=(width / 72, whole / 72), dpi=72)
        left, across = (layout.aside + SIDE) / width, (self._width - 2 * SIDE) / width
        self._axes = self._figure.add_axes((left, _BELOW / whole, across, layout.height / whole))
        self._axes.set_ylim(layout.height, 0)
        self._scale()

    def svg(self) -> str:
        layout = self._layout
        for upright, line, side in layout.uprights:
            self._stand(upright, line, side)
        for lane, lines, top in zip(self._chart.shown, layout.lines, layout.tops, strict=True):
            self._lane(lane, lines, top)
        sink = io.StringIO()
        facts = {"Date": None, "Creator": None, "Format": None, "Type": None}
        self._figure.savefig(sink, format="svg", transparent=True, metadata=facts)
        return fit_for_page(sink.getvalue(), _FOR_PAGE, f"{self._chart.anchor}-{layout.whole}")

    def _scale(self) -> None:
        from matplotlib.ticker import FixedLocator, FuncFormatter, NullLocator

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
            # The first unit, in which the lines across are told, stands where their words are.
            axes.xaxis.tick_top()
            axes.xaxis.set_label_position("top")
            below = axes.secondary_xaxis(
                "bottom", functions=(lambda x: x * factor, lambda x: x / factor)
            )
            scales.append((below, axis.second_label, factor))
        for each, label, factor in scales:
            each.set_xlabel(printable(label))
            each.xaxis.set_major_locator(FixedLocator(self._layout.ticks(factor)))
            each.xaxis.set_minor_locator(NullLocator())
            each.xaxis.set_major_formatter(FuncFormatter(lambda value, _: figure(round(value, 9))))
            each.tick_params(length=3, color=_GRID)

    def _stand(self, upright: Upright, line: int, side: str) -> None:
        at, colour = upright.at, _COLOURS[upright.tone]
        self._axes.axvline(at, color=colour, linewidth=1.4, linestyle=(0, (5, 3)), zorder=1.5)
        top = -6 - line * LINE - (36 if self._chart.axis.second_label else 0)
        words = printable(upright.text)
        self._axes.text(at, top, words, ha=side, va="bottom", color=colour, clip_on=False)

    def _lane(self, lane: Lane, lines: Sequence[str], top: float) -> None:
        weight = "bold" if lane.is_heading else "normal"
        left = -self._layout.aside / (self._width - 2 * SIDE)
        for at, line in enumerate(lines):
            y = top + (at + 1) * LINE + (4 if lane.is_heading else 2 if self._layout.aside else -1)
            self._axes.text(
                left, y, line, transform=self._axes.get_yaxis_transform(), va="bottom",
                fontweight=weight, bbox=None,
            )  # fmt: skip
        middle = top + (9 if self._layout.aside else len(lines) * LINE + ROW / 2)
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
        text = printable(text)
        room = self._width - 2 * SIDE
        left, right = (self._layout.share(end) * room for end in (low, high))
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
