"""What the source advises of an interaction against what authorities advise."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache, partial
from typing import TYPE_CHECKING

from evitab.finding import Severity
from evitab.hierarchy import kin
from evitab.rule import SOURCE, Grounds, rule
from evitab.rules.clinical.grouped import Row, each_once, told_together
from evitab.rules.clinical.known import CONCEPTS, DOSES, KNOWN, THEIR_CONCEPTS, all_concepts
from evitab.standard import standard

if TYPE_CHECKING:
    from pandas import DataFrame

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


def _acting(issues: DataFrame) -> DataFrame:
    return issues[(~issues["is_negated"]).fillna(False) & issues["action"].isin(_FIRMNESS)]


def _firmer(ours: DataFrame, theirs: DataFrame, related: DataFrame) -> DataFrame:
    """Each interaction with what authorities advise of the same two substances, or of broader or
    narrower ones (by the pairs that are `related`), where that keeps people further from it.
    """
    pairs = ours.reset_index(names="place")
    for column in ("substance_id", "interactant_id"):
        pairs = pairs.merge(related.set_axis([column, f"theirs.{column}"], axis="columns"))
    theirs = theirs.add_prefix("theirs.")
    pairs = pairs.merge(theirs, on=["theirs.substance_id", "theirs.interactant_id"])
    is_firmer = pairs["theirs.action"].map(_FIRMNESS) > pairs["action"].map(_FIRMNESS)
    return pairs[is_firmer].drop_duplicates(["place", "theirs.contraindication_id"])


def _advice_of(row: Row) -> str:
    whom = row["theirs.population"]
    whom = f", for {standard().label('population', whom)}" if whom else ""
    return (
        f"{row['theirs.authority.label']}{whom}: {row['theirs.action'].replace('-', ' ')} "
        f"({row['theirs.substance.label']} with {row['theirs.interactant.label']})"
    )


def _thresholds(known: DataFrame, related: DataFrame, interactants: frozenset[str]) -> list[Row]:
    """What authorities say of amounts of these interactants, or of drugs of the same class."""
    kindred = related.loc[related["concept_id"].isin(interactants), "kin_id"]
    same = known["interactant_id"].isin(kindred)
    rows = known[same & known["threshold_reported"].notna()]
    return [{str(name): value for name, value in row.items()} for row in rows.to_dict("records")]


def _advised(doses: DataFrame) -> dict[str, list[tuple[str, str]]]:
    """By source, the form and the printed amount of each dose that it advises."""
    given = doses[(doses["use"] == "recommended").fillna(False)]
    by_source: dict[str, list[tuple[str, str]]] = {}
    columns = [SOURCE, "form_id", "dose_reported"]
    for source, form, reported in given[columns].dropna().itertuples(index=False):
        by_source.setdefault(source, []).append((form, reported))
    return by_source


def _amounts(thresholds: Sequence[Row], doses: Sequence[tuple[str, str]]) -> str:
    """The amounts at which authorities see an interaction, beside those that the source advises."""
    if not thresholds:
        return ""
    each = [
        f"{row['authority.label']}: {row['threshold_reported']} of {row['substance.label']} with "
        f"{row['interactant.label']}"
        + (f" ({row['effect.label']})" if isinstance(row["effect.label"], str) else "")
        for row in thresholds
    ]
    forms = {row["substance_id"] for row in thresholds}
    advised = dict.fromkeys(reported for form, reported in doses if form in forms)
    mine = f"; what the source advises in general is {', '.join(advised)}" if advised else ""
    return f" As for amounts, {'; '.join(dict.fromkeys(each))}{mine}."


def _grounds(firmer: Sequence[Row], amounts: str) -> Grounds:
    row = firmer[0]
    said = row["action"].replace("-", " ")
    return Grounds(
        observed=f"{said}: {row['substance.label']} with {row['interactant.label']}",
        expected="; ".join(each_once([_advice_of(each) for each in firmer])),
        assumption="What is said of a broader or narrower substance is taken to hold for this one. "
        "An authority here can also be the authors of a study. Whoever is asked first may give the "
        "firmer advice.",
        arithmetic=f"The source says of {row['substance.label']} with {row['interactant.label']}: "
        f"{said} (“{row['action_reported']}”). That leaves open what the other advises against."
        f"{amounts}",
    )


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
        SOURCE,
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
)
def interaction_is_put_as_firmly_as_by_authorities(
    rows: DataFrame,
    *,
    doses: DataFrame,
    known: DataFrame,
    concepts: DataFrame,
    their_concepts: DataFrame,
) -> DataFrame:
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
    ours, theirs = _acting(rows), _acting(known)
    if ours.empty or theirs.empty:
        return told_together(ours.iloc[:0], lambda firmer: _grounds(firmer, ""))
    related = kin(all_concepts(concepts, their_concepts))
    advised, thresholds = _advised(doses), cache(partial(_thresholds, known, related))

    def tell(firmer: Sequence[Row]) -> Grounds:
        of_these = thresholds(frozenset(row["theirs.interactant_id"] for row in firmer))
        return _grounds(firmer, _amounts(of_these, advised.get(firmer[0][SOURCE], [])))

    return told_together(_firmer(ours, theirs, related), tell)
