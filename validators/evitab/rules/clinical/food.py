"""Foods and products against what authorities give of them, and against the source's own doses."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from evitab.finding import Severity
from evitab.rule import Grounds, authority, own, rule, told
from evitab.rules.clinical.known import CONCEPTS, THEIR_CONCEPTS, all_concepts, kin_pairs
from evitab.units import converted, dimension, factor

if TYPE_CHECKING:
    from pandas import DataFrame, Series

_FOOD = [
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
_KNOWN = authority(
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
_TWICE = 2.0


def _with_known(
    foods: DataFrame, known: DataFrame, concepts: DataFrame, their_concepts: DataFrame
) -> DataFrame:
    """Each food with a serving, beside what an authority gives of the same food and of the same
    nutrient, a broader or a narrower one; `mcg` is that for the food's own serving.
    """
    everything = all_concepts(concepts, their_concepts)
    rows = foods.dropna(subset="serving").reset_index(names="place")
    rows["food"] = rows["product_id"].fillna(rows["name"].str.lower())
    theirs = known.assign(
        food=known["product_id"].fillna(known["name"].str.lower()),
        kind=known["form_id"].fillna(known["nutrient_id"]),
        what=known["form.label"].fillna(known["nutrient.label"]),
    ).add_prefix("known.")
    pairs = rows.merge(theirs, left_on="food", right_on="known.food")
    pairs = pairs.merge(kin_pairs(everything, ("nutrient_id", "known.kind")))
    is_alike = dimension(pairs["serving_unit"]) == dimension(pairs["known.serving_unit"])
    size = pairs["serving"] * factor(pairs["serving_unit"])
    scale = size / (pairs["known.serving"] * factor(pairs["known.serving_unit"]))
    content = converted(pairs["known.content"], pairs["known.content_unit"], "ug")
    pairs["mcg"] = (content * scale).where(is_alike.fillna(False))
    return pairs.dropna(subset="mcg").drop_duplicates("place").set_index("place")


def _known_in_words(row: Mapping[str, Any]) -> str:
    return (
        f"{row['known.authority.label']} gives {row['known.content_reported']} of "
        f"{row['known.what']} in {row['known.serving_reported']} of {row['known.name']}"
    )


# Contents --------------------------------------------------------------------------------------


def _contents(foods: DataFrame, **beside: DataFrame) -> DataFrame:
    rows = _with_known(foods, **beside)
    rows["ours"] = converted(rows["content"], rows["content_unit"], "ug")
    return rows


def _grounds_of_content(row: Mapping[str, Any]) -> Grounds:
    return Grounds(
        observed=f"{row['content_reported']} of {row['nutrient.label']} in "
        f"{row['serving_reported']}",
        expected=f"about {row['mcg']:.3g} mcg",
        unit="ug",
        assumption="The food is the one that the authority means, prepared alike. Foods vary: half "
        "to twice as much would pass.",
        arithmetic=f"{_known_in_words(row)}; for {row['serving_reported']} that is "
        f"{row['mcg']:.3g} mcg. The source gives {row['ours']:.3g} mcg, "
        f"{row['ours'] / row['mcg']:.3g} times that.",
    )


def _explain_content(foods: DataFrame, flagged: Series[bool], **beside: DataFrame) -> DataFrame:
    return told(_contents(foods, **beside).loc[flagged.index[flagged]], _grounds_of_content)


@rule(
    "nutrient_sources",
    reads=_FOOD,
    beside={"known": _KNOWN, "concepts": CONCEPTS, "their_concepts": THEIR_CONCEPTS},
    about="source",
    kind="plausibility",
    severity=Severity.WARNING,
    harm="medium",
    explain=_explain_content,
)
def content_agrees_with_an_authority(
    foods: DataFrame, *, known: DataFrame, concepts: DataFrame, their_concepts: DataFrame
) -> Series[bool]:
    """A food holds about as much of a nutrient as an authority gives for the same serving.

    What it does: finds the same food, by its concept or its name, in the authority package, brings
    its content to the serving of the source, and compares the two.
    Why it matters: a reader eats several times too much or too little.
    What it cannot see: a food of another name; servings in units that do not compare (a cup and an
    ounce); contents within half to twice what the authority gives.
    Example: 85 mcg in 3 ounces of natto, for which NIH ODS gives 850 mcg.
    What to do: nothing in the tables, if they say what the source says.
    """
    rows = _contents(foods, known=known, concepts=concepts, their_concepts=their_concepts)
    ratio = rows["ours"] / rows["mcg"]
    is_far = ((ratio > _TWICE) | (ratio < 1 / _TWICE)).fillna(False)
    return ~is_far.reindex(foods.index, fill_value=False)


# Servings that are said to give a dose ----------------------------------------------------------


def _servings(foods: DataFrame, doses: DataFrame, **beside: DataFrame) -> DataFrame:
    """Each serving that is said in words alone to give enough, with the doses of its nutrient that
    the source advises (`least`, `most`, in micrograms).
    """
    in_words = foods[foods["content"].isna() & foods["content_reported"].notna()]
    rows = _with_known(in_words, **beside)
    is_advised = (doses["use"] == "recommended") & doses["dose_low_mcg"].notna()
    own_doses = (
        doses[is_advised.fillna(False)]
        .groupby("substance_id")
        .agg(
            least=("dose_low_mcg", "min"),
            most=("dose_high_mcg", "max"),
            reported=("dose_reported", lambda texts: ", ".join(dict.fromkeys(texts.dropna()))),
            ids=("dosage_id", " ".join),
        )
    )
    return rows.join(own_doses, on="nutrient_id")


def _grounds_of_serving(row: Mapping[str, Any]) -> Grounds:
    times = row["mcg"] / (row["most"] if row["mcg"] > row["most"] else row["least"])
    return Grounds(
        observed=f"{row['serving_reported']} for {row['content_reported']} of "
        f"{row['nutrient.label']}",
        expected=f"a serving with about {row['reported']}",
        unit="ug",
        assumption=f"“{row['content_reported']}” means the dose that the source advises, since it "
        "gives no other figure for it. Foods vary: half to twice as much would pass.",
        arithmetic=f"{_known_in_words(row)}; for the serving of the source that is "
        f"{row['mcg']:.3g} mcg. The source advises {row['reported']} of {row['nutrient.label']}: "
        f"the serving holds {times:.3g} times that.",
        related_rows=row["ids"],
    )


def _explain_serving(foods: DataFrame, flagged: Series[bool], **beside: DataFrame) -> DataFrame:
    return told(_servings(foods, **beside).loc[flagged.index[flagged]], _grounds_of_serving)


@rule(
    "nutrient_sources",
    reads=_FOOD,
    beside={
        "known": _KNOWN,
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
        ),
    },
    about="source",
    kind="plausibility",
    severity=Severity.WARNING,
    harm="medium",
    explain=_explain_serving,
)
def serving_gives_the_dose_that_is_advised(
    foods: DataFrame,
    *,
    known: DataFrame,
    concepts: DataFrame,
    their_concepts: DataFrame,
    doses: DataFrame,
) -> Series[bool]:
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
    rows = _servings(foods, doses, known=known, concepts=concepts, their_concepts=their_concepts)
    is_far = (rows["mcg"] > rows["most"] * _TWICE) | (rows["mcg"] < rows["least"] / _TWICE)
    return ~is_far.fillna(False).reindex(foods.index, fill_value=False)
