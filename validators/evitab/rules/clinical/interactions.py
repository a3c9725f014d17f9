"""Interactions that authorities name and the source leaves out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evitab.finding import Severity
from evitab.hierarchy import ancestors
from evitab.rule import Grounds, own, rule, told
from evitab.rules.clinical.known import (
    CONCEPTS,
    DOSES,
    KNOWN,
    THEIR_CONCEPTS,
    all_concepts,
    kin_pairs,
)

if TYPE_CHECKING:
    from pandas import DataFrame, Series


def _left_out(
    rows: DataFrame,
    issues: DataFrame,
    doses: DataFrame,
    known: DataFrame,
    concepts: DataFrame,
    their_concepts: DataFrame,
) -> DataFrame:
    """The interactions that authorities give for each concept (`concept_id`) that the source
    advises to take, or a narrower one of which it does, and that the source does not name.

    A substance is named where it, a broader or a narrower one, or another one of its class is.
    """
    import pandas as pd

    everything = all_concepts(concepts, their_concepts)
    given = doses[(doses["use"] == "recommended").fillna(False)]
    taken = pd.concat([given["substance_id"], given["form_id"]]).dropna()
    up = ancestors(everything)
    advised = up.loc[up["concept_id"].isin(taken), "ancestor_id"]
    theirs = known[(~known["is_negated"] & known["interactant_id"].notna()).fillna(False)]
    theirs = theirs[theirs["substance_id"].isin(advised)]
    related = kin_pairs(everything, ("interactant_id", "kin_id"))
    parents = everything.dropna().set_axis(["interactant_id", "kin_id"], axis="columns")
    near = pd.concat([related, parents]).drop_duplicates()
    named = near.loc[near["interactant_id"].isin(issues["interactant_id"].dropna()), "kin_id"]
    reached = near.loc[near["kin_id"].isin(named), "interactant_id"]
    missing = theirs[~theirs["interactant_id"].isin(reached)]
    return missing[missing["substance_id"].isin(rows["concept_id"])]


def _grounds(label: str, missing: DataFrame) -> Grounds:
    each = [
        f"{row['interactant.label']} ({row['authority.label']}"
        + (
            f": {row['effect.label']})"
            if isinstance(row["effect.label"], str)
            else ", no effect on record here)"
        )
        for row in missing.to_dict("records")
    ]
    listed = ", ".join(dict.fromkeys(each))
    names = ", ".join(dict.fromkeys(missing["interactant.label"]))
    return Grounds(
        observed=f"no word on {label} with {names}",
        expected=f"the interactions of {label} that authorities name",
        harm="high" if (missing["effect.kind"] == "condition").any() else None,
        assumption="Interactions told of a broader or narrower substance, or of another one of a "
        "class, count as named. A popular text need not list everything; it does list cautions.",
        arithmetic=f"The source advises {label}, or a form of it, and lists cautions. Authorities "
        f"name interactions that are not among them: {listed}.",
    )


def _explain(rows: DataFrame, flagged: Series[bool], **beside: DataFrame) -> DataFrame:
    by_concept = dict(list(_left_out(rows, **beside).groupby("substance_id")))
    names = beside["known"].drop_duplicates("substance_id").set_index("substance_id")
    return told(
        rows[flagged],
        lambda row: _grounds(
            names.loc[row["concept_id"], "substance.label"], by_concept[row["concept_id"]]
        ),
    )


@rule(
    "concepts",
    reads=["concept_id"],
    beside={
        "issues": own("contraindications", "interactant_id", "claim_id"),
        "doses": DOSES,
        "known": KNOWN,
        "concepts": CONCEPTS,
        "their_concepts": THEIR_CONCEPTS,
    },
    about="source",
    kind="completeness",
    severity=Severity.INFO,
    harm="medium",
    explain=_explain,
)
def interactions_of_authorities_are_named(
    rows: DataFrame,
    *,
    issues: DataFrame,
    doses: DataFrame,
    known: DataFrame,
    concepts: DataFrame,
    their_concepts: DataFrame,
) -> Series[bool]:
    """A source that advises a substance and lists cautions names the interactions of authorities.

    What it does: takes each substance that the source advises to take, and the broader ones, looks
    up the interactions that authorities give for it, and asks whether the source names the other
    substance, a broader or narrower one, or one of its class. A source without any clinical use
    issue is left alone.
    Why it matters: a reader who takes the other substance and finds it on no list of cautions takes
    the silence for safety. The harm is high where an authority names a condition that may follow.
    What it cannot see: interactions that the authority package does not have; a warning in words
    that no clinical use issue holds.
    Example: an article that advises vitamin D, warns of warfarin and leaves out thiazide diuretics.
    What to do: nothing in the tables, if the source does not name it.
    """
    if issues.empty:
        return rows["concept_id"].notna()
    missing = _left_out(rows, issues, doses, known, concepts, their_concepts)
    return ~rows["concept_id"].isin(missing["substance_id"])
