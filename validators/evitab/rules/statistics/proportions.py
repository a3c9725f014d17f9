"""Proportions and the standard deviations that they have."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from evitab.finding import Severity
from evitab.rule import Grounds, rule, told
from evitab.rules.statistics.persons import (
    INNOCENT,
    PERSONS,
    borrowed_text,
    is_named_deviation,
    persons,
    population_text,
    with_persons,
)
from evitab.rules.statistics.printed import (
    Answers,
    answers,
    box,
    is_exact,
    number,
    rows_with,
    with_texts,
)
from evitab.statistics.granularity import deviation_of_zeros_and_ones_exists, deviations_of_share
from evitab.statistics.rounding import Box, Floats, as_floats
from evitab.statistics.scales import at

if TYPE_CHECKING:
    from pandas import DataFrame

_SHARE = ["value", "value_comparator", "value_unit", "value_reported"]
_DEVIATION = ["sd", "sd_comparator", "sd_reported"]


def _is_share(rows: DataFrame) -> Answers:
    """Whether a value is a share of persons, each of whom either has it or has not."""
    handling = rows["handling"]
    is_counted = answers(rows["events"].notna() & handling.isna())
    return (answers(handling == "dichotomous") | is_counted) & answers(rows["items"].isna())


def _of_shares(rows: DataFrame) -> tuple[Box, Box, Floats]:
    """Share and standard deviation as parts of one, and persons; nan where it is no share."""
    is_percent = answers(rows["value_unit"] == "%")
    is_number = answers(rows["value_unit"].isna() | (rows["value_unit"] == "1"))
    whole = np.where(is_percent, 100.0, np.where(is_number, 1.0, np.nan))
    value = as_floats(rows["value"])
    count = np.where((value >= 0) & (value <= whole), persons(rows), np.nan)
    share, sd = box(rows, "value"), box(rows, "sd")
    return (share[0] / whole, share[1] / whole), (sd[0] / whole, sd[1] / whole), count


def _with_deviations(rows: DataFrame, share: Box, sd: Box, count: Floats) -> DataFrame:
    """The rows with the standard deviations that their shares have, and what else fits."""
    low, high = deviations_of_share(share, count)
    root = np.sqrt(count)
    is_near = (low <= sd[1] * root) & (high >= sd[0] * root)
    return with_persons(rows).assign(
        fits_population=deviation_of_zeros_and_ones_exists(share, sd, count, is_of_population=True),
        fits_error=is_near & ~is_named_deviation(rows),
        least=low,
        most=high,
    )


def _impossible_share(row: Mapping[str, Any]) -> Grounds:
    whole = 100 if row["value_unit"] == "%" else 1
    share, sd, n = row["value_text"], row["sd_text"], number(row["persons"])
    range_text = f"{row['least'] * whole:.3g} to {row['most'] * whole:.3g}"
    return Grounds(
        observed=f"share {share}, standard deviation {sd}, n = {n}",
        expected=f"a standard deviation from {range_text} that a whole number of persons gives",
        unit=row["value_unit"],
        arithmetic=f"Where each of {n} persons is 0 or 1, the standard deviation is "
        f"sqrt(share x (1 - share) x n / (n - 1)): {range_text} over all that rounds to {share}; "
        f"the source says {sd}.",
        assumption="The figure is the plain share of persons, neither adjusted nor weighted, and "
        "the standard deviation that of the persons, not the standard error of the share."
        + population_text(row)
        + borrowed_text(row),
        severity=Severity.INFO if any(row[name] for name in INNOCENT) else None,
    )


@rule(
    "observations",
    reads=[*_SHARE, *_DEVIATION, "events", "handling", "items", *PERSONS],
    about="source",
    kind="plausibility",
    severity=Severity.WARNING,
    harm="low",
)
def standard_deviation_is_possible_for_a_proportion(observations: DataFrame) -> DataFrame:
    """A standard deviation beside a proportion is the one that the proportion has.

    What it does: for a share of persons, each of whom either has it or has not, the standard
    deviation follows from the share and the number of persons (DEBIT). It is held against the
    printed one, over all that rounds to the figures and, where whole numbers of persons give the
    share, over those. One with n in its denominator in place of n - 1 is tried, and a standard
    error where the source does not say SD; where one fits, and where the number of persons is that
    of the arm or of the study, the finding is a note.
    Why it matters: share, standard deviation or number of persons is not what was meant.
    What it cannot see: shares of which the tables say neither that they are dichotomous nor how
    many events there were.
    Example: a share of 0.36 with a standard deviation of 0.11 over 20 persons; it is 0.49.
    What to do: nothing in the tables, if they say what the source says. The original report tells.
    Rests on: Heathers and Brown, DEBIT, 2019, which rests on the variance of zeros and ones.
    """
    rows = rows_with(observations, "value", "sd")
    rows = rows[_is_share(rows) & is_exact(rows, "value", "sd")]
    if rows.empty:
        return told(rows, _impossible_share)
    share, sd, count = _of_shares(rows)
    is_off = ~np.isnan(count) & ~deviation_of_zeros_and_ones_exists(share, sd, count)
    rows = rows[is_off]
    if rows.empty:
        return told(rows, _impossible_share)
    rows = _with_deviations(rows, at(share, is_off), at(sd, is_off), count[is_off])
    return told(with_texts(rows, value="value_reported", sd="sd_reported"), _impossible_share)
