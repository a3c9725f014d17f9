"""The figures of an effect or an observation as rules see them: boxes, readings, comparators."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from evitab.statistics.rounding import Box, Floats, as_floats, printed_bounds, printed_decimals
from evitab.statistics.scales import Interval

if TYPE_CHECKING:
    from pandas import DataFrame, Series

Answers = npt.NDArray[np.bool_]

INTERVAL = [
    "measure",
    "scale",
    "estimate",
    "estimate_comparator",
    "estimate_unit",
    "estimate_reported",
    "ci_low",
    "ci_high",
    "ci_level",
    "ci_reported",
]
# The three figures of an interval, and the columns that print them.
INTERVAL_TEXTS = {
    "estimate": "estimate_reported",
    "ci_low": "ci_reported",
    "ci_high": "ci_reported",
}
# These are read so only by an interval that is symmetric then: "24 % less", "80 % of".
ONLY_IF_SYMMETRIC = frozenset({"less", "share"})


def box(rows: DataFrame, name: str, reported: str | None = None) -> Box:
    """All that rounds to what a column has, by its text as reported."""
    return printed_bounds(rows[name], rows[reported or f"{name}_reported"])


def answers(mask: Series[bool]) -> Answers:
    """A column of booleans as an array; what is not known is no."""
    return mask.fillna(False).to_numpy(dtype=bool)


def rows_with(rows: DataFrame, *names: str) -> DataFrame:
    """The rows that have something in each of these columns."""
    return rows[np.logical_and.reduce([answers(rows[name].notna()) for name in names])]


def is_exact(rows: DataFrame, *names: str) -> Answers:
    """Whether the figures are the ones printed: none is a bound, none is "about"."""
    return np.logical_and.reduce([answers(rows[f"{name}_comparator"] == "=") for name in names])


def meant(
    comparator: Series[str], value: Box, printed: Box, ends: tuple[Floats | float, float]
) -> Box:
    """All that a figure with a comparator may be; nan where it is only "about" one.

    That is what rounds to it, `printed`, or what lies below or above `value`, as far as the `ends`.
    """
    is_below, is_above = (answers(comparator.isin(signs)) for signs in (["<", "<="], [">", ">="]))
    low = np.where(is_above, value[0], np.where(is_below, ends[0], printed[0]))
    high = np.where(is_below, value[1], np.where(is_above, ends[1], printed[1]))
    is_known = is_below | is_above | answers(comparator == "=")
    return np.where(is_known, low, np.nan), np.where(is_known, high, np.nan)


def interval(effects: DataFrame) -> Interval:
    """Estimate and interval of each effect, with all that rounds to them."""
    return Interval(
        box(effects, "estimate"),
        box(effects, "ci_low", "ci_reported"),
        box(effects, "ci_high", "ci_reported"),
    )


def is_in_order(effects: DataFrame) -> Answers:
    """Whether an effect has an interval whose bounds are in order."""
    return as_floats(effects["ci_low"]) <= as_floats(effects["ci_high"])


def is_whole(effects: DataFrame, printed: Interval) -> Answers:
    """Whether an effect has an interval in order around an estimate that is meant exactly."""
    is_inside = printed.contains(printed.estimate)
    return is_exact(effects, "estimate") & is_in_order(effects) & is_inside


def readings(effects: DataFrame) -> Mapping[str, Answers]:
    """How each effect's figures may be read on their declared scale, the likeliest first.

    A number needed to treat has none: its interval is that of a risk difference turned over.
    """
    is_percent = answers(effects["estimate_unit"] == "%")
    is_turned = answers(effects["measure"] == "number-needed-to-treat")
    ratio = answers(effects["scale"].isin(["ratio", "unknown"])) & ~is_turned
    difference = answers(effects["scale"].isin(["difference", "unknown"])) & ~is_turned
    return {
        "more": ratio & is_percent,
        "ratio": ratio & ~is_percent,
        "difference": difference,
        "less": ratio & is_percent,
        "share": ratio & is_percent,
    }


def other_readings(effects: DataFrame) -> Mapping[str, Answers]:
    """How each effect's figures would be read on the scale that is not declared."""
    is_percent = answers(effects["estimate_unit"] == "%")
    is_turned = answers(effects["measure"] == "number-needed-to-treat")
    ratio = answers(effects["scale"] == "ratio") & ~is_turned
    difference = answers(effects["scale"] == "difference") & ~is_turned
    return {
        "excess": ratio & ~is_percent,
        "difference": ratio & is_percent,
        "more": difference & is_percent,
        "ratio": difference & ~is_percent,
    }


def with_texts(rows: DataFrame, **reported: str) -> DataFrame:
    """The rows with each named figure as text, `<name>_text`, to the decimals that are printed.

    The arguments name the figures, and the columns that print them.
    """
    texts: dict[str, Any] = {}
    for name, column in reported.items():
        figures = zip(rows[name], printed_decimals(rows[name], rows[column]), strict=True)
        texts[f"{name}_text"] = [
            None if pd.isna(value) else f"{value:.{max(int(decimals), 0)}f}"
            for value, decimals in figures
        ]
    return rows.assign(**texts)


def number(value: float) -> str:
    """A number in words of at most six digits."""
    return f"{value:.6g}"
