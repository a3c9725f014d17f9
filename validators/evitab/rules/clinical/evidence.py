"""What the source asserts against what authorities conclude."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from evitab.finding import Severity
from evitab.hierarchy import named_parts
from evitab.rule import Grounds, authority, own, rule, told
from evitab.rules.clinical.known import THEIR_CONCEPTS, all_concepts, kin_pairs
from evitab.standard import standard

if TYPE_CHECKING:
    from pandas import DataFrame, Series

_CLAIM = [
    "claim_id",
    "subject_id",
    "predicate",
    "object_id",
    "is_negated",
    "assertion_strength",
    "statement",
]
_BESIDE = {
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
# Predicates that say that the subject does something to the object.
_EFFECTS = (
    "increases",
    "decreases",
    "activates",
    "controls",
    "causes",
    "supports",
    "slows",
    "moves-calcium-into",
    "keeps-calcium-out-of",
    "has-effect-on",
)


def _beside(
    claims: DataFrame,
    conclusions: DataFrame,
    concepts: DataFrame,
    labels: DataFrame,
    their_concepts: DataFrame,
) -> DataFrame:
    """Each claim beside each conclusion on the same subject and object, or on broader or narrower
    ones; a combination counts for each substance that its name has.
    """
    import pandas as pd

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
    pairs = claims.dropna(subset="subject_id").fillna({"object_id": ""})
    pairs = pairs.merge(subjects, left_on="subject_id", right_on="one").drop(columns="one")
    pairs = pairs.merge(theirs, left_on="other", right_on="theirs.subject_id")
    return pairs.merge(
        objects.rename(columns={"one": "object_id", "other": "theirs.object_id"}),
        on=["object_id", "theirs.object_id"],
    )


def _whose(row: Mapping[Any, Any]) -> str:
    import pandas as pd

    year = row["theirs.reference.issued_year"]
    when = "" if pd.isna(year) else f" {year:.0f}"
    whom = row["theirs.population"]
    about = f", on {standard().label('population', whom)}" if isinstance(whom, str) else ""
    return f"{row['theirs.authority.label']}{when}{about}: {row['theirs.statement']}"


def _explained(
    claims: DataFrame, flagged: Series[bool], pairs: DataFrame, *, words: str, reckoning: str
) -> DataFrame:
    # What is said of a combination need not be meant of each substance in it.
    loose = set(pairs.loc[pairs["is_part"], "claim_id"])
    said = {
        claim: " ".join(dict.fromkeys(_whose(row) for row in rows.to_dict("records")))
        for claim, rows in pairs.groupby("claim_id")
    }
    return told(
        claims[flagged],
        lambda row: Grounds(
            observed=row["statement"],
            expected=said[row["claim_id"]],
            assumption=words,
            arithmetic=reckoning,
            severity=Severity.INFO if row["claim_id"] in loose else None,
        ),
    )


# Denied --------------------------------------------------------------------------------------


def _denied(claims: DataFrame, **beside: DataFrame) -> DataFrame:
    pairs = _beside(claims, **beside)
    same = pairs["predicate"] == pairs["theirs.predicate"]
    opposite = pairs["is_negated"] != pairs["theirs.is_negated"]
    shown = pairs["theirs.certainty"] != "not-established"
    return pairs[(same & opposite & shown.fillna(True)).fillna(False)]


def _explain_denial(claims: DataFrame, flagged: Series[bool], **beside: DataFrame) -> DataFrame:
    words = (
        "Subject and object are taken for the authority's own, or for broader or narrower ones. "
        "The source may mean people or cases of which the authority does not speak."
    )
    reckoning = "The source affirms what the authority denies, or the other way round."
    denied = _denied(claims, **beside)
    return _explained(claims, flagged, denied, words=words, reckoning=reckoning)


@rule(
    "claims",
    reads=_CLAIM,
    beside=_BESIDE,
    about="source",
    kind="plausibility",
    severity=Severity.INFO,
    harm="low",
    explain=_explain_denial,
)
def assertion_is_not_denied_by_an_authority(
    claims: DataFrame,
    *,
    conclusions: DataFrame,
    concepts: DataFrame,
    labels: DataFrame,
    their_concepts: DataFrame,
) -> Series[bool]:
    """What the source affirms, no authority denies, and the other way round.

    What it does: looks for a conclusion of an authority with the same predicate, on the same
    subject and object or on broader or narrower ones, that is negated where the claim is not.
    Why it matters: a reader is told one thing and would be told another by those who are asked to
    advise.
    What it cannot see: a conclusion in another predicate; which of the two is right.
    Example: "get your 25(OH)D level checked", where the Endocrine Society suggests in 2024 that
    routine tests be left out.
    What to do: nothing in the tables, if they say what the source says.
    """
    beside = {"conclusions": conclusions, "concepts": concepts, "labels": labels}
    denied = _denied(claims, **beside, their_concepts=their_concepts)
    return ~claims["claim_id"].isin(denied["claim_id"])


# Firmer than the evidence --------------------------------------------------------------------


def _overstated(claims: DataFrame, **beside: DataFrame) -> DataFrame:
    pairs = _beside(claims, **beside)
    is_effect = pairs["predicate"].isin(_EFFECTS) & ~pairs["is_negated"]
    is_firm = pairs["assertion_strength"] != "hedged"
    is_open = pairs["theirs.certainty"] == "not-established"
    return pairs[(is_effect & is_firm & is_open).fillna(False)]


def _explain_overstatement(
    claims: DataFrame, flagged: Series[bool], **beside: DataFrame
) -> DataFrame:
    words = (
        "“Not shown” is not “shown to be wrong”: the authority weighed the evidence that it was "
        "given. A claim on a combination counts as one on each substance in it."
    )
    reckoning = "The source says it without a limit; the authority leaves it open."
    overstated = _overstated(claims, **beside)
    return _explained(claims, flagged, overstated, words=words, reckoning=reckoning)


@rule(
    "claims",
    reads=_CLAIM,
    beside=_BESIDE,
    about="source",
    kind="plausibility",
    severity=Severity.WARNING,
    harm="medium",
    explain=_explain_overstatement,
)
def effect_is_asserted_no_more_firmly_than_authorities_hold_it(
    claims: DataFrame,
    *,
    conclusions: DataFrame,
    concepts: DataFrame,
    labels: DataFrame,
    their_concepts: DataFrame,
) -> Series[bool]:
    """An effect that authorities hold not to be established is asserted with a limit.

    What it does: takes each claim of an effect that the source does not hedge, and looks for a
    conclusion of an authority that cause and effect between the same subject and object, or
    broader or narrower ones, are not established.
    Why it matters: a reader takes for settled what is open.
    What it cannot see: an effect that no predicate of effect holds; evidence later than the
    authority's.
    Example: "without K2, calcium ends up in your arteries", where EFSA holds an effect of vitamin
    K2 on the heart and the blood vessels not to be established.
    What to do: nothing in the tables, if they say what the source says.
    """
    beside = {"conclusions": conclusions, "concepts": concepts, "labels": labels}
    overstated = _overstated(claims, **beside, their_concepts=their_concepts)
    return ~claims["claim_id"].isin(overstated["claim_id"])
