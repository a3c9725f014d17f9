"""Advice that allows no exception against the exceptions that the source itself lists."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from evitab.figures.words import behind_words
from evitab.finding import Severity
from evitab.hierarchy import kin, named_parts
from evitab.rule import SOURCE, Grounds, own, rule
from evitab.rules.clinical.grouped import Row, each_once, told_together

if TYPE_CHECKING:
    from pandas import DataFrame

_CLAIM = [
    "claim_id",
    "subject_id",
    "predicate",
    "object_id",
    "is_negated",
    "condition_reported",
    "assertion_strength",
    "statement",
    SOURCE,
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
        SOURCE,
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


def _holding_back(issues: DataFrame) -> DataFrame:
    # Asking first about a drug of which the source says that it does not interact is courtesy.
    which = ["interactant_id", SOURCE]
    harmless = issues.loc[issues["is_negated"].fillna(False), which].dropna()
    holds_back = (issues["action"].isin(_HOLDS_BACK) & ~issues["is_negated"]).fillna(False)
    held = issues[holds_back]
    found = held.merge(harmless.drop_duplicates(), on=which, how="left", indicator="is_harmless")
    return held[(found["is_harmless"] == "left_only").to_numpy()]


def _advised(
    claims: DataFrame, doses: DataFrame, concepts: DataFrame, labels: DataFrame
) -> DataFrame:
    """Each claim (by `place`) with each substance (`part_id`) that it tells everyone to take."""
    import pandas as pd

    substances = concepts.loc[(concepts["kind"] == "substance").fillna(False), "concept_id"]
    is_substance = labels["concept_id"].isin(substances)
    names, wholes = labels[is_substance], labels[~is_substance]
    itself = pd.DataFrame({"concept_id": substances, "part_id": substances})
    parts = pd.concat([itself, named_parts(concepts, labels)])
    taken = claims[(claims["predicate"].isin(_TAKING) & ~claims["is_negated"]).fillna(False)]
    doses = doses[(doses["use"] == "recommended").fillna(False)]
    dosed = claims.merge(doses, on="claim_id").rename(columns={"substance_id": "part_id"})
    found = [
        taken.merge(parts, left_on="subject_id", right_on="concept_id"),
        taken.merge(parts, left_on="object_id", right_on="concept_id"),
        dosed[dosed["part_id"].isin(substances)],
    ]
    # Whoever is never to take one substance without another is told to take the other with it.
    never = claims[((claims["predicate"] == "is-advised") & claims["is_negated"]).fillna(False)]
    wholes = wholes[wholes["concept_id"].isin(never["subject_id"])]
    if not wholes.empty:
        behind = behind_words(wholes["label"], wholes["language"], "negation")
        left_out = wholes.assign(label=behind).dropna(subset="label")
        parts = named_parts(concepts, pd.concat([names, left_out]))
        found.append(never.merge(parts, left_on="subject_id", right_on="concept_id"))
    pairs = pd.concat(
        [pairs[["place", "statement", "is_negated", "part_id", SOURCE]] for pairs in found]
    )
    return pairs.drop_duplicates(["place", "part_id"])


def _exceptions(
    claims: DataFrame, issues: DataFrame, doses: DataFrame, concepts: DataFrame, labels: DataFrame
) -> DataFrame:
    """Each claim that allows no exception with the issues that hold someone back from what it
    advises.
    """
    rows, issues = _for_all(claims).reset_index(names="place"), _holding_back(issues)
    if rows.empty or issues.empty:
        return rows.iloc[:0]
    advised = _advised(rows, doses, concepts, labels)
    related = kin(concepts).set_axis(["part_id", "substance_id"], axis="columns")
    issues = issues[["contraindication_id", "substance_id", "claim.statement", SOURCE]]
    pairs = advised.merge(related, on="part_id").merge(issues, on=["substance_id", SOURCE])
    pairs = pairs.drop_duplicates(["place", "contraindication_id"])
    return pairs.sort_values("contraindication_id")


def _grounds(rows: Sequence[Row]) -> Grounds:
    is_negated = rows[0]["is_negated"]
    statements = each_once([row["claim.statement"] for row in rows])
    return Grounds(
        observed=rows[0]["statement"],
        expected="the exceptions beside the advice, or advice that allows them",
        assumption="The advice is read as it stands. A source may trust its readers to find the "
        "exceptions in another section." + (_NEVER if is_negated else ""),
        severity=Severity.INFO if is_negated else None,
        harm="medium" if is_negated else None,
        arithmetic=f"The source allows no exception here, and {len(statements)} elsewhere: "
        + " ".join(statements[:5])
        + (f" And {len(statements) - 5} more." if len(statements) > 5 else ""),
        related_rows=" ".join(row["contraindication_id"] for row in rows),
    )


@rule(
    "claims",
    reads=_CLAIM,
    beside=_BESIDE,
    about="source",
    kind="plausibility",
    severity=Severity.WARNING,
    harm="high",
)
def advice_without_exception_has_none(
    claims: DataFrame,
    *,
    issues: DataFrame,
    doses: DataFrame,
    concepts: DataFrame,
    labels: DataFrame,
) -> DataFrame:
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
    return told_together(_exceptions(claims, issues, doses, concepts, labels), _grounds)
