"""Claims of the source beside what authorities conclude."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from evitab.finding import Severity
from evitab.hierarchy import named_parts
from evitab.rule import Grounds, authority, own
from evitab.rules.clinical.grouped import Row, each_once
from evitab.rules.clinical.known import THEIR_CONCEPTS, all_concepts, kin_pairs
from evitab.standard import standard

if TYPE_CHECKING:
    from pandas import DataFrame

CLAIM = [
    "claim_id",
    "subject_id",
    "predicate",
    "object_id",
    "is_negated",
    "assertion_strength",
    "statement",
]
BESIDE = {
    "conclusions": authority(
        "conclusions",
        "conclusion_id",
        "subject_id",
        "predicate",
        "object_id",
        "is_negated",
        "certainty",
        "statement",
        "authority.label",
        "reference.issued_year",
        "population",
    ),
    "concepts": own("concepts", "concept_id", "kind", "broader_id"),
    "labels": own("concept_labels", "concept_id", "label", "type"),
    "their_concepts": THEIR_CONCEPTS,
}


def beside_conclusions(
    claims: DataFrame,
    conclusions: DataFrame,
    concepts: DataFrame,
    labels: DataFrame,
    their_concepts: DataFrame,
) -> DataFrame:
    """Each claim (by `place`) beside each conclusion (`theirs.`) on the same subject and object, or
    on broader or narrower ones; a combination counts for each substance that its name has.
    """
    import pandas as pd

    if claims.empty or conclusions.empty:
        return claims.iloc[:0]
    kin_of = kin_pairs(
        all_concepts(concepts[["concept_id", "broader_id"]], their_concepts), ("one", "other")
    )
    parts = named_parts(concepts, labels).set_axis(["one", "other"], axis="columns")
    wide = parts.merge(kin_of.add_prefix("part_"), left_on="other", right_on="part_one")
    wide = wide[["one", "part_other"]].set_axis(["one", "other"], axis="columns")
    both = [kin_of.assign(is_part=False), wide.assign(is_part=True)]
    subjects = pd.concat(both).drop_duplicates(["one", "other"])
    theirs = conclusions.add_prefix("theirs.").fillna({"theirs.object_id": ""})
    objects = pd.concat([kin_of, pd.DataFrame({"one": [""], "other": [""]})])
    pairs = claims.dropna(subset="subject_id").fillna({"object_id": ""}).reset_index(names="place")
    pairs = pairs.merge(subjects, left_on="subject_id", right_on="one").drop(columns="one")
    pairs = pairs.merge(theirs, left_on="other", right_on="theirs.subject_id")
    return pairs.merge(
        objects.rename(columns={"one": "object_id", "other": "theirs.object_id"}),
        on=["object_id", "theirs.object_id"],
    )


def _whose(row: Row) -> str:
    year, whom = row["theirs.reference.issued_year"], row["theirs.population"]
    when = "" if year is None else f" {year:.0f}"
    about = f", on {standard().label('population', whom)}" if whom else ""
    return f"{row['theirs.authority.label']}{when}{about}: {row['theirs.statement']}"


def at_odds(pairs: Sequence[Row], *, assumption: str, arithmetic: str) -> Grounds:
    """The grounds of one claim that is at odds with the conclusions beside it."""
    # What is said of a combination need not be meant of each substance in it.
    is_loose = any(row["is_part"] for row in pairs)
    return Grounds(
        observed=pairs[0]["statement"],
        expected=" ".join(each_once([_whose(row) for row in pairs])),
        assumption=assumption,
        arithmetic=arithmetic,
        severity=Severity.INFO if is_loose else None,
    )
