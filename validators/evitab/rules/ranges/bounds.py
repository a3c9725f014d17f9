"""Rules about reference ranges: bounds, and how the bands of one analyte lie to each other."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from evitab.rule import SOURCE, authority, rule
from evitab.rules.ranges.conversions import scales

if TYPE_CHECKING:
    from pandas import DataFrame, Series


@rule("reference_ranges", reads=["low", "high"], kind="plausibility")
def range_bounds_are_in_order(ranges: DataFrame) -> Series[bool]:
    """The lower bound of a range is not above its upper bound.

    What it does: compares low with high where a range has both; equal ones are allowed.
    Why it matters: no value lies in a band that is turned round, so every label would be wrong.
    What it cannot see: a bound with a wrong digit that leaves the order as it was.
    Example: from 60 to 40 ng/mL.
    What to do: swap them back.
    """
    return ranges["low"] <= ranges["high"]


@rule("reference_ranges", reads=["low", "high"], kind="completeness")
def range_has_a_bound(ranges: DataFrame) -> Series[bool]:
    """A range has a lower or an upper bound.

    What it does: looks for a value in low or in high.
    Why it matters: a band without bounds holds every value and says nothing.
    What it cannot see: a bound that the source gives and the row lacks; grounding does.
    Example: a row with a category and no figures.
    What to do: fill the bound that the source gives, or record the claim without a range.
    """
    return ranges["low"].notna() | ranges["high"].notna()


@rule(
    "reference_ranges",
    reads=["low", "is_low_inclusive", "high", "is_high_inclusive"],
    kind="completeness",
)
def bound_says_whether_it_belongs(ranges: DataFrame) -> Series[bool]:
    """Each bound of a range says whether it belongs to the range, and no other cell does.

    What it does: wants is_low_inclusive filled just where low is, and is_high_inclusive just where
    high is.
    Why it matters: "below 30" and "up to 30" label a value of 30 differently.
    What it cannot see: whether the source means the bound itself.
    Example: high is 30 and is_high_inclusive is empty.
    What to do: fill is_low_inclusive beside low, is_high_inclusive beside high.
    """
    low = ranges["low"].isna() == ranges["is_low_inclusive"].isna()
    return low & (ranges["high"].isna() == ranges["is_high_inclusive"].isna())


@rule(
    "reference_ranges",
    reads=["analyte_id", "unit", "low", "high", "low_si", "high_si", "si_unit", SOURCE],
    by=SOURCE,
    beside={
        "conversions": authority(
            "conversions", "substance_id", "from_unit", "to_unit", "factor", is_needed=False
        )
    },
    kind="plausibility",
)
def bounds_of_an_analyte_are_converted_alike(
    ranges: DataFrame, *, conversions: DataFrame
) -> Series[bool]:
    """Bounds of one analyte in one unit become SI by one factor, into one unit, or none does.

    What it does: divides each bound in SI units by the bound as printed and compares the factors of
    one analyte and unit with their median, unless the authority package has a conversion to reckon
    them by. A converted row has both of its bounds converted and names its units, and an analyte
    has one SI unit.
    Why it matters: ranges of several sources are compared in SI units.
    What it cannot see: a factor that is wrong throughout. Authorities print rounded SI bounds, so
    factors within one part in a hundred are one.
    Example: 40 ng/mL as 99.84 nmol/L, and 60 ng/mL as 49.76.
    What to do: reckon all bounds of the analyte by the same conversion.
    """
    analyte = [ranges["analyte_id"], ranges[SOURCE]]
    low, high = ranges["low_si"] / ranges["low"], ranges["high_si"] / ranges["high"]
    usual = low.fillna(high).groupby([*analyte, ranges["unit"]]).transform("median")
    units = ranges["si_unit"].groupby(analyte).transform("nunique")
    alike = ((low - usual).abs() <= usual * 0.01).fillna(True)
    alike &= ((high - usual).abs() <= usual * 0.01).fillna(True)
    alike |= np.isin(np.arange(len(ranges)), scales(ranges, conversions)["row"])
    converted = ranges["low_si"].notna() | ranges["high_si"].notna()
    both = (ranges["low"].isna() == ranges["low_si"].isna()) & (
        ranges["high"].isna() == ranges["high_si"].isna()
    )
    told = (converted == ranges["si_unit"].notna()) & (~converted | ranges["unit"].notna())
    return alike & (both | ~converted) & (units <= 1) & told
