"""Doses that are about a thousand times those of their like: mg for mcg, or the other way."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from evitab.finding import Severity
from evitab.hierarchy import ancestors
from evitab.rule import Grounds, authority, own, rule, told

if TYPE_CHECKING:
    from pandas import DataFrame, Series

_FAR, _SLIP = 100.0, 1000.0


def _peers(
    dosages: DataFrame, doses: DataFrame, intakes: DataFrame, concepts: DataFrame
) -> DataFrame:
    """The masses, in mcg, that authorities give for each dosage's substance or a broader one."""
    import pandas as pd

    given = [
        doses[["substance_id", "dose_low_mcg"]].set_axis(["ancestor_id", "mcg"], axis="columns"),
        doses[["substance_id", "dose_high_mcg"]].set_axis(["ancestor_id", "mcg"], axis="columns"),
        intakes[["nutrient_id", "value_mcg"]].set_axis(["ancestor_id", "mcg"], axis="columns"),
    ]
    peers = pd.concat(given).dropna()
    rows = dosages[["substance_id"]].reset_index(names="place")
    pairs = rows.merge(ancestors(concepts), left_on="substance_id", right_on="concept_id")
    return pairs.merge(peers, on="ancestor_id")


def _compared(
    dosages: DataFrame, doses: DataFrame, intakes: DataFrame, concepts: DataFrame
) -> DataFrame:
    """Each row with the least and the greatest mass of its peers, and its own times a thousand."""
    pairs = _peers(dosages, doses, intakes, concepts)
    groups = pairs.groupby("place")["mcg"]
    rows = dosages.assign(
        least=groups.min().reindex(dosages.index), most=groups.max().reindex(dosages.index)
    )
    dose = rows["dose_high_mcg"]
    rows["is_above"] = dose > rows["most"] * _FAR
    rows["is_below"] = dose < rows["least"] / _FAR
    shifted = (dose / _SLIP).where(rows["is_above"].fillna(False), dose * _SLIP)
    rows["shifted"] = shifted
    fits = (shifted >= rows["least"] / 2) & (shifted <= rows["most"] * 2)
    rows["is_slip"] = ((rows["is_above"] | rows["is_below"]) & fits).fillna(False)
    return rows


def _grounds(row: Mapping[str, Any]) -> Grounds:
    direction = "above" if row["is_above"] else "below"
    part = "a thousandth" if row["is_above"] else "a thousand times"
    return Grounds(
        observed=f"{row['dose_reported']} of {row['substance.label']}",
        expected=f"an amount near {row['shifted']:,.6g} mcg",
        unit="ug",
        assumption="The authorities' figures are intakes and doses of the same substance for any "
        "purpose. A dose far from all of them can be meant; that it is a thousand times off is a "
        "suspicion, no more.",
        arithmetic=f"{row['dose_reported']} is {row['dose_high_mcg']:,.6g} mcg. The authorities' "
        f"figures for the substance run from {row['least']:,.6g} to {row['most']:,.6g} mcg, so it "
        f"lies more than a hundred times {direction} them; {part} of it, {row['shifted']:,.6g} "
        "mcg, lies among them.",
    )


def _explain(dosages: DataFrame, flagged: Series[bool], **beside: DataFrame) -> DataFrame:
    return told(_compared(dosages, **beside)[flagged], _grounds)


@rule(
    "dosages",
    reads=["substance_id", "substance.label", "dose_high_mcg", "dose_reported", "claim_id"],
    beside={
        "doses": authority("dosages", "substance_id", "dose_low_mcg", "dose_high_mcg"),
        "intakes": authority("reference_intakes", "nutrient_id", "value_mcg"),
        "concepts": own("concepts", "concept_id", "broader_id"),
    },
    about="source",
    kind="plausibility",
    severity=Severity.WARNING,
    harm="critical",
    explain=_explain,
)
def dose_is_no_thousand_times_off(
    dosages: DataFrame, *, doses: DataFrame, intakes: DataFrame, concepts: DataFrame
) -> Series[bool]:
    """A dose is not about a thousand times what authorities give for its substance.

    What it does: looks for a dose more than a hundred times above the greatest figure, or below
    the least, that authorities give for the substance, where moving it by a thousand brings it
    among them.
    Why it matters: mg printed for mcg is a thousandfold overdose, and the most common slip of a
    unit.
    What it cannot see: a slip of ten; one for a substance of which the authority package has no
    figure, or has figures so far apart that the wrong dose, too, lies within a hundred times of
    them.
    Example: "100 mg of vitamin K2", where authorities give 10 to 720 mcg.
    What to do: look at the source again; if the tables say what it says, leave them. The finding
    is published as a suspicion.
    """
    rows = _compared(dosages, doses, intakes, concepts)
    return ~rows["is_slip"]
