"""Ranges on one axis: the article's bands beside each authority's, with the case's values."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from evitab.reporting.html.charts.bands import bounds, gaps_between, place, si_factor, unit_label
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
from evitab.reporting.html.subject import Row, Subject, rows_of

# A colour only, and not the only sign: the words stand beside it. What is not here is neutral.
_TONES = {
    Tone.LOW: {
        "deficient",
        "severely-deficient",
        "mildly-to-moderately-deficient",
        "insufficient",
        "at-risk-of-deficiency",
        "at-risk-of-inadequacy",
        "kidney-stage-g5",
        "kidney-stage-g4",
    },
    Tone.GOOD: {"sufficient", "optimal", "target", "population-protective", "rickets-preventing"},
    Tone.HIGH: {"elevated", "concern", "potentially-toxic", "risk-of-hypercalciuria"},
}
_LEGEND = {
    Tone.LOW: "too low, or at risk of it",
    Tone.GOOD: "enough, or aimed at",
    Tone.HIGH: "too high, or reason for concern",
    Tone.NEUTRAL: "other",
    Tone.GAP: "named by no band of the article",
    Tone.CASE: "a value that the article tells of a person",
}
_HEAD = ("who says it", "what", "range", "in SI units", "printed as", "for whom")


def range_charts(subject: Subject, names: Names) -> list[Chart]:
    """One chart for each analyte for which the package has ranges."""
    own = subject.rows("reference_ranges")
    others = [] if subject.authority is subject.contents else rows_of(
        subject.authority, "reference_ranges"
    )  # fmt: skip
    analytes = dict.fromkeys((row["analyte_id"], row["unit"]) for row in own)
    return [
        _chart(
            subject,
            names,
            [row for row in own if (row["analyte_id"], row["unit"]) == analyte],
            [row for row in others if (row["analyte_id"], row["unit"]) == analyte],
        )
        for analyte in analytes
    ]


def _chart(subject: Subject, names: Names, own: list[Row], others: list[Row]) -> Chart:
    analyte, unit = names.of(own[0]["analyte_id"]), own[0]["unit"] or ""
    groups = _groups(subject, names, own, others)
    gaps = list(gaps_between(own)) if not own[0].get("authority_id") else []
    people = [row for row in subject.rows("observations") if _is_of(row, own[0])]
    lanes = [lane for each in groups for lane in _lanes(subject, *each, gaps)]
    uprights = [Upright(row["value"], row["value_reported"] or "", Tone.CASE) for row in people]
    tones = dict.fromkeys(mark.tone for lane in lanes for mark in lane.marks)
    tones |= dict.fromkeys([Tone.CASE] if uprights else [])
    entries = [entry for each in groups for entry in _entries(subject, *each)]
    entries += [Entry((_ARTICLE, "in no band", _words(low, high, unit), "", "", ""))
                for low, high in gaps]  # fmt: skip
    entries += [_person(row, names) for row in people]
    return Chart(
        f"ranges-{_slug(own[0]['analyte_id'])}",
        f"Ranges of {analyte}",
        _alt(own, analyte, unit, gaps, people),
        Axis(
            unit_label(unit),
            second_label=unit_label(own[0]["si_unit"] or ""),
            factor=si_factor(own),
        ),
        lanes,
        _HEAD,
        entries,
        uprights,
        {tone: words for tone, words in _LEGEND.items() if tone in tones},
        keys=frozenset(
            [("reference_ranges", row["reference_range_id"]) for row in own]
            + [("observations", row["observation_id"]) for row in people]
        ),
    )


_ARTICLE = "This article"
Group = tuple[str, list[Row]]


def _groups(subject: Subject, names: Names, own: list[Row], others: list[Row]) -> list[Group]:
    """The ranges by who says them, the article first, each from low to high."""
    years = _years(subject)

    def who(row: Row) -> str:
        year = years.get(row.get("reference_id"))
        name = names.of(row.get("authority_id")) if row.get("authority_id") else _ARTICLE
        return f"{name} {year}" if year else name

    rows = [*own, *others]
    order = dict.fromkeys(map(who, rows))
    return [(name, sorted((row for row in rows if who(row) == name), key=place)) for name in order]


def _years(subject: Subject) -> dict[str | None, int | None]:
    works = rows_of(subject.authority, "references")
    return {row["reference_id"]: row["issued_year"] for row in works}


def _lanes(
    subject: Subject, who: str, rows: list[Row], gaps: Sequence[tuple[float, float]]
) -> Iterator[Lane]:
    yield Lane(who, is_heading=True)
    marks = [_mark(subject, row) for row in rows]
    if who == _ARTICLE:
        marks += [
            Mark(Shape.BAND, Tone.GAP, low, high, f"in no band ({figure(low)}-{figure(high)})")
            for low, high in gaps
        ]
        marks.sort(key=lambda mark: float("-inf") if mark.low is None else mark.low)
    yield from (Lane(marks=[mark]) for mark in marks)


def _mark(subject: Subject, row: Row) -> Mark:
    tone = next((tone for tone, codes in _TONES.items() if row["category"] in codes), Tone.NEUTRAL)
    is_point = row["low"] is not None and row["low"] == row["high"]
    name = subject.label("range_category", row["category"])
    text = f"{name} ({bounds(row)})"
    # Rows of an authority stand in its package, not in this one.
    href = link("reference_ranges", row["reference_range_id"]) if _is_own(subject, row) else None
    return Mark(
        Shape.DIAMOND if is_point else Shape.BAND, tone, row["low"], row["high"], text, href
    )


def _is_own(subject: Subject, row: Row) -> bool:
    return "claim_id" in row or subject.authority is subject.contents


def _entries(subject: Subject, who: str, rows: list[Row]) -> Iterator[Entry]:
    for row in rows:
        si = ""
        if row["si_unit"]:
            si = bounds({**row, "low": row["low_si"], "high": row["high_si"]}, row["si_unit"])
        category = subject.label("range_category", row["category"])
        whom = subject.label("population", row.get("population"))
        cells = (who, category, bounds(row, row["unit"] or ""), si,
                 row["range_reported"] or "", whom)  # fmt: skip
        is_own = _is_own(subject, row)
        yield Entry(cells, link("reference_ranges", row["reference_range_id"]) if is_own else None)


def _person(row: Row, names: Names) -> Entry:
    when = row["time_offset_reported"] or ""
    what = f"value of {names.of(row['variable_id'])}" + (f", {when}" if when else "")
    cells = ("This article, of a person", what, row["value_reported"] or "", "",
             row["state_reported"] or "", "")  # fmt: skip
    return Entry(cells, link("observations", row["observation_id"]))


def _is_of(observation: Row, range_: Row) -> bool:
    return (
        observation["variable_id"] == range_["analyte_id"]
        and observation["value"] is not None
        and observation["value_unit"] == range_["unit"]
        and observation.get("study_arm_id") is None
    )


def _words(low: float, high: float, unit: str) -> str:
    return f"{figure(low)}-{figure(high)} {unit_label(unit)}"


def _alt(
    own: list[Row],
    what: str,
    unit: str,
    gaps: Sequence[tuple[float, float]],
    people: list[Row],
) -> str:
    words = [f"Bands of {what} in {unit_label(unit)}, grouped by who says them."]
    words += [f"This article has {len(own)}."] if "claim_id" in own[0] else []
    words += [f"In none of its bands lie {_words(low, high, unit)}." for low, high in gaps]
    values = ", ".join(row["value_reported"] or "" for row in people)
    words += [f"Lines mark the values of a person: {values}."] if people else []
    return " ".join([*words, "The table below the picture says the same."])


def _slug(text: str | None) -> str:
    return re.sub(r"[^a-z0-9]+", "-", (text or "").lower()).strip("-")
