"""How many persons a figure rests on: its own number, or the one that it borrows."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from evitab.rules.statistics.printed import Answers, answers
from evitab.statistics.rounding import Floats, as_floats

if TYPE_CHECKING:
    from pandas import DataFrame

PERSONS = [
    "n",
    "n_comparator",
    "study_arm_id",
    "study_arm.n",
    "study_arm.n_comparator",
    "study.n",
    "study.n_comparator",
]
# What makes a finding about a standard deviation a note.
INNOCENT = ("borrowed", "fits_population", "fits_error")


def persons(rows: DataFrame) -> Floats:
    """The number of persons: the row's own, else that of its arm, else, without an arm, that of
    its study; nan where it is not given exactly, or is below 1.
    """
    own, arm, study = (exactly(rows, name) for name in ("n", "study_arm.n", "study.n"))
    lent = np.where(answers(rows["study_arm_id"].notna()), arm, study)
    count = np.where(is_borrowed(rows), lent, own)
    return np.where(count >= 1, count, np.nan)


def with_persons(rows: DataFrame) -> DataFrame:
    """The rows with their number of persons, and whether it is `borrowed`."""
    return rows.assign(persons=persons(rows), borrowed=is_borrowed(rows))


def is_borrowed(rows: DataFrame) -> Answers:
    """Whether the number of persons is not the row's own."""
    return answers(rows["n"].isna())


def exactly(rows: DataFrame, name: str) -> Floats:
    """A count, nan where it is not given exactly."""
    return _where(rows, name, "=")


def at_least(rows: DataFrame, name: str) -> Floats:
    """The least that a count can be; nan where that is not known."""
    return _where(rows, name, "=", ">", ">=")


def at_most(rows: DataFrame, *, is_own: bool = True) -> Floats:
    """The most persons that a row can rest on: its own number, else that of its arm or, without
    an arm, of its study (at once those where not `is_own`); nan where that is not known.
    """
    own, arm, study = (
        _where(rows, name, "=", "<", "<=") for name in ("n", "study_arm.n", "study.n")
    )
    lent = np.where(answers(rows["study_arm_id"].notna()), arm, study)
    return np.where(is_borrowed(rows), lent, own) if is_own else lent


def _where(rows: DataFrame, name: str, *signs: str) -> Floats:
    """A count, nan where its comparator is none of these."""
    is_said = answers(rows[f"{name}_comparator"].isin(signs))
    return np.where(is_said, as_floats(rows[name]), np.nan)


def borrowed_text(row: Mapping[str, Any]) -> str:
    """What a finding says of a number of persons that is not the row's own."""
    if not row["borrowed"]:
        return ""
    return " The number of persons is not that of this figure; fewer may have been measured."


def is_named_deviation(rows: DataFrame) -> Answers:
    """Whether the source itself calls the figure a standard deviation; "3.1 ± 0.4" does not."""
    return answers(rows["sd_reported"].str.contains(r"\bSDs?\b|(?i:standard deviation)"))


def population_text(row: Mapping[str, Any]) -> str:
    """What a finding says of a standard deviation with n in its denominator."""
    if row["fits_population"]:
        return " The figures fit one with n there, which the source does not state."
    if row["fits_error"]:
        return " The figures fit a standard error, which the source does not rule out."
    return " One with n there was tried and does not fit."
