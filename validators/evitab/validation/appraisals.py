"""Appraisals: what only a reader can see, in the form in which rules tell what they compute."""

from __future__ import annotations

from evitab.finding import fingerprint
from evitab.package import Contents
from evitab.validation.source_findings import Row

TABLE = "appraisals"


def appraised(contents: Contents) -> list[Row]:
    """The appraisals of a package as rows of `findings`, each with its own key beside them."""
    table = contents.tables.get(TABLE)
    if table is None or not table.has(list(table.schema.by_name)):
        return []
    return [
        {
            **row,
            "fingerprint": fingerprint(
                row["rule"], row["table"], row["row"], row["observed"], row["expected"]
            ),
        }
        for row in table.data.to_pylist()
    ]
