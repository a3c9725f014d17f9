"""The percentages that events and persons give."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from evitab.finding import Severity
from evitab.rule import Grounds, rule, told
from evitab.rules.statistics.innocent import may_be_text, with_fit
from evitab.rules.statistics.persons import PERSONS, persons
from evitab.rules.statistics.printed import (
    Answers,
    answers,
    box,
    is_exact,
    number,
    rows_with,
    with_texts,
)
from evitab.statistics.counts import share
from evitab.statistics.rounding import Floats, as_floats
from evitab.statistics.scales import crossed

if TYPE_CHECKING:
    from pandas import DataFrame

_EVENTS = ["events", "events_comparator"]
_SHARE = ["value", "value_comparator", "value_unit", "value_reported", "handling", "time_offset"]


def _whole(rows: DataFrame) -> Floats:
    """What the share of all persons would be in the unit of the value: 100 or 1."""
    is_percent = answers(rows["value_unit"] == "%")
    is_bare = answers(rows["value_unit"].isna() | (rows["value_unit"] == "1"))
    is_share = is_bare & answers(rows["handling"] == "dichotomous")
    return np.where(is_percent, 100.0, np.where(is_share, 1.0, np.nan))


def _innocent(rows: DataFrame) -> Iterator[tuple[str, Answers]]:
    """What else a percentage may be, and where it fits."""
    value, whole, events = box(rows, "value"), as_floats(rows["whole"]), rows["events"]
    plain = whole * share(events, rows["persons"])
    yield "the share of those without the event", crossed(value, whole - plain)
    lent = {"arm": "study_arm.n", "whole study": "study.n"}
    for name, column in lent.items():
        of_all = whole * share(events, rows[column])
        yield f"the share of all in the {name}, not of those observed", crossed(value, of_all)
    is_timed = answers(rows["time_offset"].notna())
    is_between = (value[1] > plain) & (value[0] <= whole)
    yield (
        "a share that is estimated over time (Kaplan-Meier), which is larger",
        is_timed & is_between,
    )


def _other_share(row: Mapping[str, Any]) -> Grounds:
    events, n, value = number(row["events"]), number(row["persons"]), row["value_text"]
    percent = " %" if row["whole"] == 100 else ""
    given = f"{row['whole'] * row['events'] / row['persons']:.4g}{percent}"
    tried = " The share without the event, and of all in the arm or study, were tried."
    return Grounds(
        observed=f"{value}{percent}",
        expected=given,
        arithmetic=f"{events} of {n} are {given}; the source says {value}{percent}.",
        assumption="The percentage is the plain share of these persons with these events, neither "
        f"adjusted nor weighted.{may_be_text(row, tried)}",
        severity=Severity.INFO if row["fit"] else None,
    )


@rule(
    "observations",
    reads=[*_SHARE, *_EVENTS, *PERSONS],
    about="source",
    kind="plausibility",
    severity=Severity.WARNING,
    harm="low",
)
def percentage_follows_from_counts(observations: DataFrame) -> DataFrame:
    """A percentage is that of the events among the persons.

    What it does: divides events by persons and asks whether that rounds to the percentage (to the
    share, where the variable is dichotomous). The share without the event, the share of all in
    the arm or in the study, and one estimated over time are tried; one that fits makes the finding
    a note that names it.
    Why it matters: one of three figures is not what was meant, and risks are reckoned from them.
    What it cannot see: counts that are not given exactly, percentages of something else than
    persons; such a one should have no events beside it.
    Example: "12 of 50 women (28 %)": 12 of 50 are 24 %.
    What to do: nothing in the tables, if they say what the source says. The original report tells.
    """
    rows = rows_with(observations, "value", "events")
    rows = rows[is_exact(rows, "value", "events")]
    if rows.empty:
        return told(rows, _other_share)
    rows = rows.assign(persons=persons(rows), whole=_whole(rows))
    plain = as_floats(rows["whole"]) * share(rows["events"], rows["persons"])
    # More events than persons are a finding of their own.
    is_asked = as_floats(rows["events"]) <= as_floats(rows["persons"])
    is_known = ~np.isnan(plain + as_floats(rows["value"]))
    rows = rows[is_asked & is_known & ~crossed(box(rows, "value"), plain)]
    if rows.empty:
        return told(rows, _other_share)
    rows = with_texts(with_fit(rows, _innocent(rows)), value="value_reported")
    return told(rows, _other_share)
