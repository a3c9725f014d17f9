"""Codes and names that an article shares with its authority."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd
import pytest

from evitab.hierarchy import ancestors
from frames import Row
from references import found

CONCEPTS: list[Row] = [
    {"concept_id": "x", "kind": "substance", "broader_id": "vitamin"},
    {"concept_id": "y", "kind": "substance"},
    {"concept_id": "vitamin", "kind": "substance"},
]
LABELS: list[Row] = [
    {"concept_id": "x", "language": "en", "label": "Vitamin X", "type": "preferred"},
    {"concept_id": "x", "language": "en", "label": "xerol", "type": "alternative"},
    {"concept_id": "y", "language": "en", "label": "vitamin Y", "type": "preferred"},
]


def label(concept: str, text: str, kind: str = "preferred", **more: str) -> Row:
    row = {"concept_id": concept, "language": "en", "label": text, "type": kind}
    return {**row, "concept.kind": "substance", **more}


def holds(name: str, row: Row, **beside: Sequence[Row]) -> bool:
    return not found(name, row, **beside)


@pytest.mark.parametrize(
    ("row", "right"),
    [
        (label("x", "vitamin x"), True),
        (label("x", "Xerol"), False),
        (label("x", "Xerol", "alternative"), True),
        (label("x", "Vitamine X", language="fr"), True),
        (label("own", "vitamin Z"), True),
        (label("y", "xerol", "alternative"), False),
        (label("own", "xerol", "alternative"), False),
        (label("own", "Vitamin X", **{"concept.kind": "analyte"}), True),
        (label("vitamin", "xerol", "alternative"), True),  # The broader one.
        (label("narrower", "xerol"), True),
    ],
)
def test_shared_label(row: Row, right: bool) -> None:
    ours: list[Row] = [{"concept_id": "narrower", "broader_id": "x"}, {"concept_id": "x"}]
    beside: dict[str, Sequence[Row]] = {"ours": ours, "theirs": CONCEPTS, "names": LABELS}
    assert holds("shared_label_is_the_authoritys", row, **beside) == right


@pytest.mark.parametrize(
    ("concept", "kind", "right"),
    [
        ("x", "substance", True),
        ("x", "analyte", False),
        ("own", "analyte", True),
        ("x", None, True),
    ],
)
def test_shared_kind(concept: str, kind: str | None, right: bool) -> None:
    row = {"concept_id": concept, "kind": kind}
    assert holds("shared_concept_is_of_the_same_kind", row, theirs=CONCEPTS) == right


@pytest.mark.parametrize(
    ("concept", "system", "code", "right"),
    [
        ("x", "atc", "A01", True),
        ("x", "atc", "A02", True),
        ("x", "atc", "A03", False),
        ("x", "cas", "A03", True),
        ("own", "atc", "A03", True),
    ],
)
def test_shared_code(concept: str, system: str, code: str, right: bool) -> None:
    theirs: list[Row] = [
        {"concept_id": "x", "system": "atc", "code": code} for code in ("A01", "A02")
    ]
    row = {"concept_id": concept, "system": system, "code": code}
    assert holds("shared_code_is_the_authoritys", row, theirs=theirs) == right


def test_tangle_of_broader_concepts_is_climbed_once() -> None:
    """Each of twelve concepts is broader than all: there are 11 ** 11 ways and 144 pairs."""
    names = [f"concept-{number}" for number in range(12)]
    tangle = [(one, other) for one in names for other in names if one != other]
    pairs = ancestors(pd.DataFrame(tangle, columns=["concept_id", "broader_id"]))
    assert len(pairs) == len(pairs.drop_duplicates()) == 144
