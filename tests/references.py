"""What the tests of references share: rules by their names, and entries of a list."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import frames
from evitab.rules import all_rules
from frames import Row

RULES = {rule.name: rule for rule in all_rules()}
WORK = {
    "reference_id": "REF-0001",
    "passage_id": "PSG-0001",
    "title": "Vitamin X and Bones",
    "author": "A. Author",
    "container_title": "Journal of Examples",
    "issued_year": 2020,
    "type": "article-journal",
}


def works(*changes: Row) -> list[Row]:
    return [
        {**WORK, "reference_id": f"REF-{place:04}", **row} for place, row in enumerate(changes, 1)
    ]


def found(name: str, *rows: Row, **beside: Sequence[Row]) -> list[dict[str, Any]]:
    """The grounds of the rows that a rule flags, with the place of each row."""
    rule = RULES[name]
    read = [{key: value for key, value in row.items() if key in rule.reads} for row in rows]
    flagged = frames.found(rule, read, **beside)
    return [{"at": place, **grounds} for place, grounds in flagged.items()]
