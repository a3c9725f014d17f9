"""Rules asked of rows that a test writes out, without a package around them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd
import pyarrow as pa

from evitab.finding import Severity
from evitab.relations.sight import type_of
from evitab.rule import GROUNDS, SOURCE, Rule
from evitab.standard import standard

Row = Mapping[str, Any]


def frame(
    table: str, paths: Sequence[str], rows: Sequence[Row], profile: str = "article"
) -> pd.DataFrame:
    """Rows as a rule sees them: Arrow-backed, of the standard's types, null where not given; all
    of one source, unless they name theirs.
    """
    given = {SOURCE: "SRC-0001"}
    columns = {}
    for path in paths:
        kind = type_of(standard().profiles[profile], table, path)
        values = pa.array([row.get(path, given.get(path)) for row in rows], kind)
        columns[path] = pd.Series(values, dtype=pd.ArrowDtype(kind))
    return pd.DataFrame(columns)


def frames_of(
    rule: Rule, rows: Sequence[Row], beside: Mapping[str, Sequence[Row]], profile: str = "article"
) -> tuple[pd.DataFrame, dict[str, pd.DataFrame]]:
    """A rule's own rows, and the tables beside them by the names of its arguments."""
    tables = {
        name: frame(
            each.table,
            each.reads,
            beside.get(name, ()),
            "authority" if each.of == "authority" else profile,
        )
        for name, each in rule.beside.items()
    }
    return frame(rule.tables[0], rule.reads, rows, profile), tables


def found(
    rule: Rule, rows: Sequence[Row], *, profile: Any = "article", **beside: Sequence[Row]
) -> dict[int, dict[str, Any]]:
    """The rows that a rule flags, by their place, each with the grounds that it gives."""
    for row in rows:
        assert set(row) <= set(rule.reads), f"not read: {set(row) - set(rule.reads)}"
    mine, tables = frames_of(rule, rows, beside, profile)
    if rule.about == "tables":
        holds = rule.holds(mine, tables)
        return {int(place): {} for place in mine.index[~holds]}
    grounds = rule.grounds(mine, tables)
    assert grounds[["observed", "expected", "arithmetic"]].notna().all(axis=None)
    told = grounds.astype(object).where(grounds.notna(), None).to_dict("records")
    places = grounds.index.to_list()
    return {
        place: dict(zip(GROUNDS, row.values(), strict=True))
        for place, row in zip(places, told, strict=True)
    }


def asked(rule: Rule, rows: Sequence[Row], **beside: Sequence[Row]) -> list[str | None]:
    """What a rule says of each row: None where it holds, else the severity of its finding."""
    mine, tables = frames_of(rule, rows, beside)
    if rule.about == "tables":
        return [None if good else rule.severity.value for good in rule.holds(mine, tables)]
    grounds = rule.grounds(mine, tables)
    told = grounds["severity"].map(lambda own: Severity(own or rule.severity).value)
    return [told.get(row) for row in mine.index]


def words(rule: Rule, rows: Sequence[Row], **beside: Sequence[Row]) -> str:
    """All that a rule says of the rows that it flags."""
    mine, tables = frames_of(rule, rows, beside)
    grounds = rule.grounds(mine, tables)
    return " ".join(str(text) for row in grounds.to_numpy().tolist() for text in row)
