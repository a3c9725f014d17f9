"""A table from a CSV file: cells become values, and what is no value becomes a finding."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from evitab.columns import arrow_schema, parse
from evitab.columns.lexical import expected
from evitab.finding import LISTED, Finding
from evitab.package.csv_text import CsvText, read_csv_text
from evitab.package.table import Table, finding_at
from evitab.standard import TableSchema


def read_csv(data: bytes, file: str, schema: TableSchema) -> Table:
    """Turn the bytes of a CSV file into a table; raises CannotJudge as `read_csv_text` does."""
    text = read_csv_text(data, file, schema.name, schema.missing_values)
    table = _typed(text, file, schema)
    findings = [
        *text.findings,
        *header_findings(text.header, file, schema),
        *_ragged(text, file, schema),
        *no_rows(len(text.cells) + len(text.ragged), file, schema),
    ]
    whole = len(text.cells) > 0 and not text.ragged
    return table.with_findings(findings, is_whole=whole)


def _typed(text: CsvText, file: str, schema: TableSchema) -> Table:
    """Parse each of the schema's columns that the file has."""
    fields = [field for field in schema.fields if field.name in text.header]
    columns: list[pa.Array] = []
    rejected: dict[str, npt.NDArray[np.bool_]] = {}
    cells = {field.name: text.cells.column(field.name).combine_chunks() for field in fields}
    for field in fields:
        values, well_formed = parse(field, cells[field.name])
        columns.append(values)
        if not pc.all(well_formed).as_py():
            rejected[field.name] = ~well_formed.to_numpy(zero_copy_only=False)
    arrow = arrow_schema(schema)
    data = pa.table(columns, schema=pa.schema([arrow.field(field.name) for field in fields]))
    table = Table(schema, file, data, text.lines, rejected=rejected)
    return table.with_findings(list(_malformed(table, cells)))


def _malformed(table: Table, cells: dict[str, pa.Array]) -> Iterator[Finding]:
    for name, rows in table.rejected.items():
        field = table.schema.by_name[name]
        for row in np.flatnonzero(rows)[:LISTED]:
            yield finding_at(
                table,
                int(row),
                rule="type",
                field=name,
                value=cells[name][row].as_py(),
                expected=expected(field),
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


def _ragged(text: CsvText, file: str, schema: TableSchema) -> Iterator[Finding]:
    for line, width in text.ragged[:LISTED]:
        yield Finding(
            rule="row_has_every_cell",
            file=file,
            expected=f"{len(text.header)} cells",
            advice="Mend the row; a cell with a comma in it wants quotes.",
            table=schema.name,
            line=line,
            value=f"{width} cell{'' if width == 1 else 's'}" if width else "a blank line",
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
