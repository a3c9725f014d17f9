"""A value that the source gives, against the source's own bands of that analyte."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from evitab.finding import Severity
from evitab.rule import SOURCE, Grounds, own, rule, told
from evitab.rules.ranges.bands import (
    OF_ARTICLE,
    ROUNDED,
    band_in_words,
    class_of,
    last_place,
    of_people_at_large,
    printed,
    spans,
)
from evitab.units import dimension, factor

if TYPE_CHECKING:
    from pandas import DataFrame

VALUE = ["variable_id", SOURCE, "value", "value_comparator", "value_unit"]
RANGES = {"ranges": own("reference_ranges", *OF_ARTICLE)}


def placed(observations: DataFrame, ranges: DataFrame) -> DataFrame:
    """Each value beside each band of its analyte that is on a scale of its dimension.

    `row` is the place of the observation. Adds to the columns of `spans`: `at` (the value in base
    units), `slack` (what rounding allows), `kind` (low, good, high), `is_own` (a band that the
    source gives in its own name, to people at large, without a condition), and `is_in`, `is_below`,
    `is_above`: where the value lies, rounding granted.
    """
    size = factor(observations["value_unit"]).astype("float64")
    value = observations["value"].astype("float64").where(observations["value_comparator"] == "=")
    values = observations.assign(
        row=np.arange(len(observations)),
        at=value * size,
        half=last_place(value) * size / 2,
        dimension=dimension(observations["value_unit"]),
    ).dropna(subset=["at", "dimension"])
    values = values[["row", "at", "half", "dimension", "value_unit", *VALUE[:2]]]
    keys = ["analyte_id", SOURCE, "dimension"]
    met = values.rename(columns={"variable_id": "analyte_id"}).merge(
        spans(ranges[~ranges["claim.is_negated"].fillna(True)]), on=keys
    )
    is_converted = (met["scale"] != met["value_unit"]).fillna(True)
    met["slack"] = np.fmax(met["half"], met["step"] / 2)
    met["slack"] = np.fmax(met["slack"], (ROUNDED * met["at"].abs()).where(is_converted, 0.0))
    met["kind"] = class_of(met["category"])
    met["is_own"] = of_people_at_large(met["claim.population"]) & (
        met["claim.condition_reported"].isna() & met["claim.citation_id"].isna()
    )
    met["is_below"] = met["at"] < met["start"] - met["slack"]
    met["is_above"] = met["at"] > met["end"] + met["slack"]
    met["is_in"] = ~met["is_below"] & ~met["is_above"]
    return met


def _between(observations: DataFrame, ranges: DataFrame) -> DataFrame:
    """The observations whose value lies in no band, with the nearest band under it and the nearest
    over it, where the two are further apart than the last printed place.
    """
    met = placed(observations, ranges)
    within = met.loc[met["is_in"], "row"]
    met = met[met["is_own"] & met["kind"].notna() & ~met["row"].isin(within)]
    under = met[met["is_above"]].sort_values("end").drop_duplicates("row", keep="last")
    over = met[met["is_below"]].sort_values("start").drop_duplicates("row")
    rows = under.set_index("row").add_prefix("under_")
    rows = rows.join(over.set_index("row").add_prefix("over_"), how="inner")
    gap = rows["over_start"] - rows["under_end"]
    rows = rows[gap > 1.001 * np.fmax(rows["over_step"], rows["under_step"])]
    return observations.join(rows.set_axis(observations.index[rows.index]), how="inner")


def _grounds(row: Mapping[str, Any]) -> Grounds:
    under, over = band_in_words(row, "under_"), band_in_words(row, "over_")
    value = f"{row['value']:g} {printed(row['value_unit'])}"
    step = row["under_step"] / row["under_size"]
    return Grounds(
        observed=value,
        expected="A band of the source in which the value lies.",
        unit=row["value_unit"],
        arithmetic=f"The nearest bands that the source gives for {row['variable.label']} are "
        f"{under} and {over}. {value} lies above the one and below the other.",
        assumption="A gap that is no wider than one in the last printed place "
        f"(here {step:g} {printed(row['under_scale'])}) is none. A source need not name every "
        "value; whoever has one in the gap learns from its bands neither that it is good nor that "
        "it is not.",
        related_rows=f"{row['under_reference_range_id']} {row['over_reference_range_id']}",
    )


@rule(
    "observations",
    reads=["observation_id", "variable.label", *VALUE],
    beside=RANGES,
    about="source",
    kind="completeness",
    severity=Severity.INFO,
    harm="low",
)
def value_lies_in_a_named_range(observations: DataFrame, *, ranges: DataFrame) -> DataFrame:
    """A value that a source reports lies in one of the bands that it names for that analyte.

    What it does: lays each value with its unit beside the source's bands of the analyte. It speaks
    where the value lies between two of them and in none. A gap that only whole numbers leave
    (10 to 20, 21 to 30) is none. Bands for other people, under a condition or credited to another
    work can hold a value, but make no gap.
    Why it matters: the source's own scheme has no word for the value, so a reader with such a value
    cannot tell what the source would have them do.
    What it cannot see: a value beyond all bands, an "about" or "more than", and bands in units that
    neither the rows nor SI bounds bring together.
    Example: 65 ng/mL, where the source calls 40 to 60 optimal and more than 80 toxic.
    What to do: nothing in the tables, if they say what the source says. It is worth knowing, no
    fault.
    """
    observations = observations.dropna(subset=["value", "value_unit"])
    if observations.empty or ranges.empty:
        return told(observations[:0], _grounds)
    return told(_between(observations, ranges), _grounds)
