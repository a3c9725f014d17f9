"""The picture `benchmarks/scale.svg`: seconds against rows, a line for each tool."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

from benchmarks.scale.measured import newest, short, timed
from benchmarks.scale.registry import FLOOR, STREAM, TOOLS
from benchmarks.scale.results import PLACE
from benchmarks.scale.work import FORMS

if TYPE_CHECKING:
    import pandas as pd

SVG = Path(__file__).parents[1] / "scale.svg"
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
    "#000009": ("--band", "#b3bac2", "#5b6672"),
}
_INK, _MUTED, _LINE, _A, _B, _C, _D, _GROUND, _BAND = _INKS
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
    "frictionless-parquet": (_INK, "*", "-", 1.4),
}


def write(svg: Path = SVG, place: Path = PLACE) -> Path:
    """Draw the newest measurements."""
    import matplotlib as mpl
    from matplotlib.figure import Figure

    rows = newest(place)
    forms = [form for form in FORMS if not timed(rows, form).empty]
    settings: dict[Any, Any] = {"svg.fonttype": "none", "svg.hashsalt": "scale", "font.size": 10}
    with mpl.rc_context(settings | dict.fromkeys(_COLOURED, _INK)):
        figure = Figure(figsize=(6.0 * len(forms), 4.6), layout="constrained", facecolor=_GROUND)
        panels = figure.subplots(1, len(forms), sharey=True, squeeze=False)[0]
        for panel, form in zip(panels, forms, strict=True):
            _draw(panel, timed(rows, form), form, _limits(rows))
        panels[0].set_ylabel("seconds of work, imports not counted")
        figure.savefig(svg, metadata={"Date": None, "Title": _TITLE})
    svg.write_text(_in_both_lights(svg.read_text(encoding="utf-8")), encoding="utf-8")
    return svg


_TITLE = "Seconds that each tool takes, against the rows of the table effects"
_GUIDE = "in proportion to the rows"
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
    # Sizes between powers of ten would be written over their neighbours.
    named = [size for size in sizes if str(size).rstrip("0") == "1"]
    panel.set_xticks(named, map(short, named))
    panel.minorticks_off()
    panel.yaxis.set_major_formatter("{x:,g}")
    panel.spines[["top", "right"]].set_visible(False)
    by_tool = runs.groupby(["tool", "rows"])["wall_s"].agg(["median", "min", "max"])
    lines = [_proportion(panel, sizes, limits)]
    for tool in dict.fromkeys(by_tool.index.get_level_values("tool")):
        seconds = by_tool.loc[tool]
        colour, marker, dash, width = _STYLES[tool]
        lines += panel.plot(
            seconds.index, seconds["median"], color=colour, marker=marker, linestyle=dash,
            linewidth=width, markersize=5, label=TOOLS[tool].title,
        )  # fmt: skip
        panel.vlines(seconds.index, seconds["min"], seconds["max"], color=colour, linewidth=1)
    panel.set_ylim(*limits)
    # In the order in which the lines end, those first that go no further than a smaller size.
    lines.sort(key=lambda line: (line.get_xdata()[-1], -line.get_ydata()[-1]))
    legend = panel.legend(
        handles=lines, loc="upper left", bbox_to_anchor=(1.01, 1), frameon=False,
        labelcolor="linecolor", fontsize=9, handlelength=3.6,
    )  # fmt: skip
    for text in legend.get_texts():
        if text.get_text() == _GUIDE:  # The band itself is too pale for letters.
            text.set_color(_MUTED)


def _proportion(panel: Any, sizes: list[int], limits: tuple[float, float]) -> Any:
    """A line for the eye: what runs beside it takes twice the seconds for twice the rows."""
    seconds = [limits[0] * 2, limits[0] * 2 * sizes[-1] / sizes[0]]
    (line,) = panel.plot(
        [sizes[0], sizes[-1]], seconds, color=_BAND, linewidth=4, zorder=0,
        label=_GUIDE,
    )  # fmt: skip
    return line


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
