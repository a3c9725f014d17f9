"""A case report's clock: what can have happened before it was written."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from evitab.finding import Severity
from evitab.rule import Grounds, rule, told
from evitab.units import factor

if TYPE_CHECKING:
    from pandas import DataFrame, Series

_TIMES = ["time_offset", "time_offset_comparator", "time_offset_unit", "time_offset_reported"]
_MONTH = 30.4375
_SINCE = {"start-of-regimen": "the start of the regimen", "first-visit": "the first visit"}


def _contacts(observations: DataFrame) -> DataFrame:
    """What the source of a case dates from its own writing."""
    is_dated = (observations["time_anchor"] == "report") & (observations["time_offset"] < 0)
    is_dated &= observations["study.design"] == "case-report"
    return observations[is_dated.fillna(False)]


def _clocks(observations: DataFrame, contacts: DataFrame) -> DataFrame:
    """Each observation of a case with the contact (`contact_`) that lies furthest back.

    `days` is the offset; `passed` the longest time that can have gone by, in days.
    """
    rows = observations.assign(days=_days(observations))
    contacts = contacts.assign(days=_days(contacts)).dropna(subset="days")
    unit = factor(contacts["time_offset_unit"])
    is_near = (contacts["time_offset_comparator"] == "about").fillna(False)
    # "Last month" may be up to two months ago; "about ten months" may be half as long again.
    spare = unit.where(~is_near, np.fmax(unit, contacts["days"].abs() / 2))
    passed = contacts["days"].abs() + spare
    is_bounded = contacts["time_offset_comparator"].isin(["=", "about", "<", "<="])
    contacts = contacts.assign(passed=passed.where(is_bounded.fillna(False), np.inf))
    first = contacts.sort_values("passed").drop_duplicates("study_id", keep="last")
    names = [
        "observation_id",
        "variable.label",
        "time_offset_reported",
        "claim.passage.start",
        "passed",
    ]
    first = first.set_index("study_id")[names].add_prefix("contact_")
    return rows.join(first, on="study_id", how="inner")


def _days(observations: DataFrame) -> Series[float]:
    return observations["time_offset"] * factor(observations["time_offset_unit"])


def _is_too_late(rows: DataFrame) -> Series[bool]:
    is_after = (rows["time_anchor"] != "report").fillna(True)
    is_after &= rows["time_offset_comparator"].isin(["=", "about", ">", ">="])
    is_after &= rows["claim.passage.start"] > rows["contact_claim.passage.start"]
    return (is_after & (rows["days"] > rows["contact_passed"])).fillna(False)


def _months(days: float) -> str:
    months = f"{days / _MONTH:.2g}"
    return "1 month" if months == "1" else f"{months} months"


def _grounds(row: Mapping[str, Any]) -> Grounds:
    passed, days = row["contact_passed"], row["days"]
    later, when = f"“{row['time_offset_reported']}”", f"“{row['contact_time_offset_reported']}”"
    is_of_regimen = row["time_anchor"] == "start-of-regimen"
    since = _SINCE.get(row["time_anchor"] or "", "an event that the source does not name")
    earlier = "The regimen may have begun before. " if is_of_regimen else ""
    return Grounds(
        observed=f"{row['variable.label']} {later}; {row['contact_variable.label']} {when}",
        expected=f"An outcome within {_months(passed)}, the longest that {when} can mean.",
        arithmetic=f"The source dates {row['contact_variable.label']} {when}: at most "
        f"{_months(passed)} before it was written. It then reports {row['variable.label']} "
        f"{later}: {_months(days)} after {since}. Counted from {when}, that is at least "
        f"{_months(days - passed)} after the source was written.",
        assumption=f"{earlier}The time is counted from what is dated {when} or from something "
        "after it, as the order of the story has it. Counted from an earlier start it could fit, "
        "but the source gives no such start. A text that kept its wording through a revision would "
        "explain it.",
        related_rows=row["contact_observation_id"],
        severity=Severity.INFO if is_of_regimen else None,
    )


@rule(
    "observations",
    reads=[
        "observation_id",
        "study_id",
        "study.design",
        "variable.label",
        "time_anchor",
        "claim.passage.start",
        *_TIMES,
    ],
    by="study_id",
    about="source",
    kind="plausibility",
    severity=Severity.WARNING,
    harm="low",
)
def case_fits_its_clock(observations: DataFrame) -> DataFrame:
    """What a case report tells after its first contact fits into the time since then.

    What it does: takes what a case dates back from the report ("last month") as the longest time
    that can have passed: one unit more than printed, or half as long again where that is more and
    the time is an "about". An outcome that the story tells later, and that lies further from the
    visit, the start of the regimen or an event that is not named, had not happened when the source
    was written. Where it is counted from the start of the regimen, which may lie before the visit,
    the finding is for information.
    Why it matters: the outcomes are what the case is told for. An outcome that cannot have been
    seen yet shows nothing of what the regimen does.
    What it cannot see: a case that dates nothing from the report, and a time that is counted from a
    start that only the reader knows.
    Example: a runner who came last month, and whose scan 18 months later was stable.
    What to do: nothing in the tables, if they say what the source says. An anchor that the source
    names goes into time_anchor.
    """
    contacts = _contacts(observations)
    if contacts.empty:
        return told(contacts, _grounds)
    rows = _clocks(observations, contacts)
    return told(rows[_is_too_late(rows)], _grounds)
