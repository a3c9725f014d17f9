"""Advised doses and stated ceilings against the doses that studies gave."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from evitab.finding import Severity
from evitab.rule import Grounds, authority, own, rule, told
from evitab.rules.clinical.known import CONCEPTS, THEIR_CONCEPTS, all_concepts, kin_pairs
from evitab.timing import TIMING, doses_per_day
from evitab.units import converted

if TYPE_CHECKING:
    from pandas import DataFrame, Series

# The source's own study --------------------------------------------------------------------------


def _studied(dosages: DataFrame, doses: DataFrame) -> DataFrame:
    """Each advised dose with the span of what the source's own studies gave of the substance."""
    given = doses[((doses["use"] == "studied") & doses["dose_low_mcg"].notna()).fillna(False)]
    span = given.groupby("substance_id").agg(
        least=("dose_low_mcg", "min"),
        most=("dose_high_mcg", "max"),
        reported=("dose_reported", lambda texts: ", ".join(dict.fromkeys(texts))),
        ids=("dosage_id", " ".join),
    )
    return dosages.join(span, on="substance_id")


def _grounds_of_untried(row: Mapping[str, Any]) -> Grounds:
    far = (
        row["dose_high_mcg"] / row["most"]
        if row["dose_high_mcg"] > row["most"]
        else (row["dose_low_mcg"] / row["least"])
    )
    span = f"{row['least']:g} to {row['most']:g}"
    span = f"{row['most']:g}" if row["least"] == row["most"] else span
    return Grounds(
        observed=f"{row['dose_reported']} of {row['substance.label']}, advised",
        expected=f"{row['reported']}, as studied",
        unit="ug",
        assumption="The studies are those whose doses the source tells. It may know of others, and "
        "it may mean the dose for people unlike those who were studied.",
        arithmetic=f"The source advises {row['dose_reported']} ({row['dose_high_mcg']:g} mcg). The "
        f"studies whose doses it tells gave {row['reported']} ({span} mcg): "
        f"the advised dose is {far:.3g} times that. What they found was "
        "found at their doses.",
        related_rows=row["ids"],
    )


def _explain_untried(dosages: DataFrame, flagged: Series[bool], *, doses: DataFrame) -> DataFrame:
    return told(_studied(dosages, doses)[flagged], _grounds_of_untried)


@rule(
    "dosages",
    reads=[
        "substance_id",
        "substance.label",
        "dose_low_mcg",
        "dose_high_mcg",
        "dose_reported",
        "use",
        "condition_range_id",
        "claim_id",
    ],
    beside={
        "doses": own(
            "dosages",
            "dosage_id",
            "substance_id",
            "dose_low_mcg",
            "dose_high_mcg",
            "dose_reported",
            "use",
        )
    },
    about="source",
    kind="plausibility",
    severity=Severity.INFO,
    harm="medium",
    explain=_explain_untried,
)
def advised_dose_is_one_that_was_studied(dosages: DataFrame, *, doses: DataFrame) -> Series[bool]:
    """A dose that the source advises to anyone lies within what its own studies gave.

    What it does: compares, in micrograms, a dose advised without a condition with the doses of the
    same substance in the studies that the source tells of; half the least to twice the most would
    pass.
    Why it matters: a benefit that was found at one dose is promised of another.
    What it cannot see: studies that the source does not tell of, or tells of without a dose.
    Example: 5,000 IU are advised; the trial that is told gave 2,000 IU.
    What to do: nothing in the tables, if they say what the source says.
    """
    rows = _studied(dosages, doses)
    is_default = (rows["use"] == "recommended") & rows["condition_range_id"].isna()
    is_far = (rows["dose_high_mcg"] > rows["most"] * 2) | (rows["dose_low_mcg"] < rows["least"] / 2)
    return ~(is_default & is_far).fillna(False)


# What studies rarely exceed ----------------------------------------------------------------------


def _above(
    figures: DataFrame, studied: DataFrame, concepts: DataFrame, their_concepts: DataFrame
) -> DataFrame:
    """Each ceiling that the source gives for studies, with each dose, a day where that is told, of
    the substance or a broader or narrower one in the studies of the authority package.
    """
    ceilings = figures[(figures["property"] == "trial-dose-ceiling").fillna(False)]
    rows = ceilings.reset_index(names="place")
    a_day = converted(rows["value_high"], rows["value_unit"], "ug/d")
    rows["ceiling"] = a_day.fillna(converted(rows["value_high"], rows["value_unit"], "ug"))
    # A dose of no named study may be one that was given once.
    given = studied[((studied["use"] == "studied") & studied["study_id"].notna()).fillna(False)]
    given = given.assign(
        mcg=given["dose_high_mcg"] * doses_per_day(given).fillna(1.0),
        what=given["form_id"].fillna(given["substance_id"]),
    ).add_prefix("given.")
    everything = all_concepts(concepts, their_concepts)
    pairs = rows.merge(kin_pairs(everything, ("subject_id", "given.what")))
    return pairs.merge(given.dropna(subset="given.mcg"), on="given.what")


def _share(pairs: DataFrame) -> DataFrame:
    """For each ceiling: how many studies are on record (`studies`), and how many gave `more`."""
    more = pairs[(pairs["given.mcg"] > pairs["ceiling"]).fillna(False)]
    counts = pairs.groupby("place")["given.study_id"].nunique().to_frame("studies")
    counts["more"] = more.groupby("place")["given.study_id"].nunique()
    return counts.fillna({"more": 0})


def _explain_ceiling(figures: DataFrame, flagged: Series[bool], **beside: DataFrame) -> DataFrame:
    pairs = _above(figures, **beside)
    counts = _share(pairs)
    more = pairs[(pairs["given.mcg"] > pairs["ceiling"]).fillna(False)]
    listed = {
        place: "; ".join(
            f"{row['given.authority.label']} {row['given.dose_reported']}"
            for row in rows.to_dict("records")
        )
        for place, rows in more.groupby("place")
    }
    rows = figures[flagged].assign(place=flagged.index[flagged])

    def tell(row: Mapping[str, Any]) -> Grounds:
        found = counts.loc[row["place"]]
        return Grounds(
            observed=f"{row['value_reported']} of {row['subject.label']} as a ceiling of studies",
            expected=f"{found['more']:.0f} of {found['studies']:.0f} studies on record gave more",
            unit=row["value_unit"],
            assumption="The studies of the authority package were not chosen to be typical, and "
            "“rarely” names no share. A dose without a frequency is taken as daily.",
            arithmetic=f"The source says that studies seldom give more than this "
            f"({row['value_reported']}). Of {found['studies']:.0f} studies of the substance on "
            f"record, {found['more']:.0f} gave more: {listed[row['place']]}.",
        )

    return told(rows, tell)


@rule(
    "quantities",
    reads=[
        "subject_id",
        "subject.label",
        "property",
        "value_high",
        "value_unit",
        "value_reported",
        "claim_id",
    ],
    beside={
        "studied": authority(
            "dosages",
            "study_id",
            "substance_id",
            "form_id",
            "use",
            "dose_high_mcg",
            "dose_reported",
            "authority.label",
            *TIMING,
        ),
        "concepts": CONCEPTS,
        "their_concepts": THEIR_CONCEPTS,
    },
    about="source",
    kind="plausibility",
    severity=Severity.INFO,
    harm="low",
    explain=_explain_ceiling,
)
def ceiling_of_studies_is_seldom_exceeded(
    figures: DataFrame,
    *,
    studied: DataFrame,
    concepts: DataFrame,
    their_concepts: DataFrame,
) -> Series[bool]:
    """A dose that studies are said rarely to exceed is exceeded by few of those on record.

    What it does: counts the studies of the authority package that gave the substance, or a broader
    or narrower one, and those of them that gave more than the ceiling that the source names; a
    quarter of at least three may exceed it.
    Why it matters: "no more was tried" is an argument that a reader cannot check.
    What it cannot see: studies that are not on record here.
    Example: "studies rarely use more than 200 mcg", where two of four on record gave 360 and
    720 mcg.
    What to do: nothing in the tables, if they say what the source says.
    """
    counts = _share(_above(figures, studied, concepts, their_concepts))
    is_often = (counts["studies"] >= 3) & (counts["more"] > counts["studies"] / 4)
    return ~is_often.reindex(figures.index, fill_value=False)
