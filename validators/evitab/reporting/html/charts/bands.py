"""Bands of a reference range: their ends, in words and on an axis, and what lies between them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from evitab.reporting.html.names import figure
from evitab.reporting.html.subject import Row


def place(row: Row) -> tuple[float, float]:
    """The two ends of a band, without end where it is open."""
    low, high = row["low"], row["high"]
    return (float("-inf") if low is None else low, float("inf") if high is None else high)


def bounds(row: Row, unit: str = "") -> str:
    """A band in words: "below 30", "40-60", "80 or more"; with its unit, "80 ng/mL or more"."""
    said = f" {unit_label(unit)}" if unit else ""
    low, high = figure(row["low"]), figure(row["high"])
    if low and high:
        between = f"{low}-{high}" if row["is_high_inclusive"] else f"{low} to below {high}"
        return (low if low == high else between) + said
    if low:
        return f"{low}{said} or more" if row["is_low_inclusive"] else f"above {low}{said}"
    return f"{high}{said} or less" if row["is_high_inclusive"] else f"below {high}{said}"


def gaps_between(rows: list[Row]) -> Iterator[tuple[float, float]]:
    """What lies between the bands and in none; a step of the last printed place is no gap."""
    bands = sorted((row for row in rows if row["low"] is None or row["low"] != row["high"]),
                   key=place)  # fmt: skip
    reach: float | None = None
    for row in bands:
        low, high = place(row)
        if reach is not None and low > reach + _step(row["range_reported"]):
            yield reach, low
        reach = high if reach is None else max(reach, high)


def _step(printed: str | None) -> float:
    decimals = [len(match[1]) for match in re.finditer(r"\.(\d+)", printed or "")]
    return float(10 ** -max(decimals, default=0))


def si_factor(rows: list[Row]) -> float | None:
    """How many SI units one of the printed unit is; None where no row tells both."""
    for row in rows:
        for name in ("low", "high"):
            if row[name] and row[f"{name}_si"] and row["si_unit"]:
                return float(row[f"{name}_si"] / row[name])
    return None


def unit_label(unit: str) -> str:
    """A unit as it is printed: UCUM's annotations are not."""
    return unit.replace("{1.73_m2}", "1.73 m²").replace("[iU]", "IU").replace("ug", "mcg")
