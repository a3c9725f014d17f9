"""Effects as a forest plot: what was reported, and beside it what is recomputed from that."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

import numpy as np

from evitab.columns.frame import frame_of
from evitab.reporting.html.charts.model import (
    Axis,
    Chart,
    Entry,
    Lane,
    Mark,
    Shape,
    Tone,
    Upright,
)
from evitab.reporting.html.names import Names, figure, link
from evitab.reporting.html.subject import Row, Subject
from evitab.rules.statistics.p_methods import base, printed
from evitab.rules.statistics.p_sets import p_range_text

_HEAD = ("outcome", "reported", "interval", "p", "recomputed", "study")
_LEGEND = {Tone.ARTICLE: "as reported", Tone.NEUTRAL: "recomputed from what is reported"}
_READINGS = {
    "more": "as percent more",
    "ratio": "as a ratio",
    "difference": "as a difference",
    "less": "as percent less",
    "share": "as percent of",
}
_NOTE = (
    "Recomputed: the middle of the interval on the scale named, the p value that the interval "
    "gives by the normal distribution, and what the values of the two arms give. The findings say "
    "what fits and what does not."
)
_NO_SQUARE = "An effect without a figure of its own has no square."

# A unit, and the value that means no difference.
Scale = tuple[str, float | None]
Recomputed = tuple[list[tuple[float, str]], list[str]]


def effect_charts(subject: Subject, names: Names) -> list[Chart]:
    """One forest plot for each scale on which effects are given, and none where there are none."""
    rows = subject.rows("effects")
    recomputed = _recomputed(subject, names)
    by_scale: dict[Scale, list[Row]] = defaultdict(list)
    for row in rows:
        if _has_figure(row):
            by_scale[_scale(row)].append(row)
    # An effect without a figure has words only, and stands with the last ones.
    without = [row for row in rows if not _has_figure(row)]
    if without:
        by_scale[list(by_scale)[-1] if by_scale else ("", None)] += without
    return [_chart(subject, names, *each, recomputed) for each in by_scale.items()]


def _has_figure(row: Row) -> bool:
    return any(row[name] is not None for name in ("estimate", "ci_low", "ci_high"))


def _scale(row: Row) -> Scale:
    """The unit of an effect, and the value that means no difference; None where there is none."""
    unit = row["estimate_unit"] or "1"
    if unit != "1":
        return unit, 0.0
    return unit, {"ratio": 1.0, "difference": 0.0}.get(row["scale"] or "")


def _chart(
    subject: Subject,
    names: Names,
    scale: Scale,
    rows: Sequence[Row],
    recomputed: Mapping[str, Recomputed],
) -> Chart:
    shown = [_line(subject, names, row, recomputed[row["effect_id"]]) for row in rows]
    unit, even = scale
    marks = [mark for lanes, _ in shown for lane in lanes for mark in lane.marks]
    tones = {mark.tone for mark in marks}
    is_ratio = even == 1
    name = {"%": "percent", "1": "ratio" if is_ratio else "number"}.get(unit, unit)
    reported = "; ".join(entry.cells[1] for _, entry in shown if entry.cells[1])
    line = f" The line at {figure(even)} means no difference." if even is not None else ""
    return Chart(
        f"effects-{rows[0]['effect_id'].lower()}",
        f"Effects, as a {name}" if unit == "1" else f"Effects, in {name or 'no unit'}",
        f"{len(rows)} effects as a forest plot: {reported or 'no figure'}.{line} The table below "
        "the picture says the same.",
        Axis(name, is_log=is_ratio and all((mark.low or 0) > 0 for mark in marks)),
        [lane for lanes, _ in shown for lane in lanes],
        _HEAD,
        [entry for _, entry in shown],
        [] if even is None else [Upright(even, "no difference", Tone.NEUTRAL)],
        {tone: words for tone, words in _LEGEND.items() if tone in tones},
        [
            *([_NOTE] if any(entry.cells[4] for _, entry in shown) else []),
            *([_NO_SQUARE] if any(row["estimate"] is None for row in rows) else []),
        ],
        frozenset(("effects", row["effect_id"]) for row in rows),
    )


def _line(
    subject: Subject, names: Names, row: Row, recomputed: Recomputed
) -> tuple[list[Lane], Entry]:
    href = link("effects", row["effect_id"])
    points, words = recomputed
    marks = []
    if None not in (row["ci_low"], row["ci_high"]):
        marks.append(Mark(Shape.WHISKER, Tone.ARTICLE, row["ci_low"], row["ci_high"], "", href))
    if row["estimate"] is not None:
        value = row["estimate"]
        marks.append(Mark(Shape.SQUARE, Tone.ARTICLE, value, value, "", href))
    again = [Mark(Shape.DIAMOND, Tone.NEUTRAL, value, value, is_hollow=True) for value, _ in points]
    outcome = names.of(row["outcome_id"])
    study = _study(subject, row)
    figures = [row["estimate_reported"], row["ci_reported"], row["p_value_reported"]]
    said = "; ".join(each for each in figures if each) or "no figure"
    cells = (outcome, row["estimate_reported"] or "", row["ci_reported"] or "",
             row["p_value_reported"] or "", "; ".join(words), study)  # fmt: skip
    lanes = [Lane(f"{outcome} ({study}): {said}", marks)]
    if words:
        lanes.append(Lane(f"recomputed: {'; '.join(words)}", again))
    return lanes, Entry(cells, href)


def _study(subject: Subject, row: Row) -> str:
    found = [one for one in subject.rows("studies") if one["study_id"] == row["study_id"]]
    return subject.label("study_design", found[0]["design"]).lower() if found else "no study told"


def _recomputed(subject: Subject, names: Names) -> Mapping[str, Recomputed]:
    """What each effect's own figures give: points on its axis, and all of it in words."""
    found: dict[str, Recomputed] = defaultdict(lambda: ([], []))
    for effect, value, words in [*_middles(subject), *_from_arms(subject, names)]:
        found[effect][0].append((value, words))
        found[effect][1].append(words)
    for effect, words in _p_values(subject):
        found[effect][1].append(words)
    return found


def _middles(subject: Subject) -> Iterator[tuple[str, float, str]]:
    """The middle of each interval on the scales on which its effect may be read."""
    for row in subject.rows("effects"):
        low, high = row["ci_low"], row["ci_high"]
        if None in (low, high, row["estimate"]) or row["measure"] == "number-needed-to-treat":
            continue
        unit = "%" if row["estimate_unit"] == "%" else ""
        if row["scale"] in {"ratio", "unknown"} and (middle := _geometric(low, high, unit)):
            yield row["effect_id"], middle, f"middle of the interval {middle:.3g}{unit} as a ratio"
        if row["scale"] in {"difference", "unknown"}:
            middle = (low + high) / 2
            words = f"middle of the interval {middle:.3g}{unit} as a difference"
            yield row["effect_id"], middle, words


def _geometric(low: float, high: float, unit: str) -> float | None:
    if unit:
        low, high = 1 + low / 100, 1 + high / 100
    if low <= 0 or high <= 0:
        return None
    middle = math.sqrt(low * high)
    return 100 * (middle - 1) if unit else middle


def _p_values(subject: Subject) -> Iterator[tuple[str, str]]:
    """The p values that estimate and interval give on each scale."""
    table = subject.contents.tables.get("effects")
    if table is None or not table.has(list(table.schema.by_name)):
        return
    effects = frame_of(table.data)
    for reading, (low, high) in base(effects, printed(effects)):
        for at in np.flatnonzero(~np.isnan(low) & ~np.isnan(high)):
            words = f"p {p_range_text(low[at], high[at])} {_READINGS.get(reading, reading)}"
            yield effects["effect_id"].iloc[at], words


def _from_arms(subject: Subject, names: Names) -> Iterator[tuple[str, float, str]]:
    """The difference of what the two arms of an effect had, where each had one such value."""
    values: dict[tuple[str | None, str], list[Row]] = defaultdict(list)
    for row in subject.rows("observations"):
        if row["value"] is not None and row["study_arm_id"]:
            values[row["study_arm_id"], row["variable_id"]].append(row)
    for row in subject.rows("effects"):
        arm, other = row.get("study_arm_id"), row.get("comparator_study_arm_id")
        outcome = names.of(row["outcome_id"])
        for holder, variable in list(values):
            name = names.of(variable)
            pair = values[holder, variable], values.get((other, variable), [])
            if holder == arm and outcome in name and list(map(len, pair)) == [1, 1]:
                ours, theirs = pair[0][0], pair[1][0]
                if ours["value_unit"] == theirs["value_unit"]:
                    yield row["effect_id"], *_difference(name, ours, theirs)


def _difference(name: str, ours: Row, theirs: Row) -> tuple[float, str]:
    one, two, unit = ours["value"], theirs["value"], ours["value_unit"] or ""
    points = " points" if unit == "%" else f" {unit}"
    words = f"{name} of the arms: {figure(one)} - {figure(two)} = {one - two:.3g}{points}"
    return one - two, words
