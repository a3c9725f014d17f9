"""What a food holds against what an authority gives of it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from evitab.finding import Severity
from evitab.rule import Grounds, rule, told
from evitab.rules.clinical.food import FOOD, KNOWN, TWICE, known_in_words, with_known
from evitab.rules.clinical.known import CONCEPTS, THEIR_CONCEPTS
from evitab.units import converted

if TYPE_CHECKING:
    from pandas import DataFrame


def _far(foods: DataFrame, known: DataFrame, **concepts: DataFrame) -> DataFrame:
    """Each food of which `ours`, the content in micrograms, is far from the authority's (`mcg`)."""
    rows = with_known(foods.dropna(subset="content"), known, **concepts)
    if rows.empty:
        return rows
    rows["ours"] = converted(rows["content"], rows["content_unit"], "ug")
    ratio = rows["ours"] / rows["mcg"]
    return rows[((ratio > TWICE) | (ratio < 1 / TWICE)).fillna(False)]


def _grounds(row: Mapping[str, Any]) -> Grounds:
    return Grounds(
        observed=f"{row['content_reported']} of {row['nutrient.label']} in "
        f"{row['serving_reported']}",
        expected=f"about {row['mcg']:.3g} mcg",
        unit="ug",
        assumption="The food is the one that the authority means, prepared alike. Foods vary: half "
        "to twice as much would pass.",
        arithmetic=f"{known_in_words(row)}; for {row['serving_reported']} that is "
        f"{row['mcg']:.3g} mcg. The source gives {row['ours']:.3g} mcg, "
        f"{row['ours'] / row['mcg']:.3g} times that.",
    )


@rule(
    "nutrient_sources",
    reads=FOOD,
    beside={"known": KNOWN, "concepts": CONCEPTS, "their_concepts": THEIR_CONCEPTS},
    about="source",
    kind="plausibility",
    severity=Severity.WARNING,
    harm="medium",
)
def content_agrees_with_an_authority(
    foods: DataFrame, *, known: DataFrame, **concepts: DataFrame
) -> DataFrame:
    """A food holds about as much of a nutrient as an authority gives for the same serving.

    What it does: finds the same food, by its concept or its name, in the authority package, brings
    its content to the serving of the source, and compares the two.
    Why it matters: a reader eats several times too much or too little.
    What it cannot see: a food of another name; servings in units that do not compare (a cup and an
    ounce); contents within half to twice what the authority gives.
    Example: 85 mcg in 3 ounces of natto, for which NIH ODS gives 850 mcg.
    What to do: nothing in the tables, if they say what the source says.
    """
    return told(_far(foods, known, **concepts), _grounds)
