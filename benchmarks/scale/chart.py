"""The picture `benchmarks/scale.svg`: seconds against rows, a line for each tool."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from benchmarks.scale.measured import newest, short, timed
from benchmarks.scale.registry import FLOOR, STREAM, TOOLS
from benchmarks.scale.results import PLACE
from benchmarks.scale.work import FORMS

if TYPE_CHECKING:
    import pandas as pd

SVG = Path(__file__).parents[1] / "scale.svg"
# Where a line ends, its name and its colour.
End = tuple[float, float, str, str]
# Each drawn in a colour that stands for one, in light and in dark; see docs/picture.svg.
_INKS = {
    "#000001": ("--ink", "#1b1f24", "#e6e9ed"),
    "#000002": ("--muted", "#57606a", "#a3adb8"),
    "#000003": ("--line", "#d5dae0", "#39424d"),
    "#000004": ("--a", "#6b3fa0", "#c3a3ee"),
    "#000005": ("--b", "#0a58a8", "#7db8f5"),
    "#000006": ("--c", "#17703a", "#6fcf97"),
    "#000007": ("--found", "#9a5b00", "#f0b35a"),
    "#000008": ("--ground", "#ffffff", "#14171b"),
}
_INK, _MUTED, _LINE, _A, _B, _C, _D, _GROUND = _INKS
# Colour for the kind of tool; marker and dash tell them apart in print.
_STYLES = {
    STREAM: (_A, "o", "-", 2.6),
    "evitab-pandera": (_A, "s", "--", 1.8),
    FLOOR: (_MUTED, "", ":", 1.6),
    "floor-pyarrow": (_MUTED, "", "-.", 1.2),
    "duckdb-sql": (_B, "^", "-", 1.4),
    "polars-by-hand": (_B, "v", "--", 1.4),
    "dataframely": (_C, "D", "-", 1.4),
    "pandera-polars": (_C, "P", "--", 1.4),
    "pointblank": (_C, "X", ":", 1.4),
    "pandera-arrow": (_D, "<", "-", 1.4),
    "pandera-numpy": (_D, ">", "--", 1.4),
    "great-expectations": (_D, "h", ":", 1.4),
    "frictionless": (_INK, "*", "-", 1.4),
}


def write(svg: Path = SVG, place: Path = PLACE) -> Path:
    """Draw the newest measurements."""
    import matplotlib as mpl
    from matplotlib.figure import Figure

    rows = newest(place)
    forms = [form for form in FORMS if not timed(rows, form).empty]
    settings: dict[Any, Any] = {"svg.fonttype": "none", "svg.hashsalt": "scale", "font.size": 10}
    with mpl.rc_context(settings | dict.fromkeys(_COLOURED, _INK)):
        figure = Figure(figsize=(5.6 * len(forms), 5.2), layout="constrained", facecolor=_GROUND)
        panels = figure.subplots(1, len(forms), sharey=True, squeeze=False)[0]
        for panel, form in zip(panels, forms, strict=True):
            _draw(panel, timed(rows, form), form, _limits(rows))
        panels[0].set_ylabel("seconds of work, imports not counted")
        figure.savefig(svg, metadata={"Date": None, "Title": _TITLE})
    svg.write_text(_in_both_lights(svg.read_text(encoding="utf-8")), encoding="utf-8")
    return svg


_TITLE = "Seconds that each tool takes, against the rows of the table effects"
_COLOURED = ("text.color", "axes.labelcolor", "xtick.color", "ytick.color", "axes.edgecolor")


def _limits(rows: pd.DataFrame) -> tuple[float, float]:
    """The least and the greatest of the seconds that are shown, in all panels alike."""
    seconds = rows.loc[rows["status"] == "ok", "wall_s"]
    return float(seconds.min() / 1.6), float(seconds.max() * 1.6)


def _draw(panel: Any, runs: pd.DataFrame, form: str, limits: tuple[float, float]) -> None:
    panel.set(xscale="log", yscale="log", facecolor=_GROUND, xlabel="rows of the table effects")
    panel.set_title("Parquet" if form == "parquet" else "CSV", loc="left")
    panel.grid(visible=True, which="major", color=_LINE, linewidth=0.8)
    sizes = sorted(runs["rows"].unique())
    panel.set_xticks(sizes, map(short, sizes))
    panel.minorticks_off()
    panel.yaxis.set_major_formatter("{x:,g}")
    panel.spines[["top", "right"]].set_visible(False)
    by_tool = runs.groupby(["tool", "rows"])["wall_s"].agg(["median", "min", "max"])
    ends: list[End] = []
    for tool in (name for name in TOOLS if name in by_tool.index.get_level_values("tool")):
        seconds = by_tool.loc[tool]
        colour, marker, dash, width = _STYLES[tool]
        panel.plot(
            seconds.index, seconds["median"], color=colour, marker=marker, linestyle=dash,
            linewidth=width, markersize=5,
        )  # fmt: skip
        panel.vlines(seconds.index, seconds["min"], seconds["max"], color=colour, linewidth=1)
        ends.append((seconds.index[-1], seconds["median"].iloc[-1], TOOLS[tool].title, colour))
    ends.append(_proportion(panel, sizes, limits))
    panel.set_xlim(sizes[0] / 1.4, sizes[-1] * (sizes[-1] / sizes[0]) ** 0.55 * 3)
    panel.set_ylim(*limits)
    _name(panel, ends, limits)


def _proportion(panel: Any, sizes: list[int], limits: tuple[float, float]) -> End:
    """A line for the eye: what lies along it takes twice the seconds for twice the rows."""
    top = limits[0] * 2 * sizes[-1] / sizes[0]
    panel.plot([sizes[0], sizes[-1]], [limits[0] * 2, top], color=_LINE, linewidth=3, zorder=0)
    return sizes[-1], top, "in proportion to the rows", _MUTED


def _name(panel: Any, ends: Iterable[End], limits: tuple[float, float]) -> None:
    """Each line's name at its end, moved apart where ends lie close."""
    step = (limits[1] / limits[0]) ** (1 / 21)
    height = 0.0
    for x, y, name, colour in sorted(ends, key=lambda end: end[1]):
        height = max(y, height * step)
        panel.annotate(
            name, (x, y), xytext=(x * 1.35, height), color=colour, fontsize=9, va="center",
            arrowprops={"arrowstyle": "-", "color": _LINE, "linewidth": 0.8, "relpos": (0, 0.5)},
        )  # fmt: skip


def _in_both_lights(svg: str) -> str:
    """The picture with colours that follow the reader's light or dark."""
    names = {ink: f"var({name})" for ink, (name, _, _) in _INKS.items()}
    svg = re.sub("|".join(names), lambda found: names[found.group()], svg)
    light = " ".join(f"{name}: {colour};" for name, colour, _ in _INKS.values())
    dark = " ".join(f"{name}: {colour};" for name, _, colour in _INKS.values())
    style = (
        f"<style>svg {{ {light} }}\n"
        f"@media (prefers-color-scheme: dark) {{ svg {{ {dark} }} }}</style>\n"
    )
    return re.sub(r"(<svg [^>]*>\n)", lambda found: found.group() + style, svg, count=1)
