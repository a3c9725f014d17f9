"""Rules about time and person: what they find, and the much more that they leave alone."""

from __future__ import annotations

from typing import Any

import pytest

from evitab.rules.time.baseline import outcome_has_a_baseline
from evitab.rules.time.clock import case_fits_its_clock
from evitab.rules.time.courses import change_agrees_with_the_values
from evitab.rules.time.roles import role_is_named_where_the_author_is_described
from frames import Row, found

# A case's clock ----------------------------------------------------------------------------------


def at(offset: Any, unit: Any = "mo", anchor: Any = None, **more: Any) -> dict[str, Any]:
    return {
        "observation_id": "OBS-0002",
        "study_id": "STU-0001",
        "study.design": "case-report",
        "variable.label": "vitamin X",
        "time_anchor": anchor,
        "time_offset": offset,
        "time_offset_comparator": None if offset is None else "=",
        "time_offset_unit": unit,
        "time_offset_reported": f"{offset} {unit}",
        "claim.passage.start": 500,
        **more,
    }


def ago(offset: Any = 1, unit: Any = "mo", comparator: Any = "about", **more: Any) -> Row:
    first = {"observation_id": "OBS-0001", "claim.passage.start": 100}
    return {**at(-offset, unit, "report", time_offset_comparator=comparator), **first, **more}


@pytest.mark.parametrize(
    ("contact", "outcome"),
    [
        (ago(), at(2)),  # last month may be two months ago
        (ago(), at(8, "wk")),
        (ago(), at(None)),
        (ago(), at(-18)),
        (ago(), at(18, **{"claim.passage.start": 50})),  # told before: it may be her history
        (ago(), at(18, study_id="STU-0002")),
        (ago(), at(18, time_offset_comparator="<")),
        (ago(), at(0, "mo", "report")),
        (ago(1, "a"), at(18)),  # last year
        (ago(10, "mo", "about"), at(15)),
        (ago(3, "mo", "="), at(4)),
        (ago(1, "mo", ">"), at(18)),  # who knows how long ago
        (ago(**{"study.design": "cohort-study"}), at(18, **{"study.design": "cohort-study"})),
        (at(-1, "mo", "first-visit"), at(18)),  # not dated from the report
        (at(None), at(18)),
    ],
)
def test_outcome_that_may_have_been_seen_is_left_alone(contact: Row, outcome: Row) -> None:
    assert found(case_fits_its_clock, [contact, outcome]) == {}


def test_earliest_date_counts() -> None:
    assert found(case_fits_its_clock, [ago(), at(18), ago(2, "a", "=")]) == {}


@pytest.mark.parametrize(
    ("contact", "outcome", "severity"),
    [
        (ago(), at(3), None),
        (ago(), at(18), None),
        (ago(), at(1, "a", "first-visit"), None),
        (ago(), at(18, "mo", "start-of-regimen"), "info"),
        (ago(3, "mo", "="), at(5), None),
        (ago(2, "wk", "<"), at(30, "d", None, time_offset_comparator=">"), None),
    ],
)
def test_outcome_from_the_future_is_found(contact: Row, outcome: Row, severity: str | None) -> None:
    findings = found(case_fits_its_clock, [contact, outcome])
    assert list(findings) == [1]
    assert findings[1]["severity"] == severity
    assert findings[1]["related_rows"] == "OBS-0001"


# Before and after --------------------------------------------------------------------------------


def seen(
    value: float | None,
    change: Any = None,
    offset: Any = None,
    unit: Any = "ng/mL",
    **more: Any,
) -> dict[str, Any]:
    return {
        "observation_id": "OBS-0001" if change is None else "OBS-0002",
        "study_id": "STU-0001",
        "study_arm_id": None,
        "variable_id": "vitamin-x-in-serum",
        "variable.label": "vitamin X",
        "source": "SRC-0001",
        "change": change,
        "time_offset": offset,
        "time_offset_unit": None if offset is None else "mo",
        "value": value,
        "value_comparator": None if value is None else "=",
        "value_unit": unit,
        "claim.passage.start": 100,
        **more,
    }


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (seen(60), seen(55, "stable", 3)),  # within 10 %
        (seen(60), seen(53.5, "stable", 3)),  # and rounding
        (seen(60), seen(70, "rose", 3)),
        (seen(60), seen(60, "rose", 3)),  # both may be rounded
        (seen(60), seen(50, "fell", 3)),
        (seen(60), seen(90, "improved", 3)),  # what is better is not ours to say
        (seen(60), seen(30, "worsened", 3)),
        (seen(60), seen(90, None, 3)),
        (seen(60), seen(90, "stable")),  # which came first is not told
        (seen(60, None, 6), seen(90, "stable", 3)),  # the other is later
        (seen(60, **{"claim.passage.start": 200}), seen(90, "stable", 3)),  # or told later
        (seen(60, None, 0, time_anchor="first-visit"), seen(90, "stable", 3)),  # other clocks
        (seen(60), seen(90, "stable", 3, study_arm_id="ARM-0001")),
        (seen(60), seen(90, "stable", 3, study_id="STU-0002")),
        (seen(60), seen(90, "stable", 3, variable_id="vitamin-y-in-serum")),
        (seen(60), seen(90, "stable", 3, "nmol/L")),
        (seen(60), seen(90, "stable", 3, None)),
        (seen(60, value_comparator="about"), seen(90, "stable", 3)),
        (seen(60), seen(90, "stable", 3, value_comparator=">")),
        (seen(60), seen(0.006, "stable", 3, "mg/dL")),  # the same in another unit
        (seen(None), seen(90, "stable", 3)),
        (seen(None), seen(3, "rose", 3, "%")),
        (seen(None), seen(3, "fell", 3, "%")),  # a fall may be printed without its minus
        (seen(None), seen(-3, "fell", 3, "%")),
        (seen(None), seen(-3, "rose", 3, None)),  # a score may lie below zero
    ],
)
def test_verb_that_fits_is_left_alone(before: Row, after: Row) -> None:
    assert found(change_agrees_with_the_values, [before, after]) == {}


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (seen(65), seen(55, "stable", 3)),
        (seen(65, None, 0), seen(75, "stable", 3)),
        (seen(60), seen(55, "rose", 3)),
        (seen(60), seen(65, "fell", 3)),
        (seen(60), seen(0.009, "stable", 3, "mg/dL")),
        (seen(None), seen(-3, "rose", 3, "%")),
    ],
)
def test_verb_at_odds_with_the_values_is_found(before: Row, after: Row) -> None:
    assert list(found(change_agrees_with_the_values, [before, after])) == [1]


def test_last_value_before_counts_if_there_is_one() -> None:
    rows = [seen(90), seen(60, None, 3), seen(61, "stable", 6)]
    assert found(change_agrees_with_the_values, rows) == {}
    rows = [seen(90), seen(60), seen(120, "stable", 6)]  # which of two it was is not told
    assert found(change_agrees_with_the_values, rows) == {}


# A baseline --------------------------------------------------------------------------------------

NEVER = {
    "claim_id": "CLM-0009",
    "subject_id": "score",
    "predicate": "was-checked-before",
    "is_negated": True,
    "source": "SRC-0001",
}


def outcome(start: int, variable: str = "score", *args: Any, **more: Any) -> Row:
    where = {"study.design": "case-report", "claim.passage.start": start, "variable_id": variable}
    return {**seen(*(args or (0,))), **where, **more}


FOLLOW_UP = outcome(100, "vitamin-x-in-serum", 55, None, 3)


@pytest.mark.parametrize(
    ("rows", "claims"),
    [
        ([FOLLOW_UP, outcome(200)], []),  # a single reading, and nothing said of before
        ([FOLLOW_UP, outcome(50)], [NEVER]),  # told before the follow-up: it is the first finding
        ([outcome(200)], [NEVER]),  # no follow-up at all
        ([FOLLOW_UP, outcome(200)], [{**NEVER, "is_negated": False}]),
        ([FOLLOW_UP, outcome(200)], [{**NEVER, "subject_id": "another"}]),
        ([FOLLOW_UP, outcome(200)], [{**NEVER, "source": "SRC-0002"}]),
        ([FOLLOW_UP, outcome(200), outcome(300)], [NEVER]),  # one may be the other's baseline
        ([FOLLOW_UP, outcome(200, **{"study.design": "randomized-controlled-trial"})], [NEVER]),
        ([outcome(50), outcome(200, "score", 3, "stable", 6)], []),
        ([outcome(200, "score", 3, "rose", 6, "%")], []),  # a change is told of its own baseline
        ([outcome(200, "score", 3, "rose")], []),  # when is not told
        ([outcome(200, "score", 3, "rose", 6, **{"study.design": "trial"})], []),
    ],
)
def test_outcome_that_needs_no_baseline_is_left_alone(rows: list[Row], claims: list[Row]) -> None:
    assert found(outcome_has_a_baseline, rows, claims=claims) == {}


@pytest.mark.parametrize(
    ("rows", "claims", "words"),
    [
        ([FOLLOW_UP, outcome(200)], [NEVER], "says itself"),
        ([FOLLOW_UP, outcome(200, "score", 0, None, 6)], [NEVER], "says itself"),
        ([FOLLOW_UP, outcome(200, "score", None, "stable", 6)], [], "no earlier observation"),
    ],
)
def test_outcome_without_a_baseline_is_found(
    rows: list[Row], claims: list[Row], words: str
) -> None:
    findings = found(outcome_has_a_baseline, rows, claims=claims)
    assert list(findings) == [1]
    assert words in findings[1]["arithmetic"]


# The author --------------------------------------------------------------------------------------

SOURCE = {
    "source_id": "SRC-0001",
    "author": "A. Coach",
    "author_credential": "BA",
    "language": "en",
}
TEXT = "In my practice I see this."
ABOUT = "A. Coach helps clients."


def passages(*texts: str, **more: Any) -> list[Row]:
    where = {"source_id": "SRC-0001", "source.language": "en", "role": "factual"}
    return [
        {"passage_id": f"PSG-{number:04}", "exact": text, **where, **more}
        for number, text in enumerate(texts, 1)
    ]


@pytest.mark.parametrize(
    ("source", "texts"),
    [
        (SOURCE, (TEXT,)),  # nobody is described
        (SOURCE, (TEXT, "A. Coach was born in Rome.")),  # no other occupation is named
        (SOURCE, (TEXT, "A. Coach is a physician with many clients.")),
        (SOURCE, (TEXT, "A. Coach, RD, writes content.")),
        (SOURCE, (TEXT, "A. Coach sees patients and other clients.")),
        ({**SOURCE, "author_credential": "MD"}, (TEXT, ABOUT)),
        ({**SOURCE, "author": "Dr. A. Coach"}, (TEXT, "Dr. A. Coach helps clients.")),
        (SOURCE, ("In this practice it is so.", ABOUT)),
        (SOURCE, ("Ask your doctor, as my mother did.", ABOUT)),
        (SOURCE, (TEXT, "B. Editor helps clients.")),  # another person
        ({**SOURCE, "author": None}, (TEXT, ABOUT)),
    ],
)
def test_author_who_may_treat_people_is_left_alone(source: Row, texts: tuple[str, ...]) -> None:
    rule = role_is_named_where_the_author_is_described
    assert found(rule, [source], passages=passages(*texts)) == {}


def test_text_in_an_unknown_language_is_left_alone() -> None:
    texts = passages(TEXT, ABOUT, **{"source.language": "xx"})
    assert found(role_is_named_where_the_author_is_described, [SOURCE], passages=texts) == {}


@pytest.mark.parametrize(
    ("about", "claims"),
    [
        (ABOUT, []),
        (
            "She helps clients.",
            [{"type": "provenance", "subject.label": "A. Coach", "passage_id": "PSG-0002"}],
        ),
    ],
)
def test_two_roles_are_told_and_nobody_is_judged(about: str, claims: list[Row]) -> None:
    rule = role_is_named_where_the_author_is_described
    (finding,) = found(rule, [SOURCE], passages=passages(TEXT, about), claims=claims).values()
    assert finding["observed"] == "In the text: “my practice”. Of the author: “clients”."
    assert "Both can be true" in finding["assumption"]
    assert finding["related_rows"] == "PSG-0001 PSG-0002"
