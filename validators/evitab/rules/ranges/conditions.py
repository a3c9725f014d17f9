"""The range that is the condition of a dose, against the words of the condition."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from evitab.finding import Severity
from evitab.rule import SOURCE, own, rule

if TYPE_CHECKING:
    from pandas import DataFrame, Series

# Words of one stem: deficient and deficiency, toxic and toxicity. Shorter words say little.
_STEM, _LEAST = 6, 4
_WORDS = ("claim.condition_reported", "substance.label")


def _stems(ranges: DataFrame) -> DataFrame:
    """The stems of the words that name each range: its `reference_range_id`, its source, and a
    `stem` that no range of another category has in that source.
    """
    words = ranges["category_reported"].str.lower().str.findall(rf"[^\W\d_]{{{_LEAST},}}")
    named = ranges.assign(stem=words.astype(object)).explode("stem").dropna(subset="stem")
    named = named.assign(stem=named["stem"].str[:_STEM]).drop_duplicates()
    categories = named.groupby([SOURCE, "stem"])["category"].transform("nunique")
    return named.loc[categories == 1, ["reference_range_id", "stem", SOURCE]]


def _naming(doses: DataFrame, ranges: DataFrame) -> DataFrame:
    """Each dose (`row`, its index) with each range (`reference_range_id`) of its source that its
    condition names by a word that ranges of no other category have, and whether that `is_own`: the
    one of the row.
    """
    pairs = doses.reset_index(names="row").dropna().merge(_stems(ranges), on=SOURCE)
    conditions, substances = (pairs[name].str.lower() for name in _WORDS)
    is_named = [
        stem in words and stem not in substance
        for stem, words, substance in zip(pairs["stem"], conditions, substances, strict=True)
    ]
    is_own = pairs["condition_range_id"] == pairs["reference_range_id"]
    return pairs.assign(is_own=is_own)[np.array(is_named, bool)]


@rule(
    "dosages",
    reads=["condition_range_id", *_WORDS, SOURCE],
    beside={
        "ranges": own(
            "reference_ranges", "reference_range_id", "category", "category_reported", SOURCE
        )
    },
    kind="plausibility",
    severity=Severity.WARNING,
)
def condition_range_is_the_one_named(doses: DataFrame, *, ranges: DataFrame) -> Series[bool]:
    """The range that is the condition of a dose is the one that the condition's words name.

    What it does: looks in the condition of the claim for words by which the source names its
    ranges, other than words of the substance's name. It speaks where they name another range than
    that of the row, and not that one.
    Why it matters: a course for people who lack a vitamin would be told of people who have too much
    of it.
    What it cannot see: a condition that names no range by its word; two ranges of one category.
    Example: "if deficient", beside the range that the source calls optimal.
    What to do: point condition_range_id to the range that the condition names.
    """
    named = _naming(doses, ranges)
    rows = doses.index.to_series()
    return ~rows.isin(named["row"]) | rows.isin(named.loc[named["is_own"], "row"])
