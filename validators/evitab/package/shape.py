"""What reading finds in CSV and in Parquet alike: in the header, the rows, the cells."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import numpy as np
import pyarrow as pa

from evitab.columns.lexical import expected
from evitab.finding import LISTED, Finding
from evitab.package.table import Table, finding_at
from evitab.standard import TableSchema


def malformed(table: Table, texts: Mapping[str, pa.Array]) -> Iterator[Finding]:
    """The cells that are no values of their columns' types; `texts` holds them as text."""
    for name, rows in table.rejected.items():
        for row in np.flatnonzero(rows)[:LISTED]:
            yield finding_at(
                table,
                int(row),
                rule="type",
                field=name,
                value=texts[name][row].as_py(),
                expected=expected(table.schema.by_name[name]),
                advice="Write the value in that form.",
            )


def header_findings(header: Sequence[str], file: str, schema: TableSchema) -> Iterator[Finding]:
    """The columns that a file lacks, has in excess or has in another order than the schema."""
    names = list(schema.by_name)
    missing = [name for name in names if name not in header]
    extra = [name for name in header if name not in names]
    if missing:
        yield _header_finding("header_has_every_column", file, schema, missing, "Add it.")
    if extra:
        yield _header_finding("header_has_no_other_column", file, schema, extra, "Remove it.")
    known = [name for name in header if name in names]
    if known != [name for name in names if name in header]:
        moved = next(
            a for a, b in zip(known, (n for n in names if n in known), strict=True) if a != b
        )
        yield _header_finding(
            "header_is_in_order", file, schema, [moved], f"Order them: {', '.join(names)}."
        )


def _header_finding(
    rule: str, file: str, schema: TableSchema, names: Sequence[str], advice: str
) -> Finding:
    found, expected = {
        "header_has_every_column": ("missing", "every column of the schema"),
        "header_has_no_other_column": ("in excess", "the columns of the schema alone"),
        "header_is_in_order": ("out of place", "the columns in the schema's order"),
    }[rule]
    return Finding(
        rule=rule,
        file=file,
        expected=expected,
        advice=advice,
        table=schema.name,
        line=1,
        field="header",
        value=f"{', '.join(name[:80] for name in names[:20])} {found}",
    )


def no_rows(count: int, file: str, schema: TableSchema) -> Iterator[Finding]:
    """A table that is there holds something; one that holds nothing is not listed."""
    if count == 0:
        yield Finding(
            rule="table_has_rows",
            file=file,
            expected="at least one row",
            advice=f"Add rows, or remove the file and '{schema.name}' from dataset.json.",
            table=schema.name,
        )
