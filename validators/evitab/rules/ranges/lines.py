"""The lines that bands draw between kinds of values, and which of them an authority draws too."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from evitab.rules.ranges.bands import ROUNDED, class_of, of_people_at_large

if TYPE_CHECKING:
    from pandas import DataFrame, Series

_INSUFFICIENT = {"insufficient": "insufficient", "at-risk-of-inadequacy": "insufficient"}
# A line that ends one kind of band starts the next: "concern above 50" ends what is good at 50.
_NEXT = {
    "deficient end": "insufficient start",
    "insufficient start": "deficient end",
    "insufficient end": "good start",
    "good start": "insufficient end",
    "good end": "high start",
    "high start": "good end",
}


def group_of(categories: Series[str]) -> Series[str]:
    """The kind of band that a category is of: deficient, insufficient, good or high."""
    kinds = class_of(categories).replace("low", "deficient")
    return categories.map(_INSUFFICIENT).astype(kinds.dtype).fillna(kinds)


def lines_of(bands: DataFrame) -> DataFrame:
    """Each bound of each band that has a kind, as a line: `side` is start or end, `at` in base
    units; `is_over` tells that values at the line itself count as over it.

    `bands` is as `spans` gives it. A bound that does not say whether it belongs draws no line.
    """
    import pandas as pd

    rows = bands.assign(kind=group_of(bands["category"])).dropna(subset=["kind"])
    start = rows.assign(side="start", at=rows["start"], is_over=rows["is_low_inclusive"])
    end = rows.assign(side="end", at=rows["end"], is_over=~rows["is_high_inclusive"])
    lines = pd.concat([start, end]).dropna(subset=["is_over"])
    return lines[np.isfinite(lines["at"])]


def _with_next(lines: DataFrame) -> DataFrame:
    """Lines, and the same lines as bounds of the kind of band on their other side."""
    import pandas as pd

    turned = lines.assign(next=(lines["kind"] + " " + lines["side"]).map(_NEXT), is_own=False)
    turned = turned.dropna(subset=["next"])
    turned["kind"] = turned["next"].str.split(" ").str[0]
    turned["side"] = turned["next"].str.split(" ").str[1]
    return pd.concat([lines.assign(is_own=True), turned])


def _beside(ours: DataFrame, theirs: DataFrame) -> DataFrame:
    """Each line of the source beside each line of an authority that it can be held against."""
    keys = ["analyte_id", "dimension", "kind", "side"]
    pairs = ours.merge(_with_next(theirs), on=keys, suffixes=("", "_theirs"))
    is_general = of_people_at_large(pairs["claim.population"])
    pairs = pairs[is_general | (pairs["claim.population"] == pairs["population"]).fillna(False)]
    # "Up to 19" and "below 20" draw one line in whole numbers; "up to 19" and "up to 20" do not.
    step = np.fmax(pairs["step"], pairs["step_theirs"])
    places = np.where(pairs["is_over"] == pairs["is_over_theirs"], 0.5, 1.001)
    is_converted = (pairs["scale"] != pairs["unit"]) | (pairs["scale_theirs"] != pairs["scale"])
    slack = np.fmax(step * places, ROUNDED * pairs["at"].abs())
    slack = slack.where(~is_converted.fillna(True), np.fmax(slack, step))
    pairs["agrees"] = (pairs["at"] - pairs["at_theirs"]).abs() <= slack
    return pairs


def unconfirmed(ours: DataFrame, theirs: DataFrame) -> Series[int]:
    """The bands of the source (by `row`) that some authority could confirm and none does, by the
    lines of both.

    An authority confirms a band if it draws one of its lines, and none of its lines elsewhere.
    """
    pairs = _beside(ours, theirs)
    by_side = pairs.groupby(["row", "authority_id", "side"])["agrees"].any()
    confirms = by_side.groupby(["row", "authority_id"]).all().groupby("row").any()
    is_own = pairs.groupby("row")["is_own"].any()
    return confirms.index[~confirms & is_own].to_series()
