"""Doses that are taken together, against a ratio that the source states elsewhere."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from evitab.finding import Severity
from evitab.rule import SOURCE, Grounds, rule, told
from evitab.rules.quantities.stated_ratios import BESIDE, DOSE, fixed, severity, softly, stated

if TYPE_CHECKING:
    from pandas import DataFrame

_BASES = {"by mass": "dose_low_mcg", "by the printed numbers": "dose_low"}


def _combinations(dosages: DataFrame, ratios: DataFrame, doses: DataFrame) -> DataFrame:
    """Each fixed dose of a ratio's numerator in a regimen that states none, with the fixed dose of
    the denominator beside it and their ratio on each basis.
    """
    known = stated(ratios)
    others = dosages[~dosages["regimen_id"].isin(known["ratio.regimen_id"])]
    rows = (
        fixed(others)
        .reset_index(names="place")
        .merge(
            known,
            left_on=[SOURCE, "substance_id"],
            right_on=[f"ratio.{SOURCE}", "ratio.ratio_numerator_substance_id"],
        )
    )
    rows = rows.merge(
        fixed(doses).dropna(subset="regimen_id").add_prefix("their_"),
        left_on=["regimen_id", "ratio.ratio_denominator_substance_id"],
        right_on=["their_regimen_id", "their_substance_id"],
    ).drop_duplicates("place", keep=False)
    rows["stated"] = rows["ratio.ratio_numerator"] / rows["ratio.ratio_denominator"]
    for basis, column in _BASES.items():
        rows[basis] = rows[column] / rows[f"their_{column}"]
    return rows.dropna(subset="stated").set_index("place")


def _grounds(row: Mapping[str, Any]) -> Grounds:
    each = ", ".join(f"{row[basis]:.3g} : 1 {basis}" for basis in _BASES)
    whose = {"author": "the author takes", "recommended": "the source advises"}[row["use"]]
    return Grounds(
        observed=f"{row['dose_reported']} of {row['substance.label']} with "
        f"{row['their_dose_reported']} of {row['their_substance.label']}: {each}",
        expected=f"{row['stated']:g} : 1",
        unit="1",
        severity=severity(row),
        assumption="Mass and the printed numbers were tried, a ratio of moles was not. Half to "
        "twice the stated ratio would pass." + softly(row),
        arithmetic=f"The combination that {whose} holds {row['dose_reported']} of "
        f"{row['substance.label']} ({row['dose_low_mcg']:g} mcg) and {row['their_dose_reported']} "
        f"of {row['their_substance.label']} ({row['their_dose_low_mcg']:g} mcg): {each}. The "
        f"ratio that the source states: {row['ratio.ratio_reported']}.",
        related_rows=f"{row['their_dosage_id']} {row['ratio.regimen_id']}",
    )


@rule(
    "dosages",
    reads=DOSE,
    beside=BESIDE,
    about="source",
    kind="plausibility",
    severity=Severity.WARNING,
    harm="low",
)
def combination_keeps_the_stated_ratio(
    dosages: DataFrame, *, ratios: DataFrame, doses: DataFrame
) -> DataFrame:
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
    is_said = dosages["use"].isin(["recommended", "author"]) & dosages["regimen_id"].notna()
    if not is_said.any():
        return told(dosages[:0], _grounds)
    rows = _combinations(dosages[is_said], ratios, doses)
    for basis in _BASES:
        fits = (rows[basis] / rows["stated"]).between(0.5, 2)
        rows = rows[~fits.fillna(True)]
    return told(rows, _grounds)
