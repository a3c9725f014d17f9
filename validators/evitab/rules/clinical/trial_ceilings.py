"""Doses that studies are said rarely to exceed, against those of the studies on record."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from evitab.finding import Severity
from evitab.rule import Grounds, authority, rule
from evitab.rules.clinical.grouped import Row, told_together
from evitab.rules.clinical.known import CONCEPTS, THEIR_CONCEPTS, all_concepts, kin_pairs
from evitab.timing import TIMING, doses_per_day
from evitab.units import converted

if TYPE_CHECKING:
    from pandas import DataFrame


def _given(studied: DataFrame) -> DataFrame:
    """The doses of the studies of the authority package in micrograms, a day where that is told."""
    # A dose of no named study may be one that was given once.
    given = studied[((studied["use"] == "studied") & studied["study_id"].notna()).fillna(False)]
    given = given.assign(
        mcg=given["dose_high_mcg"] * doses_per_day(given).fillna(1.0),
        what=given["form_id"].fillna(given["substance_id"]),
    )
    return given.dropna(subset="mcg").add_prefix("given.")


def _exceeded(figures: DataFrame, studied: DataFrame, **concepts: DataFrame) -> DataFrame:
    """Each ceiling that the source gives for studies and that too many of the `studies` of the
    substance, or of a broader or narrower one, exceed (`more`), with each of their doses.
    """
    ceilings = figures[(figures["property"] == "trial-dose-ceiling").fillna(False)]
    if ceilings.empty or studied.empty:
        return ceilings.iloc[:0]
    rows = ceilings.reset_index(names="place")
    a_day = converted(rows["value_high"], rows["value_unit"], "ug/d")
    rows["ceiling"] = a_day.fillna(converted(rows["value_high"], rows["value_unit"], "ug"))
    pairs = rows.merge(kin_pairs(all_concepts(**concepts), ("subject_id", "given.what")))
    pairs = pairs.merge(_given(studied), on="given.what")
    is_more = (pairs["given.mcg"] > pairs["ceiling"]).fillna(False)
    ids, places = pairs["given.study_id"], pairs["place"]
    pairs = pairs.assign(
        is_more=is_more,
        studies=ids.groupby(places).transform("nunique"),
        more=ids.where(is_more).groupby(places).transform("nunique"),
    )
    return pairs[(pairs["studies"] >= 3) & (pairs["more"] > pairs["studies"] / 4)]


def _grounds(pairs: Sequence[Row]) -> Grounds:
    row = pairs[0]
    listed = "; ".join(
        f"{each['given.authority.label']} {each['given.dose_reported']}"
        for each in pairs
        if each["is_more"]
    )
    return Grounds(
        observed=f"{row['value_reported']} of {row['subject.label']} as a ceiling of studies",
        expected=f"{row['more']:.0f} of {row['studies']:.0f} studies on record gave more",
        unit=row["value_unit"],
        assumption="The studies of the authority package were not chosen to be typical, and "
        "“rarely” names no share. A dose without a frequency is taken as daily.",
        arithmetic=f"The source says that studies seldom give more than this "
        f"({row['value_reported']}). Of {row['studies']:.0f} studies of the substance on "
        f"record, {row['more']:.0f} gave more: {listed}.",
    )


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
)
def ceiling_of_studies_is_seldom_exceeded(
    figures: DataFrame, *, studied: DataFrame, **concepts: DataFrame
) -> DataFrame:
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
    return told_together(_exceeded(figures, studied, **concepts), _grounds)
