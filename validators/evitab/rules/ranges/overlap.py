"""The bands of one analyte against each other."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from evitab.finding import Severity
from evitab.rule import SOURCE, Grounds, rule, told
from evitab.rules.ranges.bands import (
    OF_ARTICLE,
    ROUNDED,
    WHOSE,
    band_in_words,
    class_of,
    of_people_at_large,
    printed,
    spans,
)

if TYPE_CHECKING:
    from pandas import DataFrame

_STAGE = "kidney-stage-"


def _pairs(ranges: DataFrame) -> DataFrame:
    """Each band with each earlier one (`their_`) of its scheme, on each scale that both are on."""
    bands = ranges.assign(row=np.arange(len(ranges)))
    bands = spans(bands[~bands["claim.is_negated"].fillna(True)])
    at_large = of_people_at_large(bands["claim.population"])
    bands["claim.population"] = bands["claim.population"].where(~at_large, "")
    is_stage = bands["category"].str.startswith(_STAGE).fillna(False)
    bands = bands.assign(class_=class_of(bands["category"]).where(~is_stage, bands["category"]))
    bands["is_stage"] = is_stage
    whose = ["analyte_id", SOURCE, "dimension", *WHOSE]
    bands[whose] = bands[whose].fillna("")
    theirs = bands.rename(columns=lambda name: name if name in whose else f"their_{name}")
    pairs = bands.merge(theirs, on=whose)
    return pairs[pairs["row"] > pairs["their_row"]]


def _clashes(ranges: DataFrame) -> DataFrame:
    """The bands that cannot be beside an earlier one, with the first such: they clash on every
    scale that both are on.
    """
    pairs = _pairs(ranges)
    slack = np.fmax(pairs["step"], pairs["their_step"]) / 2
    edge = pairs["start"].where(pairs["start"] > pairs["their_start"], pairs["their_start"])
    slack = np.fmax(slack, ROUNDED * edge.abs().where(np.isfinite(edge), 0.0))
    reach = np.fmin(pairs["end"] - pairs["their_start"], pairs["their_end"] - pairs["start"])
    overlaps = reach > slack
    is_other = (pairs["class_"] != pairs["their_class_"]).fillna(False)
    is_other &= pairs["is_stage"] == pairs["their_is_stage"]
    differs = (pairs["start"] - pairs["their_start"]).abs().between(slack, np.inf, "neither")
    differs |= (pairs["end"] - pairs["their_end"]).abs().between(slack, np.inf, "neither")
    called, theirs = (pairs[f"{side}category_reported"].str.lower() for side in ("", "their_"))
    is_same = (pairs["category"] == pairs["their_category"]) & (
        (called == theirs).fillna(False) | (called.isna() & theirs.isna())
    )
    pairs["clash"] = overlaps & (is_other | (is_same.fillna(False) & differs))
    pairs["everywhere"] = pairs.groupby(["row", "their_row"])["clash"].transform("all")
    first = pairs[pairs["everywhere"]].drop_duplicates("row")
    return first.set_axis(ranges.index[first["row"]])


def _shared(pair: Mapping[str, Any]) -> str:
    """The values that both bands hold, in the unit of the scale that they share."""
    low = max(pair["start"], pair["their_start"]) / pair["size"]
    high = min(pair["end"], pair["their_end"]) / pair["size"]
    unit = printed(pair["scale"])
    if not np.isfinite(low):
        return f"below {high:g} {unit}"
    if not np.isfinite(high):
        return f"above {low:g} {unit}"
    return f"of {low:g} {unit}" if low == high else f"between {low:g} and {high:g} {unit}"


def _grounds(row: Mapping[str, Any]) -> Grounds:
    ours, theirs = band_in_words(row), band_in_words(row, "their_")
    both = f"{theirs} and {ours}"
    if row["category"] == row["their_category"]:
        then = (
            f"A value can lie in the one and not in the other, both called {theirs.split(' (')[0]}."
        )
    else:
        then = f"A value {_shared(row)} lies in both, and so has two names that exclude each other."
    return Grounds(
        observed=both,
        expected="Bands that meet in one point at most, and one pair of bounds for one name.",
        arithmetic=f"For {row['analyte.label']} the source gives {both}. {then}",
        assumption="Both bands are the source's own or credited to the same work, for the same "
        "people and under the same condition; bounds that differ by no more than rounding count "
        "as one.",
        related_rows=row["their_reference_range_id"],
    )


@rule(
    "reference_ranges",
    reads=OF_ARTICLE,
    by=SOURCE,
    about="source",
    kind="plausibility",
    severity=Severity.WARNING,
    harm="medium",
)
def ranges_of_an_analyte_do_not_overlap(ranges: DataFrame) -> DataFrame:
    """The bands that a source gives for one analyte do not give one value two names at odds.

    What it does: lays the bands of an analyte on one scale and looks for two that share values and
    are of different kinds (too low, good, too high, or two stages of kidney disease), and for one
    name that is given twice with other bounds. Bands that touch, bands of one kind inside one
    another, bands for other people, under another condition or credited to another work are left
    alone.
    Why it matters: a reader with a value in both bands is told that it is fine and that it is not,
    and may take a dose that the other name would not have called for.
    What it cannot see: bands in units that neither the rows nor SI bounds bring together; one name
    in two wordings; one name for two bands apart; an overlap within rounding or 1 %.
    Example: "optimal is 40-60" in one paragraph, "above 50 is too high" in another.
    What to do: nothing in the tables, if they say what the source says. Where the two bands are for
    different people, fill `population` of the claims.
    """
    ranges = ranges[ranges.duplicated([SOURCE, "analyte_id"], keep=False)]
    if ranges.empty:
        return told(ranges, _grounds)
    return told(_clashes(ranges), _grounds)
