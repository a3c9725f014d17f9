"""Failures in words: what was found in a row, what a condition expects there, and what to do."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache, partial
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from evitab.columns import Mask
from evitab.columns.keys import encode
from evitab.columns.lexical import as_text
from evitab.engines.condition import Failure
from evitab.finding import Finding
from evitab.nearest import did_you_mean
from evitab.package import Table
from evitab.package.table import keys_of_rows, texts_of
from evitab.rule import SOURCE, Rule
from evitab.validation.docket import Docket

if TYPE_CHECKING:
    from pandas import DataFrame

_KEYS = frozenset({"primaryKey", "uniqueKeys", "unique"})
_WHOLE = _KEYS | {"foreignKeys"}


def findings_of(docket: Docket, failure: Failure, rows: Sequence[int]) -> list[Finding]:
    """The findings for rows of a docket's table for which a condition fails."""
    if not rows:
        return []
    if isinstance(failure.condition, Rule):
        return list(_rule_findings(docket, failure.condition, failure.grounds, rows))
    return list(_mask_findings(docket.table, failure.condition, rows))


def _rule_findings(
    docket: Docket, rule: Rule, grounds: DataFrame | None, rows: Sequence[int]
) -> Iterator[Finding]:
    table = docket.table
    right = {} if grounds is None else grounds["expected"].dropna().to_dict()
    columns = {}
    for path in rule.reads:
        if path == SOURCE:  # Its rows' keys tell which.
            continue
        way = docket.sight.walks.get(path)
        if way is None:
            columns[path] = texts_of(table, rows, path)
        else:
            pointers = table.data.column(way.column).take(pa.array(rows)).combine_chunks()
            columns[path] = [as_text(value) for value in way(pointers).to_pylist()]
    field, advice = ", ".join(rule.columns), rule.page.sections.get("What to do", "Mend the row.")
    for row, place, values in zip(
        rows, _placed(table, rows), zip(*columns.values(), strict=True), strict=True
    ):
        file, line, key = place
        said = zip(columns, values, strict=True)
        yield Finding(
            rule=rule.name,
            file=file,
            expected=right.get(row, rule.summary),
            advice=advice,
            table=table.name,
            line=line,
            key=key,
            field=field,
            value=", ".join(f"{path} {_or_null(value)}" for path, value in said),
            severity=rule.severity,
        )


def _mask_findings(table: Table, mask: Mask, rows: Sequence[int]) -> Iterator[Finding]:
    fields = mask.reads if mask.name in _WHOLE else mask.reads[:1]
    first = _first_rows(table, mask) if mask.name in _KEYS else None
    field, name = ", ".join(fields), table.name
    found = zip(*(texts_of(table, rows, each) for each in fields), strict=True)
    nearest = cache(partial(did_you_mean, known=mask.choices, shown=1))
    for row, (file, line, key), values in zip(rows, _placed(table, rows), found, strict=True):
        value = None if values == (None,) else "|".join(map(_or_null, values))
        expected, advice = mask.expected, mask.advice
        if first is not None:
            expected += f"; {_place(table, int(first[row]), row)} has it already"
        if mask.choices and value is not None:
            advice = f"{nearest(value)} {advice}".lstrip()
        yield Finding(mask.name, file, expected, advice, name, line, key, field, value)


def _placed(table: Table, rows: Sequence[int]) -> Iterator[tuple[str, int, str | None]]:
    """The file, the line and the key of each row: asked one by one, they would take as long as
    all that is said of it.
    """
    places = np.asarray(rows)
    files = [table.file] * len(rows) if table.files is None else table.files[places].tolist()
    return zip(files, table.lines[places].tolist(), keys_of_rows(table, rows), strict=True)


def _or_null(value: str | None) -> str:
    return "null" if value is None else value


def _first_rows(table: Table, mask: Mask) -> npt.NDArray[np.int64]:
    """For each row, the first row that has the same values in a mask's columns."""
    codes = encode([table.column(name) for name in mask.reads])
    _, first, inverse = np.unique(codes, return_index=True, return_inverse=True)
    return first[inverse]


def _place(table: Table, row: int, seen_from: int) -> str:
    """The line of a row, with its file where that is not the one of the row it is seen from."""
    file, line = table.file_of(row), f"line {table.lines[row]}"
    return line if file == table.file_of(seen_from) else f"{line} of {file}"
