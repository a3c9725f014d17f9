"""How often and how long a dose is taken, as FHIR's Timing has it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evitab.units import converted

if TYPE_CHECKING:
    from pandas import DataFrame, Series

TIMING = ("frequency", "period", "period_unit")


def doses_per_day(dosages: DataFrame) -> Series[float]:
    """How many doses are taken in a day on average; null where the row does not tell.

    `dosages` has the columns of `TIMING`: `frequency` doses in `period` of `period_unit`.
    """
    days = converted(dosages["period"], dosages["period_unit"], "d")
    return dosages["frequency"] / days


def in_days(values: Series[float], units: Series[str]) -> Series[float]:
    """A span of time in days (a month is a twelfth of 365.25 days); null without a unit of time."""
    return converted(values, units, "d")
