"""What the source advises of an interaction against what authorities advise."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from evitab.finding import Severity
from evitab.rule import Grounds, rule, told
from evitab.rules.clinical.known import (
    CONCEPTS,
    DOSES,
    KNOWN,
    THEIR_CONCEPTS,
    all_concepts,
    kin_pairs,
)
from evitab.standard import standard

if TYPE_CHECKING:
    from pandas import DataFrame, Series

# How far each action keeps someone from a substance. What has no action says nothing of it.
_FIRMNESS = {
    "none": 0,
    "consult": 1,
    "monitor": 1,
    "keep-consistent": 1,
    "limit": 2,
    "separate": 2,
    "substitute": 3,
    "reserve": 3,
    "avoid": 4,
}


def _firmer(
    rows: DataFrame, known: DataFrame, concepts: DataFrame, their_concepts: DataFrame
) -> DataFrame:
    """Each interaction with what authorities advise of the same two substances, or of broader or
    narrower ones, where that keeps people further from it.
    """
    everything = all_concepts(concepts, their_concepts)
    theirs = known[~known["is_negated"].fillna(True)].add_prefix("theirs.")
    pairs = rows.reset_index(names="place")
    pairs = pairs[(~pairs["is_negated"]).fillna(False)]
    pairs = pairs.merge(kin_pairs(everything, ("substance_id", "theirs.substance_id")))
    pairs = pairs.merge(kin_pairs(everything, ("interactant_id", "theirs.interactant_id")))
    pairs = pairs.merge(theirs, on=["theirs.substance_id", "theirs.interactant_id"])
    ours = pairs["action"].map(_FIRMNESS)
    pairs["firmness"] = pairs["theirs.action"].map(_FIRMNESS)
    return pairs[(pairs["firmness"] > ours).fillna(False)].drop_duplicates(
        ["place", "theirs.contraindication_id"]
    )


def _advice_of(row: Mapping[Any, Any]) -> str:
    whom = row["theirs.population"]
    whom = f", for {standard().label('population', whom)}" if isinstance(whom, str) else ""
    return (
        f"{row['theirs.authority.label']}{whom}: {row['theirs.action'].replace('-', ' ')} "
        f"({row['theirs.substance.label']} with {row['theirs.interactant.label']})"
    )


def _amounts(firmer: DataFrame, doses: DataFrame, known: DataFrame, near: DataFrame) -> str:
    """The amounts at which authorities see the interaction, or one with a drug of the same class,
    beside the doses that are advised.
    """
    kindred = near.loc[near["one"].isin(firmer["theirs.interactant_id"]), "other"]
    same = known["interactant_id"].isin(kindred)
    thresholds = known[same & known["threshold_reported"].notna()]
    if thresholds.empty:
        return ""
    each = [
        f"{row['authority.label']}: {row['threshold_reported']} of {row['substance.label']} with "
        f"{row['interactant.label']}"
        + (f" ({row['effect.label']})" if isinstance(row["effect.label"], str) else "")
        for row in thresholds.to_dict("records")
    ]
    forms = doses["form_id"].isin(thresholds["substance_id"])
    advised = doses[forms & (doses["use"] == "recommended")]["dose_reported"].dropna()
    mine = (
        f"; what the source advises in general is {', '.join(dict.fromkeys(advised))}"
        if len(advised)
        else ""
    )
    return f" As for amounts, {'; '.join(dict.fromkeys(each))}{mine}."


def _grounds(firmer: DataFrame, amounts: str) -> Grounds:
    row = firmer.iloc[0]
    advice = "; ".join(dict.fromkeys(_advice_of(each) for each in firmer.to_dict("records")))
    said = row["action"].replace("-", " ")
    return Grounds(
        observed=f"{said}: {row['substance.label']} with {row['interactant.label']}",
        expected=advice,
        assumption="What is said of a broader or narrower substance is taken to hold for this one. "
        "An authority here can also be the authors of a study. Whoever is asked first may give the "
        "firmer advice.",
        arithmetic=f"The source says of {row['substance.label']} with {row['interactant.label']}: "
        f"{said} (“{row['action_reported']}”). That leaves open what the other advises against."
        f"{amounts}",
    )


def _explain(rows: DataFrame, flagged: Series[bool], **beside: DataFrame) -> DataFrame:
    doses, known = beside.pop("doses"), beside["known"]
    everything = all_concepts(beside["concepts"], beside["their_concepts"])
    near = kin_pairs(everything, ("one", "other"))
    firmer = dict(list(_firmer(rows, **beside).groupby("place")))
    amounts = {place: _amounts(found, doses, known, near) for place, found in firmer.items()}
    places = rows[flagged].assign(place=flagged.index[flagged])
    return told(places, lambda row: _grounds(firmer[row["place"]], amounts[row["place"]]))


@rule(
    "contraindications",
    reads=[
        "substance_id",
        "substance.label",
        "interactant_id",
        "interactant.label",
        "is_negated",
        "action",
        "action_reported",
        "claim_id",
    ],
    beside={
        "doses": DOSES,
        "known": KNOWN,
        "concepts": CONCEPTS,
        "their_concepts": THEIR_CONCEPTS,
    },
    about="source",
    kind="plausibility",
    severity=Severity.INFO,
    harm="high",
    explain=_explain,
)
def interaction_is_put_as_firmly_as_by_authorities(
    rows: DataFrame,
    *,
    doses: DataFrame,
    known: DataFrame,
    concepts: DataFrame,
    their_concepts: DataFrame,
) -> Series[bool]:
    """What the source advises of an interaction keeps people as far from it as authorities do.

    What it does: ranks the actions (nothing; ask, monitor or keep consistent; limit or separate;
    substitute; avoid) and compares the source's with each authority's for the same two substances,
    or for broader or narrower ones.
    Why it matters: "ask first" leaves open what an authority advises against.
    What it cannot see: an interaction for which either side names no action; how likely harm is.
    Example: "don't take K2 without discussing" for people on warfarin, where the authors of a study
    advise against MK-7 supplements with vitamin K antagonists.
    What to do: nothing in the tables, if they say what the source says.
    """
    firmer = _firmer(rows, known, concepts, their_concepts)
    return ~rows.index.to_series().isin(firmer["place"])
