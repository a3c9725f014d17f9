"""Servings that are said to give a dose against the doses that the source advises."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from evitab.finding import Severity
from evitab.rule import SOURCE, Grounds, own, rule, told
from evitab.rules.clinical.food import FOOD, KNOWN, TWICE, known_in_words, with_known
from evitab.rules.clinical.known import CONCEPTS, THEIR_CONCEPTS

if TYPE_CHECKING:
    from pandas import DataFrame


def _advised(doses: DataFrame) -> DataFrame:
    """By source and substance, the doses advised: from `least` to `most`, in micrograms."""
    is_advised = (doses["use"] == "recommended") & doses["dose_low_mcg"].notna()
    return (
        doses[is_advised.fillna(False)]
        .groupby([SOURCE, "substance_id"])
        .agg(
            least=("dose_low_mcg", "min"),
            most=("dose_high_mcg", "max"),
            reported=("dose_reported", lambda texts: ", ".join(dict.fromkeys(texts.dropna()))),
            ids=("dosage_id", " ".join),
        )
    )


def _far(foods: DataFrame, known: DataFrame, doses: DataFrame, **concepts: DataFrame) -> DataFrame:
    """Each serving that is said in words alone to give enough, and that holds far less or more of
    its nutrient than the source advises.
    """
    is_in_words = foods["content"].isna() & foods["content_reported"].notna()
    is_advised = foods["nutrient_id"].isin(doses["substance_id"])
    rows = with_known(foods[is_in_words & is_advised], known, **concepts)
    if rows.empty:
        return rows
    rows = rows.join(_advised(doses), on=[SOURCE, "nutrient_id"], how="inner")
    is_far = (rows["mcg"] > rows["most"] * TWICE) | (rows["mcg"] < rows["least"] / TWICE)
    return rows[is_far.fillna(False)]


def _grounds(row: Mapping[str, Any]) -> Grounds:
    times = row["mcg"] / (row["most"] if row["mcg"] > row["most"] else row["least"])
    return Grounds(
        observed=f"{row['serving_reported']} for {row['content_reported']} of "
        f"{row['nutrient.label']}",
        expected=f"a serving with about {row['reported']}",
        unit="ug",
        assumption=f"“{row['content_reported']}” means the dose that the source advises, since it "
        "gives no other figure for it. Foods vary: half to twice as much would pass.",
        arithmetic=f"{known_in_words(row)}; for the serving of the source that is "
        f"{row['mcg']:.3g} mcg. The source advises {row['reported']} of {row['nutrient.label']}: "
        f"the serving holds {times:.3g} times that.",
        related_rows=row["ids"],
    )


@rule(
    "nutrient_sources",
    reads=[*FOOD, SOURCE],
    beside={
        "known": KNOWN,
        "concepts": CONCEPTS,
        "their_concepts": THEIR_CONCEPTS,
        "doses": own(
            "dosages",
            "dosage_id",
            "substance_id",
            "use",
            "dose_low_mcg",
            "dose_high_mcg",
            "dose_reported",
            SOURCE,
        ),
    },
    about="source",
    kind="plausibility",
    severity=Severity.WARNING,
    harm="medium",
)
def serving_gives_the_dose_that_is_advised(
    foods: DataFrame, *, known: DataFrame, doses: DataFrame, **concepts: DataFrame
) -> DataFrame:
    """A serving that is said to give the dose holds about the dose that the source advises.

    What it does: takes a serving for which the source gives no content but says in words that it
    suffices, reckons its content by the authority's figure for the food, and compares it with the
    doses of the nutrient that the source advises.
    Why it matters: a reader is told that food is no way to reach a dose that it reaches easily, or
    the other way.
    What it cannot see: a food of which the authority package has no figure; contents from half the
    least to twice the most of what is advised.
    Example: "3 ounces of natto daily to get therapeutic doses", which hold 850 mcg by NIH ODS, from
    a source that advises 100 mcg.
    What to do: nothing in the tables, if they say what the source says.
    """
    return told(_far(foods, known, doses, **concepts), _grounds)
