"""Edits that change nothing that a rule is about: whatever is found after one is a false alarm."""

from __future__ import annotations

from collections.abc import Iterator

from mutation.damage import Edit, Package, Variant
from mutation.world import csv_of

# Texts that nothing rests on.
_FREE = (
    ("concepts", "scope_note"),
    ("concept_codes", "display"),
    ("sources", "rights"),
    ("reference_checks", "basis"),
    ("appraisals", "observed"),
    ("regimens", "label"),
    ("references", "url"),
    ("contraindications", "locator"),
)
_CONCEPT = {"concept_id": "made-up-thing", "kind": "attribute"}
_LABEL = {"concept_id": "made-up-thing", "language": "en", "label": "made-up thing"}


def harmless(package: Package) -> Iterator[tuple[str, Variant]]:
    """Each harmless edit of a package, in plain words and as a variant."""
    for name, rows in package.rows.items():
        if len(rows) > 1:
            turned = csv_of(rows[0], rows[::-1])
            yield f"rows of {name} in another order", Variant(files={f"tables/{name}.csv": turned})
    for table, field in _FREE:
        rows = package.rows.get(table, [])
        if rows and field in rows[0]:
            edits = tuple(
                Edit(
                    table, at, {field: f"{row[field]}#x" if field == "url" else f"{row[field]} So."}
                )
                for at, row in enumerate(rows)
                if row[field]
            )
            yield f"another {field} in {table}", Variant(edits)
    label = {**_LABEL, "type": "preferred"}
    added = Edit("concepts", None, _CONCEPT), Edit("concept_labels", None, label)
    yield "a concept that nothing else names", Variant(added)
    other = {**_LABEL, "concept_id": package.rows["concepts"][0]["concept_id"]}
    more = Edit("concept_labels", None, {**other, "type": "alternative"})
    yield "one more name of a concept", Variant((more,))
