"""What concepts are called, and which broader ones include them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from evitab.package import Contents

Row = dict[str, Any]


def rows_of(contents: Contents, table: str) -> list[Row]:
    """The rows of a table in the order of its key; none where the package has no such table."""
    found = contents.tables.get(table)
    if found is None:
        return []
    key = found.schema.primary_key
    return sorted(found.data.to_pylist(), key=lambda row: tuple(str(row[name]) for name in key))


def labels(contents: Contents) -> Mapping[str, str]:
    """The preferred label of each concept."""
    rows = rows_of(contents, "concept_labels")
    return {row["concept_id"]: row["label"] for row in rows if row["type"] == "preferred"}


def broader(*packages: Contents) -> Callable[[str], list[str]]:
    """What gives a concept with all broader ones that packages name, the nearest first."""
    above: dict[str, list[str]] = {}
    for contents in packages:
        for row in rows_of(contents, "concepts"):
            if row["broader_id"] is not None:
                above.setdefault(row["concept_id"], []).append(row["broader_id"])

    def climb(concept: str) -> list[str]:
        found = [concept]
        for each in found:  # It grows while it is walked.
            found += [one for one in above.get(each, []) if one not in found]
        return found

    return climb
