"""Foods and products beside what authorities give of them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from evitab.rule import authority
from evitab.rules.clinical.known import all_concepts, kin_pairs
from evitab.units import converted, dimension, factor

if TYPE_CHECKING:
    from pandas import DataFrame, Series

FOOD = [
    "name",
    "product_id",
    "nutrient_id",
    "nutrient.label",
    "serving",
    "serving_unit",
    "serving_reported",
    "content",
    "content_unit",
    "content_reported",
    "claim_id",
]
KNOWN = authority(
    "nutrient_sources",
    "name",
    "product_id",
    "nutrient_id",
    "nutrient.label",
    "form_id",
    "form.label",
    "serving",
    "serving_unit",
    "serving_reported",
    "content",
    "content_unit",
    "content_reported",
    "authority.label",
)
# Foods vary and portions are rough: only more than twice, or less than half, is at odds.
TWICE = 2.0


def with_known(
    foods: DataFrame, known: DataFrame, concepts: DataFrame, their_concepts: DataFrame
) -> DataFrame:
    """Each food with a serving, beside what an authority gives of the same food and of the same
    nutrient, a broader or a narrower one; `mcg` is that for the food's own serving.
    """
    rows = foods.assign(food=_same_food(foods)).dropna(subset=["serving", "food"])
    theirs = known.assign(
        food=_same_food(known),
        kind=known["form_id"].fillna(known["nutrient_id"]),
        what=known["form.label"].fillna(known["nutrient.label"]),
    ).add_prefix("known.")
    rows = rows[rows["food"].isin(theirs["known.food"])].reset_index(names="place")
    if rows.empty:
        return rows
    pairs = rows.merge(theirs, left_on="food", right_on="known.food")
    everything = all_concepts(concepts, their_concepts)
    pairs = pairs.merge(kin_pairs(everything, ("nutrient_id", "known.kind")))
    is_alike = dimension(pairs["serving_unit"]) == dimension(pairs["known.serving_unit"])
    size = pairs["serving"] * factor(pairs["serving_unit"])
    scale = size / (pairs["known.serving"] * factor(pairs["known.serving_unit"]))
    content = converted(pairs["known.content"], pairs["known.content_unit"], "ug")
    pairs["mcg"] = (content * scale).where(is_alike.fillna(False))
    return pairs.dropna(subset="mcg").drop_duplicates("place").set_index("place")


def _same_food(foods: DataFrame) -> Series[str]:
    return foods["product_id"].fillna(foods["name"].str.lower())


def known_in_words(row: Mapping[str, Any]) -> str:
    """What the authority gives of a food, for the arithmetic of a finding."""
    return (
        f"{row['known.authority.label']} gives {row['known.content_reported']} of "
        f"{row['known.what']} in {row['known.serving_reported']} of {row['known.name']}"
    )
