"""Other figures of the source against the same figures of authorities."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from evitab.finding import Severity
from evitab.rule import Grounds, authority, rule
from evitab.rules.clinical.grouped import Row, told_together
from evitab.standard import standard
from evitab.units import dimension, factor

if TYPE_CHECKING:
    from pandas import DataFrame

_FIGURE = (
    "subject_id",
    "subject.label",
    "property",
    "value_low",
    "value_high",
    "value_comparator",
    "value_unit",
    "value_reported",
)
# Both sides print rounded figures, often with "about".
_SLACK = 0.25
_EXACT = ("=", "about")


def _far(figures: DataFrame, known: DataFrame) -> DataFrame:
    """Each figure that meets none of an authority's of the same subject and property, even widened
    by a quarter, beside each of these.
    """
    rows = figures.reset_index(names="place").merge(
        known.add_prefix("theirs."),
        left_on=["subject_id", "property"],
        right_on=["theirs.subject_id", "theirs.property"],
    )
    exact = rows["value_comparator"].isin(_EXACT) & rows["theirs.value_comparator"].isin(_EXACT)
    alike = dimension(rows["value_unit"]) == dimension(rows["theirs.value_unit"])
    rows = rows[(exact & alike).fillna(False)]
    ours, theirs = factor(rows["value_unit"]), factor(rows["theirs.value_unit"])
    above = rows["value_low"] * ours > rows["theirs.value_high"] * theirs * (1 + _SLACK)
    below = rows["value_high"] * ours < rows["theirs.value_low"] * theirs / (1 + _SLACK)
    is_near = ~(above | below).fillna(False)
    return rows[~is_near.groupby(rows["place"]).transform("any")]


def _grounds(rows: Sequence[Row]) -> Grounds:
    row = rows[0]
    given = "; ".join(f"{r['theirs.authority.label']}: {r['theirs.value_reported']}" for r in rows)
    what = standard().label("quantity_property", row["property"])
    return Grounds(
        observed=f"{what} of {row['subject.label']}: {row['value_reported']}",
        expected=given,
        unit=row["value_unit"],
        assumption="Both mean the same thing in the same people. Figures within a quarter of "
        "each other would pass.",
        arithmetic=f"The source gives {row['value_reported']} for the {what} of "
        f"{row['subject.label']}. Authorities give {given}.",
    )


@rule(
    "quantities",
    reads=[*_FIGURE, "claim_id"],
    beside={"known": authority("quantities", *_FIGURE, "authority.label")},
    about="source",
    kind="plausibility",
    severity=Severity.WARNING,
    harm="low",
)
def figure_agrees_with_an_authority(figures: DataFrame, *, known: DataFrame) -> DataFrame:
    """A figure of a substance is about what at least one authority gives for it.

    What it does: finds the figures that authorities give for the same subject and property (a
    half-life, an accumulation), brings both into one unit, and asks whether any lies within a
    quarter of the source's.
    Why it matters: advice on how often or how much to take rests on such figures.
    What it cannot see: figures under another property; a figure that no authority gives.
    Example: a half-life of 3 hours for a substance for which 68 to 72 hours are on record.
    What to do: nothing in the tables, if they say what the source says.
    """
    return told_together(_far(figures, known), _grounds)
