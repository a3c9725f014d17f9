"""A table from a CSV file: cells become values, and what is no value becomes a finding."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import replace

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from evitab.columns import arrow_schema, parse
from evitab.columns.flags import flags
from evitab.columns.frame import one_array
from evitab.finding import LISTED, Finding
from evitab.package.csv_text import CsvText, read_csv_text
from evitab.package.shape import header_findings, malformed, no_rows
from evitab.package.table import Table
from evitab.standard import TableSchema


def read_csv(data: bytes, file: str, schema: TableSchema) -> Table:
    """Turn the bytes of a CSV file into a table; raises CannotJudge as `read_csv_text` does."""
    text = read_csv_text(
        data,
        file,
        schema.name,
        columns=schema.by_name,
        missing_values=schema.missing_values,
    )
    table = typed(text, file, schema, list(schema.by_name))
    findings = [
        *text.findings,
        *header_findings(text.header, file, schema),
        *ragged(text, file, schema),
        *no_rows(len(text.cells) + len(text.ragged), file, schema),
    ]
    is_whole = len(text.cells) > 0 and not text.ragged
    return replace(table.with_findings(findings), is_whole=is_whole, lost=len(text.ragged))


def typed(text: CsvText, file: str, schema: TableSchema, names: Collection[str]) -> Table:
    """The values of those of some columns that the file has."""
    wanted = {*names} & {*text.header}
    fields = [field for field in schema.fields if field.name in wanted]
    columns: list[pa.Array] = []
    rejected: dict[str, npt.NDArray[np.bool_]] = {}
    cells = {field.name: one_array(text.cells.column(field.name)) for field in fields}
    for field in fields:
        values, well_formed = parse(field, cells[field.name])
        columns.append(values)
        if not pc.all(well_formed).as_py():
            rejected[field.name] = ~flags(well_formed)
    arrow = arrow_schema(schema)
    data = pa.table(columns, schema=pa.schema([arrow.field(field.name) for field in fields]))
    table = Table(schema, file, data, text.lines, rejected=rejected)
    return table.with_findings(list(malformed(table, cells)))


def ragged(text: CsvText, file: str, schema: TableSchema) -> Iterator[Finding]:
    """The rows with too few or too many cells."""
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
