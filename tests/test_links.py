"""Keys that lead to the wrong row of the right table: what shows it, and what does not."""

from __future__ import annotations

import pytest

from evitab.rules.claims import restatement_says_what_the_first_says
from evitab.rules.ranges.conditions import condition_range_is_the_one_named
from evitab.rules.references.mentions import claim_cites_the_nearest_mention
from evitab.rules.statistics.contrasts import scale_is_that_of_the_measure
from frames import Row, asked

RANGES: list[Row] = [
    {
        "reference_range_id": "low",
        "category": "deficient",
        "category_reported": "vitamin D deficient",
    },
    {"reference_range_id": "best", "category": "optimal", "category_reported": "Optimal range"},
    {
        "reference_range_id": "toxic",
        "category": "potentially-toxic",
        "category_reported": "range of potential toxicity",
    },
    {"reference_range_id": "unnamed", "category": "optimal", "category_reported": None},
]


@pytest.mark.parametrize(
    ("words", "key", "holds"),
    [
        ("in people with a deficiency", "low", True),
        ("in people with a deficiency", "best", False),
        ("once your level is OPTIMAL", "best", True),
        ("once your level is optimal", "unnamed", False),
        ("if your level is in that range", "toxic", True),  # a word that two ranges have
        ("if vitamin D is what you lack", "best", True),  # no word of any
        ("from deficient to optimal", "best", True),  # both are named
        ("from deficient to optimal", "toxic", False),
        (None, "toxic", True),
        ("if deficient", None, True),
    ],
)
def test_condition_names_its_range(words: str | None, key: str | None, holds: bool) -> None:
    row = {
        "claim.condition_reported": words,
        "condition_range_id": key,
        "substance.label": "Vitamin D3",
    }
    asked_of = asked(condition_range_is_the_one_named, [row], ranges=RANGES)
    assert (asked_of == [None]) is holds


def place(start: int, source: str = "SRC-0001") -> Row:
    return {"passage.start": start, "source": source}


MENTIONS = [place(100), place(500), place(900), place(550, "SRC-0002")]
PASSAGES: list[Row] = [
    {"source": "SRC-0001", "start": start, "role": role}
    for start, role in ((0, "heading"), (700, "heading"), (520, "factual"))
]


@pytest.mark.parametrize(
    ("cited", "start", "context", "holds"),
    [
        (100, 100, None, True),
        (100, 300, None, True),
        (100, 499, None, True),
        (500, 499, None, True),  # the work is named behind the claim
        (100, 500, None, False),  # in the passage that names another work
        (100, 600, None, False),
        (500, 90, None, False),
        (100, 600, 100, True),  # "As the first trial showed, ..."
        (100, 600, 550, False),
        (900, 600, None, False),  # below another heading
        (500, 720, None, False),
        (500, 720, 510, True),
        (900, 950, None, True),
        (None, 950, None, True),
    ],
)
def test_claim_cites_what_is_mentioned_near_it(
    cited: int | None, start: int, context: int | None, holds: bool
) -> None:
    links = {"citation.passage.start": cited, "context_passage.start": context}
    row = {**place(start), **links, "citation_id": None if cited is None else "CIT-0001"}
    beside = {"mentions": MENTIONS, "passages": PASSAGES}
    assert (asked(claim_cites_the_nearest_mention, [row], **beside) == [None]) is holds


FIRST = {"restates_claim.type": "mechanism", "restates_claim.is_negated": False}


@pytest.mark.parametrize(
    ("first", "again", "change", "holds"),
    [
        ("Vitamin D raises the uptake of calcium.", "Vitamin D raises calcium uptake.", {}, True),
        ("Zinc shortens colds.", "Zinc shortens colds, she says once more.", {}, True),
        ("Zinc shortens colds.", "Iron tires nobody out.", {}, False),
        ("Zinc shortens colds.", "Zinc shortens colds.", {"type": "property"}, False),
        ("Zinc shortens colds.", "Zinc shortens colds.", {"is_negated": True}, False),
        (None, "Zinc shortens colds.", {}, True),
    ],
)
def test_restatement_is_like_the_first(
    first: str | None, again: str, change: Row, holds: bool
) -> None:
    own = {"type": "mechanism", "is_negated": False, "statement": again, **change}
    row = {**FIRST, "restates_claim.statement": first, **own}
    assert (asked(restatement_says_what_the_first_says, [row]) == [None]) is holds


@pytest.mark.parametrize(
    ("measure", "scale", "holds"),
    [
        ("odds-ratio", "ratio", True),
        ("odds-ratio", "difference", False),
        ("hazard-ratio", "unknown", False),
        ("standardized-mean-difference", "difference", True),
        ("percent-change", "ratio", True),
        ("number-needed-to-treat", "difference", True),
        (None, "ratio", True),
    ],
)
def test_scale_goes_with_the_measure(measure: str | None, scale: str, holds: bool) -> None:
    row = {"measure": measure, "scale": scale}
    assert (asked(scale_is_that_of_the_measure, [row]) == [None]) is holds
