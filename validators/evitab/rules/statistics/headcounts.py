"""Counted persons: no more have an event, or are analysed, than there are."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from evitab.finding import Severity
from evitab.rule import Grounds, rule, told
from evitab.rules.statistics.persons import PERSONS, at_least, at_most
from evitab.rules.statistics.printed import number, rows_with

if TYPE_CHECKING:
    from pandas import DataFrame

# Events and persons ----------------------------------------------------------------------------


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
    reads=["events", "events_comparator", "handling", *PERSONS],
    about="source",
    kind="plausibility",
    severity=Severity.WARNING,
    harm="low",
)
def events_are_at_most_participants(observations: DataFrame) -> DataFrame:
    """No more persons have an event than were observed.

    What it does: holds the number with the event against the persons observed, else those of the
    arm, else of the study. Where the variable is not known to be dichotomous, events that one
    person can have several times explain it, and the finding is a note.
    Why it matters: every risk that is reckoned from the two is above 100 %.
    What it cannot see: too many events that are still fewer than the persons.
    Example: 31 women with a fracture in a group of 25.
    What to do: nothing in the tables, if they say what the source says. The original report tells.
    """
    rows = rows_with(observations, "events")
    if rows.empty:
        return told(rows, _more_events)
    most = at_most(rows)
    is_off = at_least(rows, "events") > most
    return told(rows.assign(most=most)[is_off], _more_events)


# Analysed and randomised -----------------------------------------------------------------------


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
)
def analysed_are_at_most_randomised(observations: DataFrame) -> DataFrame:
    """No more persons are observed than there are in the arm or, without an arm, in the study.

    What it does: holds the number observed against that of its arm, or of its study where the row
    names no arm.
    Why it matters: one of the two is not what was meant, and every share reckoned from it is off.
    What it cannot see: too many observed who are still fewer than all.
    Example: 28 analysed in an arm of 25.
    What to do: nothing in the tables, if they say what the source says. The original report tells.
    Rests on: CONSORT 2010, the flow of participants, items 13a and 16.
    """
    rows = rows_with(observations, "n")
    if rows.empty:
        return told(rows, _more_analysed)
    most = at_most(rows, is_own=False)
    is_off = at_least(rows, "n") > most
    return told(rows.assign(most=most)[is_off], _more_analysed)
