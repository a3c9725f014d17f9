"""A daily total against the single dose and how often it is taken."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from evitab.finding import Severity
from evitab.rule import Grounds, rule, told
from evitab.timing import TIMING, doses_per_day
from evitab.units import dimension, factor

if TYPE_CHECKING:
    from pandas import DataFrame

_TOTAL = [
    "substance.label",
    "dose_low",
    "dose_high",
    "dose_unit",
    "dose_reported",
    "timing_reported",
    *TIMING,
    "daily_dose_low",
    "daily_dose_high",
    "daily_dose_unit",
    "daily_dose_reported",
    "dose_comparator",
    "daily_dose_comparator",
]
# A total in round numbers ("about 2 g" for 3 times 650 mg) is no contradiction.
_SLACK = 0.05


def _totals(dosages: DataFrame) -> DataFrame:
    """Each row with its doses a day and the total that they make, in the unit of the total."""
    per_day = doses_per_day(dosages)
    scale = factor(dosages["dose_unit"]) / factor(dosages["daily_dose_unit"])
    same = (dimension(dosages["dose_unit"]) == dimension(dosages["daily_dose_unit"])).fillna(False)
    times = (per_day * scale).where(same)
    return dosages.assign(
        per_day=per_day,
        total_low=dosages["dose_low"] * times,
        total_high=dosages["dose_high"] * times,
    )


def _grounds(row: Mapping[str, Any]) -> Grounds:
    span = f"{row['total_low']:,.6g}"
    if row["total_high"] != row["total_low"]:
        span += f" to {row['total_high']:,.6g}"
    return Grounds(
        observed=f"{row['daily_dose_reported']} of {row['substance.label']}",
        expected=f"{span} {row['daily_dose_unit']} a day",
        unit=row["daily_dose_unit"],
        assumption="Every dose is as large as the one that is given, and none is left out. A "
        f"difference of up to {_SLACK:.0%} is taken for rounding.",
        arithmetic=f"{row['dose_reported']}, {row['timing_reported']}: {row['per_day']:.3g} doses "
        f"a day make {span} {row['daily_dose_unit']}. The source gives "
        f"{row['daily_dose_reported']}.",
    )


@rule(
    "dosages",
    reads=_TOTAL,
    about="source",
    kind="plausibility",
    severity=Severity.WARNING,
    harm="medium",
)
def daily_total_follows_from_dose_and_frequency(dosages: DataFrame) -> DataFrame:
    """The daily total is the single dose times how often it is taken.

    What it does: multiplies both bounds of the dose by the doses a day, in the unit of the total,
    and asks whether the bounds of the total agree within a twentieth.
    Why it matters: a reader who goes by the total and one who goes by the dose take different
    amounts.
    What it cannot see: a total without a frequency; doses whose comparator is not "=".
    Example: "500 mg three times a day (2,000 mg daily)": three doses make 1,500 mg.
    What to do: nothing in the tables, if they say what the source says.
    """
    exact = (dosages["dose_comparator"] == "=") & (dosages["daily_dose_comparator"] == "=")
    rows = dosages[exact].dropna(subset=list(TIMING))
    if rows.empty:
        return told(rows, _grounds)
    rows = _totals(rows)
    low = (rows["total_low"] - rows["daily_dose_low"]).abs() <= rows["daily_dose_low"] * _SLACK
    high = (rows["total_high"] - rows["daily_dose_high"]).abs() <= rows["daily_dose_high"] * _SLACK
    return told(rows[~(low & high)], _grounds)
