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
from evitab.engines.condition import Failure
from evitab.finding import Finding
from evitab.nearest import did_you_mean
from evitab.package import Table, as_text
from evitab.package.table import finding_at, keys_of_rows, texts_of
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
    keys = keys_of_rows(table, rows)
    for row, key, values in zip(rows, keys, zip(*columns.values(), strict=True), strict=True):
        said = zip(columns, values, strict=True)
        yield finding_at(
            table,
            row,
            rule=rule.name,
            field=field,
            value=", ".join(f"{path} {_or_null(value)}" for path, value in said),
            expected=right.get(row, rule.summary),
            advice=advice,
            severity=rule.severity,
            key=key,
        )


def _mask_findings(table: Table, mask: Mask, rows: Sequence[int]) -> Iterator[Finding]:
    fields = mask.reads if mask.name in _WHOLE else mask.reads[:1]
    first = _first_rows(table, mask) if mask.name in _KEYS else None
    found = zip(*(texts_of(table, rows, name) for name in fields), strict=True)
    nearest = cache(partial(did_you_mean, known=mask.choices, shown=1))
    for row, key, values in zip(rows, keys_of_rows(table, rows), found, strict=True):
        value = None if values == (None,) else "|".join(map(_or_null, values))
        expected, advice = mask.expected, mask.advice
        if first is not None:
            expected += f"; {_place(table, int(first[row]), row)} has it already"
        if mask.choices and value is not None:
            advice = f"{nearest(value)} {advice}".lstrip()
        yield finding_at(
            table,
            row,
            rule=mask.name,
            field=", ".join(fields),
            value=value,
            expected=expected,
            advice=advice,
            key=key,
        )


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
