"""Events, persons and the percentages that they give."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from evitab.finding import Severity
from evitab.rule import Grounds, rule, told
from evitab.rules.statistics.persons import PERSONS, at_least, at_most, persons
from evitab.rules.statistics.printed import (
    Answers,
    answers,
    box,
    is_exact,
    number,
    series,
    with_texts,
)
from evitab.statistics.counts import share
from evitab.statistics.rounding import Floats, as_floats
from evitab.statistics.scales import crossed

if TYPE_CHECKING:
    from pandas import DataFrame, Series

_EVENTS = ["events", "events_comparator"]
_SHARE = ["value", "value_comparator", "value_unit", "value_reported", "handling", "time_offset"]


# A percentage and its counts -------------------------------------------------------------------


def _whole(rows: DataFrame) -> Floats:
    """What the share of all persons would be in the unit of the value: 100 or 1."""
    is_percent = answers(rows["value_unit"] == "%")
    is_bare = answers(rows["value_unit"].isna() | (rows["value_unit"] == "1"))
    is_share = is_bare & answers(rows["handling"] == "dichotomous")
    return np.where(is_percent, 100.0, np.where(is_share, 1.0, np.nan))


def _innocent(rows: DataFrame) -> Iterator[tuple[str, Answers]]:
    """What else a percentage may be, and where it fits."""
    value, whole, events = box(rows, "value"), _whole(rows), as_floats(rows["events"])
    plain = whole * share(events, persons(rows))
    yield "the share of those without the event", crossed(value, whole - plain)
    lent = {"arm": "study_arm.n", "whole study": "study.n"}
    for name, column in lent.items():
        of_all = whole * share(events, as_floats(rows[column]))
        yield f"the share of all in the {name}, not of those observed", crossed(value, of_all)
    is_timed = answers(rows["time_offset"].notna())
    is_between = (value[1] > plain) & (value[0] <= whole)
    yield (
        "a share that is estimated over time (Kaplan-Meier), which is larger",
        is_timed & is_between,
    )


def _explain_share(observations: DataFrame, flagged: Series[bool]) -> DataFrame:
    rows = observations[flagged].copy()
    names = np.full(len(rows), "", dtype=object)
    for name, fits in _innocent(rows):
        names = np.where((names == "") & fits, name, names)
    rows["fit"], rows["persons"], rows["whole"] = names, persons(rows), _whole(rows)
    return told(with_texts(rows, value="value_reported"), _other_share)


def _other_share(row: Mapping[str, Any]) -> Grounds:
    events, n, value = (
        number(row["events"]),
        number(row["persons"]),
        row["value_text"],
    )
    percent = " %" if row["whole"] == 100 else ""
    given = f"{row['whole'] * row['events'] / row['persons']:.4g}{percent}"
    fits = (
        f" The figure may be {row['fit']}, which the source does not state."
        if row["fit"]
        else " The share without the event, and of all in the arm or study, were tried."
    )
    return Grounds(
        observed=f"{value}{percent}",
        expected=given,
        arithmetic=f"{events} of {n} are {given}; the source says {value}{percent}.",
        assumption="The percentage is the plain share of these persons with these events, neither "
        f"adjusted nor weighted.{fits}",
        severity=Severity.INFO if row["fit"] else None,
    )


@rule(
    "observations",
    reads=[*_SHARE, *_EVENTS, *PERSONS],
    about="source",
    kind="plausibility",
    severity=Severity.WARNING,
    harm="low",
    explain=_explain_share,
)
def percentage_follows_from_counts(observations: DataFrame) -> Series[bool]:
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
    plain = _whole(observations) * share(observations["events"], persons(observations))
    is_asked = is_exact(observations, "value", "events") & ~np.isnan(plain)
    # More events than persons are a finding of their own.
    is_asked &= as_floats(observations["events"]) <= persons(observations)
    is_asked &= ~np.isnan(as_floats(observations["value"]))
    return series(~is_asked | crossed(box(observations, "value"), plain), observations)


# Events and persons ----------------------------------------------------------------------------


def _explain_events(observations: DataFrame, flagged: Series[bool]) -> DataFrame:
    rows = observations[flagged].copy()
    rows["most"] = at_most(rows)
    return told(rows, _more_events)


def _more_events(row: Mapping[str, Any]) -> Grounds:
    events, n = number(row["events"]), number(row["most"])
    is_count = row["handling"] != "dichotomous"
    fits = (
        " The figures fit events that one person can have several times, which the source does not "
        "state."
        if is_count
        else ""
    )
    return Grounds(
        observed=f"{events} with the event",
        expected=f"{n} at most",
        arithmetic=f"{events} persons with the event are more than the {n} persons counted.",
        assumption=f"Persons with the event are counted, not events.{fits}",
        severity=Severity.INFO if is_count else None,
    )


@rule(
    "observations",
    reads=[*_EVENTS, "handling", *PERSONS],
    about="source",
    kind="plausibility",
    severity=Severity.WARNING,
    harm="low",
    explain=_explain_events,
)
def events_are_at_most_participants(observations: DataFrame) -> Series[bool]:
    """No more persons have an event than were observed.

    What it does: holds the number with the event against the persons observed, else those of the
    arm, else of the study. Where the variable is not known to be dichotomous, events that one
    person can have several times explain it, and the finding is a note.
    Why it matters: every risk that is reckoned from the two is above 100 %.
    What it cannot see: too many events that are still fewer than the persons.
    Example: 31 women with a fracture in a group of 25.
    What to do: nothing in the tables, if they say what the source says. The original report tells.
    """
    most, events = at_most(observations), at_least(observations, "events")
    return series(~(events > most), observations)


# Analysed and randomised -----------------------------------------------------------------------


def _explain_analysed(observations: DataFrame, flagged: Series[bool]) -> DataFrame:
    rows = observations[flagged].copy()
    rows["most"] = at_most(rows, is_own=False)
    return told(rows, _more_analysed)


def _more_analysed(row: Mapping[str, Any]) -> Grounds:
    n, most = number(row["n"]), number(row["most"])
    whole = "study" if row["study_arm_id"] is None else "arm"
    return Grounds(
        observed=f"{n} observed",
        expected=f"{most} at most",
        unit="{participant}",
        arithmetic=f"{n} persons were observed in an {whole} of {most}."
        if whole == "arm"
        else f"{n} persons were observed in a study of {most}.",
        assumption=f"Persons are counted, not measurements, and the number of the {whole} is that "
        "of all who entered it, not of those who finished.",
        related_rows=row["study_arm_id"] or row["study_id"],
    )


@rule(
    "observations",
    reads=["study_id", *PERSONS],
    about="source",
    kind="plausibility",
    severity=Severity.WARNING,
    harm="low",
    explain=_explain_analysed,
)
def analysed_are_at_most_randomised(observations: DataFrame) -> Series[bool]:
    """No more persons are observed than there are in the arm or, without an arm, in the study.

    What it does: holds the number observed against that of its arm, or of its study where the row
    names no arm.
    Why it matters: one of the two is not what was meant, and every share reckoned from it is off.
    What it cannot see: too many observed who are still fewer than all.
    Example: 28 analysed in an arm of 25.
    What to do: nothing in the tables, if they say what the source says. The original report tells.
    Rests on: CONSORT 2010, the flow of participants, items 13a and 16.
    """
    analysed = at_least(observations, "n")
    return series(~(analysed > at_most(observations, is_own=False)), observations)
