"""Failures in words: what was found in a row, what a condition expects there, and what to do."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from evitab.columns import Mask
from evitab.columns.keys import encode
from evitab.engines.condition import Failure
from evitab.finding import Finding
from evitab.nearest import did_you_mean
from evitab.package import Table, as_text
from evitab.package.table import finding_at
from evitab.rule import SOURCE, Rule
from evitab.validation.docket import Docket

if TYPE_CHECKING:
    from pandas import DataFrame

_KEYS = frozenset({"primaryKey", "uniqueKeys", "unique"})
_WHOLE = _KEYS | {"foreignKeys"}


def findings_of(docket: Docket, failure: Failure, rows: Sequence[int]) -> list[Finding]:
    """The findings for rows of a docket's table for which a condition fails."""
    condition, table = failure.condition, docket.table
    if isinstance(condition, Rule):
        return list(_rule_findings(docket, condition, failure.grounds, rows)) if rows else []
    first = _first_lines(table, condition) if rows and condition.name in _KEYS else None
    return [_mask_finding(table, condition, row, first) for row in rows]


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
        columns[path] = table.column(path) if way is None else way(table.column(way.column))
    for row in rows:
        values = {path: as_text(column[row].as_py()) for path, column in columns.items()}
        yield finding_at(
            table,
            row,
            rule=rule.name,
            field=", ".join(rule.columns),
            value=", ".join(f"{path} {_or_null(value)}" for path, value in values.items()),
            expected=right.get(row, rule.summary),
            advice=rule.page.sections.get("What to do", "Mend the row."),
            severity=rule.severity,
        )


def _mask_finding(
    table: Table, mask: Mask, row: int, first: npt.NDArray[np.int64] | None
) -> Finding:
    fields = mask.reads if mask.name in _WHOLE else mask.reads[:1]
    values = [table.text_of(row, name) for name in fields]
    value = None if values == [None] else "|".join(map(_or_null, values))
    expected, advice = mask.expected, mask.advice
    if first is not None:
        expected += f"; line {first[row]} has it already"
    if mask.choices and value is not None:
        advice = f"{did_you_mean(value, mask.choices, shown=1)} {advice}".lstrip()
    return finding_at(
        table,
        row,
        rule=mask.name,
        field=", ".join(fields),
        value=value,
        expected=expected,
        advice=advice,
    )


def _or_null(value: str | None) -> str:
    return "null" if value is None else value


def _first_lines(table: Table, mask: Mask) -> npt.NDArray[np.int64]:
    """For each row, the line of the first row that has the same values in a mask's columns."""
    codes = encode([table.column(name) for name in mask.reads])
    _, first, inverse = np.unique(codes, return_index=True, return_inverse=True)
    return np.asarray(table.lines)[first[inverse]]
