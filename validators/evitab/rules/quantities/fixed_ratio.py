"""A ratio of two substances against all the doses that the source gives of them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from evitab.finding import Severity
from evitab.rule import Grounds, own, rule, told

if TYPE_CHECKING:
    from pandas import DataFrame, Series

_RATIOS = own(
    "regimens",
    "regimen_id",
    "ratio_numerator",
    "ratio_denominator",
    "ratio_numerator_substance_id",
    "ratio_denominator_substance_id",
    "ratio_reported",
    "claim.assertion_strength",
)
_DOSE = (
    "dosage_id",
    "regimen_id",
    "substance_id",
    "substance.label",
    "dose_low",
    "dose_high",
    "dose_low_mcg",
    "dose_high_mcg",
    "dose_reported",
    "use",
)
_DOSES = own("dosages", *_DOSE)
_BASES = {"by mass": "dose_low_mcg", "by the printed numbers": "dose_low"}


def _fixed(doses: DataFrame) -> DataFrame:
    return doses[(doses["dose_low"] == doses["dose_high"]).fillna(False)]


def _softly(strength: str | None) -> str:
    return " The source puts the ratio as typical, not as a rule." if strength == "hedged" else ""


def _severity(row: Mapping[str, Any]) -> Severity | None:
    """What is said to be typical is not contradicted by a case beside it."""
    return Severity.INFO if row["ratio.claim.assertion_strength"] == "hedged" else None


# One dose of the partner for all ---------------------------------------------------------------


def _held_constant(dosages: DataFrame, ratios: DataFrame, doses: DataFrame) -> DataFrame:
    """Each advised fixed dose of a ratio's denominator, with the span of the advised doses of its
    numerator in micrograms; doses of the regimen that states the ratio are left out.
    """
    rows = dosages.reset_index(names="place").merge(
        ratios.dropna(subset="ratio_numerator").add_prefix("ratio."),
        left_on="substance_id",
        right_on="ratio.ratio_denominator_substance_id",
    )
    outside = (rows["regimen_id"] != rows["ratio.regimen_id"]).fillna(True)
    is_advised = (doses["use"] == "recommended").fillna(False) & doses["dose_low_mcg"].notna()
    partners = doses[is_advised]
    span = partners.groupby("substance_id").agg(
        least=("dose_low_mcg", "min"),
        most=("dose_high_mcg", "max"),
        ids=("dosage_id", " ".join),
        label=("substance.label", "first"),
    )
    rows = rows[outside].merge(span, left_on="ratio.ratio_numerator_substance_id", right_index=True)
    return rows.drop_duplicates("place").set_index("place")


def _grounds_of_constant(row: Mapping[str, Any]) -> Grounds:
    ratio = row["ratio.ratio_reported"]
    times = row["most"] / row["least"]
    return Grounds(
        observed=f"{row['dose_reported']} of {row['substance.label']} beside {row['least']:g} to "
        f"{row['most']:g} mcg of {row['label']}, and a {ratio}",
        expected="one dose of both, or no fixed ratio",
        assumption="The dose is meant beside each advised dose of the other substance. It holds on "
        "any basis: by mass, by moles or by the printed numbers, a ratio changes as one side does."
        + _softly(row["ratio.claim.assertion_strength"]),
        arithmetic=f"The advised doses of {row['label']} run from {row['least']:g} to "
        f"{row['most']:g} mcg, {times:.3g} times as much. Beside {row['dose_reported']} of "
        f"{row['substance.label']} throughout, the ratio of the two changes {times:.3g} times "
        f"over, so that the stated {ratio} can hold for one of them at most.",
        severity=_severity(row),
        related_rows=f"{row['ratio.regimen_id']} {row['ids']}",
    )


def _explain_constant(dosages: DataFrame, flagged: Series[bool], **beside: DataFrame) -> DataFrame:
    rows = _held_constant(dosages, **beside)
    return told(rows.loc[flagged.index[flagged]], _grounds_of_constant)


@rule(
    "dosages",
    reads=[*_DOSE, "instruction_reported", "claim.assertion_strength"],
    beside={"ratios": _RATIOS, "doses": _DOSES},
    about="source",
    kind="plausibility",
    severity=Severity.WARNING,
    harm="medium",
    explain=_explain_constant,
)
def fixed_dose_leaves_room_for_the_stated_ratio(
    dosages: DataFrame, *, ratios: DataFrame, doses: DataFrame
) -> Series[bool]:
    """A dose that is the same beside every dose of its partner goes with no fixed ratio of the two.

    What it does: takes an advised dose that is fixed and said without exception, of the second
    substance of a stated ratio, and looks whether the advised doses of the first differ by more
    than a quarter.
    Why it matters: whoever changes the dose of the one has to break either the ratio or the dose of
    the other, and is not told which.
    What it cannot see: a fixed dose that is not said to go with any dose; an order in which both
    hold one after the other.
    Example: "in a 5:1 ratio", and "100 mcg daily with any D3 dose", with D3 from 1,000 to 5,000 IU.
    What to do: nothing in the tables, if they say what the source says.
    """
    rows = _held_constant(dosages, ratios, doses)
    fixed = (rows["dose_low"] == rows["dose_high"]) & (rows["use"] == "recommended")
    always = rows["claim.assertion_strength"] == "universal"
    varies = rows["most"] > rows["least"] * 1.25
    at_odds = (fixed & always & varies).fillna(False)
    return ~at_odds.reindex(dosages.index, fill_value=False)


# Combinations outside the ratio -----------------------------------------------------------------


def _combinations(dosages: DataFrame, ratios: DataFrame, doses: DataFrame) -> DataFrame:
    """Each fixed dose of a ratio's numerator in a regimen that states none, with the fixed dose of
    the denominator beside it and their ratio on each basis.
    """
    stated = ratios.dropna(subset="ratio_numerator").add_prefix("ratio.")
    together = dosages.dropna(subset="regimen_id")
    others = together[~together["regimen_id"].isin(stated["ratio.regimen_id"])]
    rows = (
        _fixed(others)
        .reset_index(names="place")
        .merge(stated, left_on="substance_id", right_on="ratio.ratio_numerator_substance_id")
    )
    rows = rows.merge(
        _fixed(doses).dropna(subset="regimen_id").add_prefix("their_"),
        left_on=["regimen_id", "ratio.ratio_denominator_substance_id"],
        right_on=["their_regimen_id", "their_substance_id"],
    ).drop_duplicates("place", keep=False)
    rows["stated"] = rows["ratio.ratio_numerator"] / rows["ratio.ratio_denominator"]
    for basis, column in _BASES.items():
        rows[basis] = rows[column] / rows[f"their_{column}"]
    return rows.set_index("place")


def _grounds_of_combination(row: Mapping[str, Any]) -> Grounds:
    each = ", ".join(f"{row[basis]:.3g} : 1 {basis}" for basis in _BASES)
    whose = {"author": "the author takes", "recommended": "the source advises"}[row["use"]]
    return Grounds(
        observed=f"{row['dose_reported']} of {row['substance.label']} with "
        f"{row['their_dose_reported']} of {row['their_substance.label']}: {each}",
        expected=f"{row['stated']:g} : 1",
        unit="1",
        severity=_severity(row),
        assumption="Mass and the printed numbers were tried, a ratio of moles was not. Half to "
        "twice the stated ratio would pass." + _softly(row["ratio.claim.assertion_strength"]),
        arithmetic=f"The combination that {whose} holds {row['dose_reported']} of "
        f"{row['substance.label']} ({row['dose_low_mcg']:g} mcg) and {row['their_dose_reported']} "
        f"of {row['their_substance.label']} ({row['their_dose_low_mcg']:g} mcg): {each}. The "
        f"ratio that the source states: {row['ratio.ratio_reported']}.",
        related_rows=f"{row['their_dosage_id']} {row['ratio.regimen_id']}",
    )


def _explain_combination(
    dosages: DataFrame, flagged: Series[bool], **beside: DataFrame
) -> DataFrame:
    rows = _combinations(dosages, **beside)
    return told(rows.loc[flagged.index[flagged]], _grounds_of_combination)


@rule(
    "dosages",
    reads=_DOSE,
    beside={"ratios": _RATIOS, "doses": _DOSES},
    about="source",
    kind="plausibility",
    severity=Severity.WARNING,
    harm="low",
    explain=_explain_combination,
)
def combination_keeps_the_stated_ratio(
    dosages: DataFrame, *, ratios: DataFrame, doses: DataFrame
) -> Series[bool]:
    """Doses that the source advises or the author takes together stand in the ratio it states.

    What it does: compares the ratio that one regimen states with the doses of every other regimen
    of the same two substances, by mass and by the printed numbers.
    Why it matters: a ratio that the source itself does not keep is no guide.
    What it cannot see: what a study gave or a patient took, which is another thing than advice; a
    ratio of moles; doses within half to twice the ratio.
    Example: "in a 5:1 ratio", and an author who takes 2,000 IU with 100 mcg: 0.5 : 1 by mass,
    20 : 1 by the printed numbers.
    What to do: nothing in the tables, if they say what the source says.
    """
    rows = _combinations(dosages, ratios, doses)
    said = rows["use"].isin(["recommended", "author"])
    fits = rows["stated"].isna()
    for basis in _BASES:
        ratio = rows[basis] / rows["stated"]
        fits |= ratio.between(0.5, 2).fillna(True)
    at_odds = (said & ~fits).fillna(False)
    return ~at_odds.reindex(dosages.index, fill_value=False)
