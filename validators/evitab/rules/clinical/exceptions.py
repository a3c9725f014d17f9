"""Advice that allows no exception against the exceptions that the source itself lists."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from evitab.figures.words import behind_words
from evitab.finding import Severity
from evitab.hierarchy import kin, named_parts
from evitab.rule import Grounds, own, rule, told

if TYPE_CHECKING:
    from pandas import DataFrame, Series

_CLAIM = [
    "claim_id",
    "subject_id",
    "predicate",
    "object_id",
    "is_negated",
    "condition_reported",
    "assertion_strength",
    "statement",
]
_BESIDE = {
    "issues": own(
        "contraindications",
        "contraindication_id",
        "substance_id",
        "interactant_id",
        "is_negated",
        "action",
        "claim.statement",
    ),
    "doses": own("dosages", "claim_id", "substance_id", "use"),
    "concepts": own("concepts", "concept_id", "kind", "broader_id"),
    "labels": own("concept_labels", "concept_id", "label", "type", "language"),
}
_TAKING = ("is-advised", "is-advised-with", "needs")
# Where these are advised, the source keeps someone from it; another time of day does not.
_HOLDS_BACK = ("avoid", "consult", "substitute", "limit", "reserve")
_NEVER = (
    " Never to take one without the other can also be kept by taking neither; the source does not "
    "say so to those whom it keeps from the other."
)


def _for_all(claims: DataFrame) -> DataFrame:
    always = (claims["assertion_strength"] == "universal") & claims["condition_reported"].isna()
    return claims[always.fillna(False)]


def _advised(
    claims: DataFrame, doses: DataFrame, concepts: DataFrame, labels: DataFrame
) -> DataFrame:
    """Pairs of a claim (`claim_id`) that allows no exception and a substance that it tells everyone
    to take (`part_id`).
    """
    import pandas as pd

    rows = _for_all(claims)
    substances = concepts.loc[(concepts["kind"] == "substance").fillna(False), ["concept_id"]]
    itself = substances.assign(part_id=substances["concept_id"])
    parts = pd.concat([itself, named_parts(concepts, labels)])
    taken = rows[(rows["predicate"].isin(_TAKING) & ~rows["is_negated"]).fillna(False)]
    dosed = rows[["claim_id"]].merge(doses[(doses["use"] == "recommended").fillna(False)])
    # Whoever is never to take one substance without another is told to take the other with it.
    never = rows[((rows["predicate"] == "is-advised") & rows["is_negated"]).fillna(False)]
    behind = behind_words(labels["label"], labels["language"], "negation")
    is_substance = labels["concept_id"].isin(substances["concept_id"])
    left_out = labels.assign(label=labels["label"].where(is_substance, behind))
    found = [
        taken.merge(parts, left_on="subject_id", right_on="concept_id"),
        taken.merge(parts, left_on="object_id", right_on="concept_id"),
        dosed.merge(itself, left_on="substance_id", right_on="concept_id"),
        never.merge(
            named_parts(concepts, left_out.dropna(subset="label")),
            left_on="subject_id",
            right_on="concept_id",
        ),
    ]
    return pd.concat([pairs[["claim_id", "part_id"]] for pairs in found]).drop_duplicates()


def _exceptions(
    claims: DataFrame, issues: DataFrame, doses: DataFrame, concepts: DataFrame, labels: DataFrame
) -> DataFrame:
    """Each claim that allows no exception with the issues that hold someone back from what it
    advises.
    """
    advised = _advised(claims, doses, concepts, labels)
    related = kin(concepts).set_axis(["part_id", "substance_id"], axis="columns")
    # Asking first about a drug of which the source says that it does not interact is courtesy.
    harmless = issues.loc[issues["is_negated"].fillna(False), "interactant_id"].dropna()
    holds_back = (issues["action"].isin(_HOLDS_BACK) & ~issues["is_negated"]).fillna(False)
    holds_back &= ~issues["interactant_id"].isin(harmless)
    pairs = advised.merge(related, on="part_id").merge(issues[holds_back], on="substance_id")
    return pairs.drop_duplicates(["claim_id", "contraindication_id"])


def _grounds(row: Mapping[str, Any], exceptions: DataFrame) -> Grounds:
    listed = exceptions.sort_values("contraindication_id")
    statements = list(dict.fromkeys(listed["claim.statement"]))
    return Grounds(
        observed=row["statement"],
        expected="the exceptions beside the advice, or advice that allows them",
        assumption="The advice is read as it stands. A source may trust its readers to find the "
        "exceptions in another section." + (_NEVER if row["is_negated"] else ""),
        severity=Severity.INFO if row["is_negated"] else None,
        harm="medium" if row["is_negated"] else None,
        arithmetic=f"The source allows no exception here, and {len(statements)} elsewhere: "
        + " ".join(statements[:5])
        + (f" And {len(statements) - 5} more." if len(statements) > 5 else ""),
        related_rows=" ".join(listed["contraindication_id"]),
    )


def _explain(claims: DataFrame, flagged: Series[bool], **beside: DataFrame) -> DataFrame:
    by_claim = dict(list(_exceptions(claims, **beside).groupby("claim_id")))
    return told(claims[flagged], lambda row: _grounds(row, by_claim[row["claim_id"]]))


@rule(
    "claims",
    reads=_CLAIM,
    beside=_BESIDE,
    about="source",
    kind="plausibility",
    severity=Severity.WARNING,
    harm="high",
    explain=_explain,
)
def advice_without_exception_has_none(
    claims: DataFrame,
    *,
    issues: DataFrame,
    doses: DataFrame,
    concepts: DataFrame,
    labels: DataFrame,
) -> Series[bool]:
    """Advice that allows no exception is not followed by exceptions.

    What it does: takes advice to take a substance that the source puts as universal ("always",
    "never without", "any") and without a condition, and looks for clinical use issues of the same
    package in which someone is to avoid that substance, or a broader or narrower one, to ask
    first, to limit it or to use something else.
    Why it matters: a reader who stops at "always" misses the exception that is theirs.
    What it cannot see: advice that is stressed without being universal ("non-negotiable");
    exceptions that no clinical use issue holds; one for a drug of which the source also says that
    it does not interact, which counts as courtesy.
    Example: "Always take D3 with K2", and "Don't take K2 without discussing with your cardiologist"
    for people on warfarin.
    What to do: nothing in the tables, if they say what the source says.
    """
    at_odds = _exceptions(claims, issues, doses, concepts, labels)["claim_id"]
    return ~claims["claim_id"].isin(at_odds)
