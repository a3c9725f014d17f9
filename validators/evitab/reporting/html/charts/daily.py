"""Doses as amounts a day."""

from __future__ import annotations

from evitab.columns.frame import frame_of
from evitab.package import Contents
from evitab.reporting.html.names import figure
from evitab.reporting.html.subject import Row, rows_of
from evitab.timing import TIMING, doses_per_day


def daily_doses(contents: Contents | None) -> list[Row]:
    """The doses of a known mass, with what it is a day in micrograms (`day_low`, `day_high`)."""
    table = contents.tables.get("dosages") if contents else None
    if table is None or not table.has([*TIMING, "dose_low_mcg", "dose_high_mcg"]):
        return []
    times = doses_per_day(frame_of(table.data)).fillna(1.0).to_list()
    return [
        {
            **row,
            "day_low": None if row["dose_low_mcg"] is None else row["dose_low_mcg"] * often,
            "day_high": None if row["dose_high_mcg"] is None else row["dose_high_mcg"] * often,
        }
        for row, often in zip(rows_of(contents, "dosages"), times, strict=True)
        if (row["dose_low_mcg"] or row["dose_high_mcg"] or 0) > 0
    ]


def span_in_words(low: float | None, high: float | None) -> str:
    """An amount, or from one to another; one side may be open."""
    if low is None or high is None:
        return f"at least {figure(low)}" if high is None else f"at most {figure(high)}"
    return figure(low) if low == high else f"{figure(low)}-{figure(high)}"
