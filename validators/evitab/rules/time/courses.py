"""The course of one variable: what is said of it, and the values before and after."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from evitab.finding import Severity
from evitab.rule import SOURCE, Grounds, rule, told
from evitab.rules.ranges.bands import last_place, printed
from evitab.units import dimension, factor

if TYPE_CHECKING:
    from pandas import DataFrame, Series

OF = ["study_id", "study_arm_id", "variable_id"]
WHAT = ["observation_id", *OF, "variable.label", SOURCE, "change"]
TIME = ["time_offset", "time_offset_unit", "time_offset_reported", "time_anchor"]
VALUE = ["value", "value_comparator", "value_unit"]
# No claim on what is stable in a clinic: a share that few would call unchanged.
_STABLE = 0.10
_WORDS = {"stable": "stayed as it was", "rose": "rose", "fell": "fell"}


def earlier(later: DataFrame, observations: DataFrame) -> DataFrame:
    """Some observations (by `place`, their index) beside each earlier one (`their_`) of the same
    thing in the same people.

    Earlier is a smaller offset from the same event, or no offset beside one that has passed.
    """
    others = _dated(observations)
    others = others.rename(columns=lambda name: name if name in OF else f"their_{name}")
    pairs = _dated(later).reset_index(names="place").merge(others, on=OF)
    ours, theirs = (pairs[f"{side}time_anchor"].fillna("") for side in ("", "their_"))
    is_before = (ours == theirs) & (pairs["their_days"] < pairs["days"])
    is_first = pairs["their_days"].isna() & (pairs["days"] > 0)
    return pairs[(is_before.fillna(False) | is_first.fillna(False)).astype("bool")]


def _dated(observations: DataFrame) -> DataFrame:
    days = observations["time_offset"] * factor(observations["time_offset_unit"])
    return observations.assign(days=days, study_arm_id=observations["study_arm_id"].fillna(""))


def _with_value(pairs: DataFrame) -> DataFrame:
    """The pairs of a row with the last earlier value, where there is but one at that time.

    A value without a time is earlier only if it is told earlier: it may be today's.
    """
    is_told_first = pairs["their_claim.passage.start"] <= pairs["claim.passage.start"]
    is_timed = pairs["their_days"].notna()
    pairs = pairs[pairs["their_value"].notna() & (is_timed | is_told_first.fillna(False))]
    days = pairs["their_days"].astype("float64").fillna(-np.inf)
    last = pairs[days == days.groupby(pairs["place"]).transform("max")]
    last = last.drop_duplicates("place", keep=False)
    is_exact = (last["value_comparator"] == "=") & (last["their_value_comparator"] == "=")
    is_alike = dimension(last["value_unit"]) == dimension(last["their_value_unit"])
    is_alike |= last["value_unit"].isna() & last["their_value_unit"].isna()
    return last[is_exact.fillna(False) & is_alike.fillna(False)]


def _changes(moved: DataFrame, observations: DataFrame) -> DataFrame:
    """Each value of `moved` with the one before it: `before` and `least` to `most` of the change,
    in its own unit, rounding granted.
    """
    last = _with_value(earlier(moved, observations)).set_index("place")
    rows = moved.join(last[["their_observation_id", *(f"their_{name}" for name in VALUE)]])
    size, unit = factor(rows["their_value_unit"]).fillna(1), factor(rows["value_unit"]).fillna(1)
    scale = (size / unit).astype("float64")
    value, theirs = rows["value"].astype("float64"), rows["their_value"].astype("float64")
    before = theirs * scale
    half = (last_place(value) + last_place(theirs) * scale) / 2
    return rows.assign(before=before, least=value - before - half, most=value - before + half)


def _is_at_odds(rows: DataFrame) -> Series[bool]:
    room = _STABLE * rows["before"].abs()
    moved = (rows["least"] > room) | (rows["most"] < -room)
    has_none = rows["before"].isna() & (rows["value_unit"] == "%").fillna(False)
    went_down = (rows["most"] < 0) | (has_none & (rows["value"] < 0).fillna(False))
    return (
        ((rows["change"] == "stable").fillna(False) & moved)
        | ((rows["change"] == "rose").fillna(False) & went_down)
        | ((rows["change"] == "fell").fillna(False) & (rows["least"] > 0))
    )


def _grounds(row: Mapping[str, Any]) -> Grounds:
    value = f"{row['value']:g} {printed(row['value_unit'])}".strip()
    word = _WORDS[row["change"]]
    if row["before"] is None:
        return Grounds(
            observed=f"{word}, by {value}",
            expected="A change above zero.",
            arithmetic=f"The source says that {row['variable.label']} {word}; the change that it "
            f"gives is {value}, below zero.",
            assumption="A figure in percent with a minus is a change, and no value was given "
            "before it. The minus may be a slip of the pen.",
            unit="%",
        )
    before = f"{row['before']:g} {printed(row['value_unit'])}".strip()
    delta = row["value"] - row["before"]
    share = f" ({delta / abs(row['before']):+.0%})" if row["before"] else ""
    return Grounds(
        observed=f"{word}, at {value}",
        expected=f"A value that goes with “{row['change']}” after {before}.",
        arithmetic=f"For {row['variable.label']}: {before} before, {value} after. The change is "
        f"{delta:+g} {printed(row['value_unit'])}{share}.",
        assumption="The earlier figure is the last one that the source gives before this one. "
        + (
            "A change of up to 10 % of it, and what rounding allows, counts as stable: a limit of "
            "this rule, not of any clinic. “Stayed” may also mean that the value stayed within "
            "what is wanted."
            if row["change"] == "stable"
            else "Rounding of both figures is granted."
        ),
        unit=row["value_unit"],
        related_rows=row["their_observation_id"],
    )


@rule(
    "observations",
    reads=[*WHAT, *TIME, *VALUE, "claim.passage.start"],
    by="study_id",
    about="source",
    kind="plausibility",
    severity=Severity.WARNING,
    harm="low",
)
def change_agrees_with_the_values(observations: DataFrame) -> DataFrame:
    """What a source says of a variable over time agrees with the values before and after.

    What it does: takes the verb (stayed, rose, fell) and the last value before it of the same
    variable in the same people. Rose and fell are at odds with the other direction, stayed with a
    change of more than 10 % of the earlier value; what rounding allows is granted. A figure in
    percent with no value before it is a change itself: it cannot have risen by less than zero.
    Why it matters: the verb is what a reader remembers, and it tells another story than the
    figures.
    What it cannot see: better and worse, which depend on what is wanted; "fell by 3 %", which may
    be printed with a minus or without; two earlier values at one time; a value without a time that
    is told later.
    Example: "stayed at 55 ng/mL", after 65.
    What to do: nothing in the tables, if they say what the source says.
    """
    moved = observations[observations["change"].isin(_WORDS) & observations["value"].notna()]
    if moved.empty:
        return told(moved, _grounds)
    rows = _changes(moved, observations)
    return told(rows[_is_at_odds(rows)], _grounds)
