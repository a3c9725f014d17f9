"""Rules about observations."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evitab.rule import rule

if TYPE_CHECKING:
    from pandas import DataFrame, Series


@rule("observations", reads=["time_offset", "time_anchor"], kind="plausibility")
def observation_does_not_come_after_the_report(observations: DataFrame) -> Series[bool]:
    """An offset that is counted from the report is not positive.

    Why it matters: nothing that is reported lies in the future; a lost minus turns time round.
    What it cannot see: offsets from another anchor.
    Example: "last month" as 1 month from the report.
    What to do: put the minus before the offset.
    """
    return (observations["time_anchor"] != "report") | (observations["time_offset"] <= 0)
