"""An outcome of a case, and whether there is anything to compare it with."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from evitab.finding import Severity
from evitab.rule import Grounds, own, rule, told
from evitab.rules.ranges.bands import printed
from evitab.rules.time.courses import OF, TIME, VALUE, WHAT, earlier

if TYPE_CHECKING:
    from pandas import DataFrame, Series


def _without_baseline(observations: DataFrame, claims: DataFrame) -> DataFrame:
    """Each row with `never` (the claim that it was not measured before) and `is_bare`: an outcome
    of a case, told as a follow-up, of which the source gives no earlier observation.
    """
    denied = claims[(claims["predicate"] == "was-checked-before") & claims["is_negated"]]
    keys = ["variable_id", "claim.passage.source_id"]
    denied = denied.rename(columns={"subject_id": keys[0], "passage.source_id": keys[1]})
    denied = denied.drop_duplicates(keys)[[*keys, "claim_id"]]
    rows = observations.assign(row=np.arange(len(observations)))
    rows = rows.merge(denied.rename(columns={"claim_id": "never"}), on=keys, how="left")
    has_earlier = rows["row"].isin(earlier(observations)["row"])
    is_later = (rows["time_offset"] > 0).fillna(False)
    starts = rows["claim.passage.start"].where(is_later)
    follow_up = starts.groupby(rows["study_id"]).transform("min")
    is_told_later = (rows["claim.passage.start"] > follow_up).fillna(False)
    is_told_later &= rows["time_offset"].isna()
    several = rows.groupby(OF, dropna=False)["row"].transform("size") > 1
    is_change = rows["change"].notna() & (rows["value_unit"] != "%").fillna(True) & is_later
    is_case = (rows["study.design"] == "case-report").fillna(False)
    lone = rows["never"].notna() & ~several & (is_later | is_told_later)
    rows["is_bare"] = is_case & ~has_earlier & (lone | is_change)
    return rows.set_axis(observations.index)


def _grounds(row: Mapping[str, Any]) -> Grounds:
    label, value = row["variable.label"], row["value"]
    said = row["change"] if value is None else f"{value:g} {printed(row['value_unit'])}".strip()
    never = row["never"] is not None
    why = (
        "The source says itself that it had not been measured before."
        if never
        else ("The source gives no earlier observation of it.")
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


def _explain(observations: DataFrame, flagged: Series[bool], *, claims: DataFrame) -> DataFrame:
    return told(_without_baseline(observations, claims)[flagged], _grounds)


@rule(
    "observations",
    reads=[*WHAT, *TIME, *VALUE, "study.design", "claim.passage.start"],
    by="study_id",
    beside={
        "claims": own(
            "claims", "claim_id", "subject_id", "predicate", "is_negated", "passage.source_id"
        )
    },
    about="source",
    kind="completeness",
    severity=Severity.INFO,
    harm="low",
    explain=_explain,
)
def outcome_has_a_baseline(observations: DataFrame, *, claims: DataFrame) -> Series[bool]:
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
    return ~_without_baseline(observations, claims)["is_bare"]
