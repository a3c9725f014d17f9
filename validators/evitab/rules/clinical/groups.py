"""Advice to a group that the source, or an authority, keeps from what it advises."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from evitab.finding import Severity
from evitab.hierarchy import kin
from evitab.rule import SOURCE, Grounds, authority, own, rule, told
from evitab.standard import standard

if TYPE_CHECKING:
    from pandas import DataFrame

_ISSUES = own(
    "contraindications",
    "contraindication_id",
    "substance_id",
    "type",
    "action",
    "is_negated",
    "claim.population",
    "claim.statement",
    SOURCE,
)


def _kept_from(dosages: DataFrame, issues: DataFrame, concepts: DataFrame) -> DataFrame:
    """Each advised dose with an issue that keeps the very group that it is for from it."""
    rows = dosages[(dosages["use"] == "recommended").fillna(False)]
    rows = rows.dropna(subset="claim.population")
    is_barred = (issues["action"] == "avoid") | (issues["type"] == "contraindication")
    barred = issues[(is_barred & ~issues["is_negated"]).fillna(False)].add_prefix("issue.")
    rows = rows[rows["claim.population"].isin(barred["issue.claim.population"])]
    if rows.empty:
        return rows
    related = kin(concepts).set_axis(["substance_id", "issue.substance_id"], axis="columns")
    pairs = rows.reset_index(names="place").merge(related)
    keys = [SOURCE, "claim.population", "substance_id"]
    pairs = pairs.merge(
        barred,
        left_on=[*keys[:2], "issue.substance_id"],
        right_on=[f"issue.{key}" for key in keys],
    )
    return pairs.drop_duplicates("place").set_index("place")


def _grounds(row: Mapping[str, Any]) -> Grounds:
    whom = standard().label("population", row["claim.population"])
    return Grounds(
        observed=f"{row['dose_reported'] or 'a dose'} of {row['substance.label']} for {whom}",
        expected=row["issue.claim.statement"],
        assumption="Both are meant of everyone of the group. The advice may be for those of them "
        "whom the warning leaves out, and not say so.",
        arithmetic=f"For {whom} the source advises: {row['claim.statement']} Of the same group it "
        f"says: {row['issue.claim.statement']}",
        related_rows=row["issue.contraindication_id"],
    )


@rule(
    "dosages",
    reads=[
        "substance_id",
        "substance.label",
        "dose_reported",
        "use",
        "claim.population",
        "claim.statement",
        SOURCE,
    ],
    beside={"issues": _ISSUES, "concepts": own("concepts", "concept_id", "broader_id")},
    about="source",
    kind="plausibility",
    severity=Severity.WARNING,
    harm="critical",
)
def group_that_is_warned_is_not_advised_a_dose(
    dosages: DataFrame, *, issues: DataFrame, concepts: DataFrame
) -> DataFrame:
    """A group that is to avoid a substance is not advised a dose of it.

    What it does: looks for an advised dose for a named population, and a contraindication or an
    advice to avoid the substance, or a broader or narrower one, for the same population.
    Why it matters: those who are most at risk are told both to take it and not to.
    What it cannot see: groups that overlap without having one name (women, pregnant women).
    Example: a dose for pregnant women in an article that tells pregnant women to avoid it.
    What to do: look whether the advice has a condition; if not, leave the tables as they are.
    """
    return told(_kept_from(dosages, issues, concepts), _grounds)


# A substitute that is kept for others -------------------------------------------------------------


def _reserved(rows: DataFrame, known: DataFrame) -> DataFrame:
    kept = known[(known["action"].isin(["reserve", "avoid"]) & ~known["is_negated"]).fillna(False)]
    kept = kept.drop_duplicates("substance_id").set_index("substance_id").add_prefix("theirs.")
    rows = rows[(~rows["is_negated"]).fillna(False)].dropna(subset="substitute_id")
    return rows.join(kept, on="substitute_id", how="inner")


def _grounds_of_substitute(row: Mapping[str, Any], conclusions: DataFrame) -> Grounds:
    same = (conclusions["subject_id"] == row["substitute_id"]).fillna(False)
    more = "".join(f" {text}" for text in conclusions.loc[same, "statement"])
    action = {"reserve": "is best kept for", "avoid": "is to be avoided in"}[row["theirs.action"]]
    cases = "the cases that the authority names"
    where = row["theirs.condition.label"]
    called = row["substitute.label"] or row["substitute_id"]
    return Grounds(
        observed=f"{called} in place of {row['substance.label']}",
        expected=f"{row['theirs.authority.label']}: {row['theirs.action']} "
        + called
        + (f" in {where}" if where else ""),
        assumption="The source speaks of a possibility, and of a drug that a prescriber decides "
        "on. The authority's condition is taken to include that of the source.",
        arithmetic=f"The source names {called} as what may be needed instead "
        f"(“{row['action_reported']}”). By {row['theirs.authority.label']} it {action} "
        + (cases if row["theirs.action"] == "reserve" else str(where or "some cases"))
        + (f", in {where}." if row["theirs.action"] == "reserve" and where else ".")
        + more,
    )


@rule(
    "contraindications",
    reads=[
        "substance.label",
        "substitute_id",
        "substitute.label",
        "action_reported",
        "is_negated",
        "claim_id",
    ],
    beside={
        "known": authority(
            "contraindications",
            "substance_id",
            "condition.label",
            "action",
            "is_negated",
            "authority.label",
        ),
        "conclusions": authority("conclusions", "subject_id", "statement"),
    },
    about="source",
    kind="plausibility",
    severity=Severity.INFO,
    harm="low",
)
def substitute_is_not_kept_for_other_cases(
    rows: DataFrame, *, known: DataFrame, conclusions: DataFrame
) -> DataFrame:
    """A substitute that the source names is not one that an authority reserves or advises against.

    What it does: looks up the substitute of a clinical use issue among the issues of authorities
    whose action is to reserve or to avoid it.
    Why it matters: a reader asks for a drug that is kept for few.
    What it cannot see: whether the reader is one of those few.
    Example: "you might need calcitriol instead", which KDIGO reserves.
    What to do: nothing in the tables, if they say what the source says.
    """
    return told(_reserved(rows, known), lambda row: _grounds_of_substitute(row, conclusions))
