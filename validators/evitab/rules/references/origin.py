"""A rule about the work that a figure of a study comes from, and the one that it is credited to."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from evitab.finding import Severity
from evitab.rule import Grounds, authority, rule, told

if TYPE_CHECKING:
    from pandas import DataFrame, Series

_ESTIMATE = ["estimate", "estimate_unit", "estimate_comparator"]


def _substances(given: DataFrame) -> Series[str]:
    """The substances of each study that gave exactly two, as one text in a fixed order."""
    given = given.dropna(subset=["study_id", "substance_id"])
    given = given.drop_duplicates(["study_id", "substance_id"]).sort_values("substance_id")
    studies = given.groupby("study_id")["substance_id"]
    return studies.agg(" ".join)[studies.size() == 2]


def _arms(effects: DataFrame, names: DataFrame) -> Series[str]:
    """The two substances that the labels of each effect's arms are names of, in the same order."""
    said = names.assign(label=names["label"].str.lower()).drop_duplicates(["label", "concept_id"])
    known = said.drop_duplicates("label", keep=False).set_index("label")["concept_id"]
    one, other = (
        effects[f"{arm}.label"].str.lower().map(known).astype("string[pyarrow]")
        for arm in ("study_arm", "comparator_study_arm")
    )
    in_order = (one < other).fillna(False)
    return (one + " " + other).where(in_order, other + " " + one)


def _with_origin(
    effects: DataFrame, theirs: DataFrame, given: DataFrame, names: DataFrame
) -> DataFrame:
    """The effects of which just one of an authority (`their_`) has the estimate and the two
    substances.
    """
    key = ["pair", *_ESTIMATE]
    known = theirs.assign(pair=theirs["study_id"].map(_substances(given)))
    known = known.dropna(subset=["pair", "estimate"]).drop_duplicates(key, keep=False)
    known = known.rename(columns=lambda name: name if name in key else f"their_{name}")
    rows = effects.assign(pair=_arms(effects, names)).reset_index(names="place")
    return rows.merge(known, on=key).set_index("place")


def _is_credited_elsewhere(rows: DataFrame) -> Series[bool]:
    """Whether the work that is cited differs from the authority's in year and in author."""
    years = rows["claim.citation.issued_year"] - rows["their_reference.issued_year"]
    theirs = rows["their_reference.author"].str.extract(r"^(\w+)")[0].str.lower()
    ours = rows["claim.citation.author"].fillna(rows["claim.citation.reference.author"])
    ours = ours.str.lower().str.replace(r"\W+et al\W*$", "", regex=True)
    is_author = (ours.str.extract(r"^(\w+)")[0] == theirs).fillna(False)
    is_author |= (ours.str.extract(r"(\w+)$")[0] == theirs).fillna(False)
    return (years.abs() > 1).fillna(False) & ~is_author


def _tell(row: Mapping[str, Any]) -> Grounds:
    work = " ".join(
        str(row[name])
        for name in ("claim.citation.author", "claim.citation.container_title")
        if row[name] is not None
    )
    ours = f"{work or 'a work'} ({int(row['claim.citation.issued_year'])})"
    theirs = f"{row['their_reference.author'] or 'another work'}"
    theirs += f" ({int(row['their_reference.issued_year'])})"
    size = f", {row['their_study.n']:g} people" if row["their_study.n"] is not None else ""
    outcome = row["their_outcome.label"] or "an outcome that is not recorded"
    return Grounds(
        observed=f"{row['estimate_reported']}, credited to {ours}",
        expected=f"the same figure is known from {theirs}{size}, for {outcome}",
        arithmetic=f"{row['study_arm.label']} against {row['comparator_study_arm.label']}: the "
        f"source has {row['estimate_reported']}, for {row['outcome.label']}. {theirs} has "
        f"“{row['their_estimate_reported']}”, for {outcome}{size}: the same number, unit, "
        "comparator and substances.",
        assumption="That the two agree may be chance: the work that is cited may have found the "
        "same, or may report the other one.",
        related_rows=row["study_id"],
    )


@rule(
    "effects",
    reads=[
        *_ESTIMATE,
        "estimate_reported",
        "study_id",
        "outcome.label",
        "study_arm.label",
        "comparator_study_arm.label",
        "claim.citation.author",
        "claim.citation.container_title",
        "claim.citation.issued_year",
        "claim.citation.reference.author",
    ],
    beside={
        "theirs": authority(
            "effects",
            *_ESTIMATE,
            "estimate_reported",
            "study_id",
            "study.n",
            "outcome.label",
            "reference.author",
            "reference.issued_year",
        ),
        "given": authority("dosages", "study_id", "substance_id"),
        "names": authority("concept_labels", "concept_id", "label"),
    },
    about="source",
    kind="plausibility",
    severity=Severity.INFO,
    harm="low",
)
def figure_is_credited_to_the_work_that_gave_it(
    effects: DataFrame, *, theirs: DataFrame, given: DataFrame, names: DataFrame
) -> DataFrame:
    """A contrast of two substances is credited to the work that it is known from.

    What it does: seeks, in the authority package, a study of the same two substances with the same
    estimate, unit and comparator. Where there is just one, and the source credits the figure to a
    work of another year and another author, it tells so.
    Why it matters: a review of many trials weighs more than one small trial, and a figure for a
    level in blood says nothing yet of health.
    What it cannot see: whether the work that is cited reports the other; figures that two studies
    share by chance; studies that the authority package does not have.
    Example: "X worked 87% better", credited to a review of 2022, and known from a trial of 2011.
    What to do: nothing in the tables, if the claim names the work that the source cites.
    """
    effects = effects[effects["estimate"].isin(theirs["estimate"].dropna())]
    if effects.empty:
        return told(effects, _tell)
    rows = _with_origin(effects, theirs, given, names)
    return told(rows[_is_credited_elsewhere(rows)], _tell)
