"""Rows for the rules of statistics, as the judge shows them, from a few columns that matter."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd
import pyarrow as pa

from evitab.finding import Severity
from evitab.relations.sight import _type
from evitab.rule import Rule
from evitab.standard import standard

ARTICLE = standard().profiles["article"]
Rows = Sequence[Mapping[str, Any]]


def frame(table: str, reads: Sequence[str], rows: Rows) -> pd.DataFrame:
    """Arrow-backed rows with all columns that a rule reads; what a row does not give is null."""
    columns = {}
    for path in reads:
        kind = _type(ARTICLE, table, path)
        values = pa.array([row.get(path) for row in rows], kind)
        columns[path] = pd.Series(values, dtype=pd.ArrowDtype(kind))
    return pd.DataFrame(columns)


def beside(rule: Rule, tables: Mapping[str, Rows]) -> dict[str, pd.DataFrame]:
    """The tables that a rule sees beside its own, each by its name in the package."""
    return {
        name: frame(whole.table, whole.reads, tables.get(whole.table, ()))
        for name, whole in rule.beside.items()
    }


def asked(rule: Rule, rows: Rows, **tables: Rows) -> list[str | None]:
    """What a rule says of each row: None where it holds, else the severity of its finding."""
    (table,) = rule.tables
    mine, others = frame(table, rule.reads, rows), beside(rule, tables)
    holds = rule.holds(mine, others)
    if rule.about == "tables":
        return [None if good else rule.severity.value for good in holds]
    grounds = rule.grounds(mine, ~holds, others)
    told = grounds["severity"].map(lambda own: Severity(own or rule.severity).value)
    return [told.get(row) for row in mine.index]


def words(rule: Rule, rows: Rows, **tables: Rows) -> str:
    """All that a rule says of the rows that it flags."""
    (table,) = rule.tables
    mine, others = frame(table, rule.reads, rows), beside(rule, tables)
    grounds = rule.grounds(mine, ~rule.holds(mine, others), others)
    return " ".join(str(text) for row in grounds.to_numpy().tolist() for text in row)
