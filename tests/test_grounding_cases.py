"""Figures against the words of a source: the cases of `grounding_cases.csv`, good and bad."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from evitab.figures.lexicon import lexicon_for
from evitab.grounding.evidence import Span
from evitab.grounding.held import held
from evitab.standard import standard

with (Path(__file__).parent / "grounding_cases.csv").open(encoding="utf-8", newline="") as lines:
    CASES = list(csv.DictReader(lines))


def rule_broken(case: dict[str, str]) -> str:
    """The rule that a case's figure breaks, or `stands`."""
    lexicon = lexicon_for(standard(), "en")
    assert lexicon is not None
    spans = tuple(
        Span(row, "SRC-0001", 0, case[name], case["decimal_mark"], lexicon)
        for row, name in enumerate(("passage", "context"))
        if case[name]
    )
    low, high = (float(case[name]) if case[name] else None for name in ("low", "high"))
    comparators = frozenset({case["comparator"]} - {""}) or None
    rule, _ = held(spans, case["reported"], (low, high), comparators, case["unit"] or None)
    return rule or "stands"


@pytest.mark.parametrize("case", CASES, ids=lambda case: str(case["case"]))
def test_figure_is_held_against_the_words(case: dict[str, str]) -> None:
    assert rule_broken(case) == case["expected"], case["why"]


def test_table_of_cases_is_one_that_a_curator_can_trust() -> None:
    names = [case["case"] for case in CASES]
    assert len(set(names)) == len(names) >= 150
    assert {case["expected"] for case in CASES} >= {"stands", "text_stands_in_passage"}
