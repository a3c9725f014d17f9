"""An outcome of a case, and whether there is anything to compare it with."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from evitab.finding import Severity
from evitab.rule import SOURCE, Grounds, own, rule, told
from evitab.rules.ranges.bands import printed
from evitab.rules.time.courses import OF, TIME, VALUE, WHAT, earlier

if TYPE_CHECKING:
    from pandas import DataFrame


def _outcomes(observations: DataFrame, claims: DataFrame) -> DataFrame:
    """What is told of a case as a follow-up and may lack a baseline: a change at a later time, or
    the one value of what the source says was never measured before, the claim `never`.
    """
    cases = observations[(observations["study.design"] == "case-report").fillna(False)]
    keys = ["variable_id", SOURCE]
    denied = claims[(claims["predicate"] == "was-checked-before") & claims["is_negated"]]
    denied = denied.rename(columns={"subject_id": keys[0]})
    denied = denied.drop_duplicates(keys).rename(columns={"claim_id": "never"})
    rows = cases.merge(denied[[*keys, "never"]], on=keys, how="left").set_axis(cases.index)
    is_later = (rows["time_offset"] > 0).fillna(False)
    is_change = rows["change"].notna() & (rows["value_unit"] != "%").fillna(True) & is_later
    starts = rows["claim.passage.start"]
    follow_up = starts.where(is_later).groupby(rows["study_id"]).transform("min")
    is_told_later = (starts > follow_up).fillna(False) & rows["time_offset"].isna()
    several = rows.groupby(OF, dropna=False)["observation_id"].transform("size") > 1
    is_lone = rows["never"].notna() & ~several & (is_later | is_told_later)
    return rows[is_lone | is_change]


def _without_baseline(observations: DataFrame, claims: DataFrame) -> DataFrame:
    """The outcomes of cases of which the source gives no earlier observation."""
    outcomes = _outcomes(observations, claims)
    if outcomes.empty:
        return outcomes
    return outcomes[~outcomes.index.isin(earlier(outcomes, observations)["place"])]


def _grounds(row: Mapping[str, Any]) -> Grounds:
    label, value = row["variable.label"], row["value"]
    said = row["change"] if value is None else f"{value:g} {printed(row['value_unit'])}".strip()
    never = row["never"] is not None
    why = (
        "The source says itself that it had not been measured before."
        if never
        else "The source gives no earlier observation of it."
    )
    return Grounds(
        observed=f"{label}: {said}",
        expected="An earlier observation to compare it with.",
        arithmetic=f"Among the outcomes of the case is {label} ({said}). {why} An outcome "
        "without a baseline cannot show a change, and so not what the regimen did.",
        assumption="It stands among what was seen after the regimen began. A source may give such "
        "a value for what it is, a single reading; it need not claim a change.",
        related_rows=row["never"],
    )


@rule(
    "observations",
    reads=[*WHAT, *TIME, *VALUE, "study.design", "claim.passage.start"],
    by="study_id",
    beside={"claims": own("claims", "claim_id", "subject_id", "predicate", "is_negated", SOURCE)},
    about="source",
    kind="completeness",
    severity=Severity.INFO,
    harm="low",
)
def outcome_has_a_baseline(observations: DataFrame, *, claims: DataFrame) -> DataFrame:
    """An outcome of a case has an earlier observation of the same variable.

    What it does: looks at cases of one person, and there at what is told as a follow-up: at a later
    time, or behind something that is. It speaks where a change is told of a variable that the
    source does not give before, and where the source says that it had never been measured.
    Why it matters: one reading cannot show a change; beside a regimen it reads as if it did.
    What it cannot see: trials, whose protocol has a baseline whether the article prints it or not,
    and a baseline that the source leaves out.
    Example: a score that "she'd never checked before", zero among the results of a regimen.
    What to do: nothing in the tables, if they say what the source says. It is worth knowing, no
    fault.
    """
    return told(_without_baseline(observations, claims), _grounds)
