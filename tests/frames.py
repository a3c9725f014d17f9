"""Rules asked of rows that a test writes out, without a package around them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd
import pyarrow as pa

from evitab.relations.sight import _type
from evitab.rule import GROUNDS, Rule
from evitab.standard import standard

Row = Mapping[str, Any]


def frame(profile: str, table: str, paths: Sequence[str], rows: Sequence[Row]) -> pd.DataFrame:
    """Rows as a rule sees them: Arrow-backed, of the standard's types, null where not given."""
    for row in rows:
        assert set(row) <= set(paths), f"{table} is not read for {set(row) - set(paths)}"
    kinds = {path: _type(standard().profiles[profile], table, path) for path in paths}
    columns = {path: pa.array([row.get(path) for row in rows], kinds[path]) for path in paths}
    return pd.DataFrame(
        {
            path: pd.Series(values, dtype=pd.ArrowDtype(values.type))
            for path, values in columns.items()
        }
    )


def found(
    rule: Rule, rows: Sequence[Row], *, profile: Any = "article", **beside: Sequence[Row]
) -> dict[int, dict[str, Any]]:
    """The rows that a rule flags, by their place, each with the grounds that it gives."""
    own = frame(profile, rule.tables[0], rule.reads, rows)
    tables = {
        name: frame(
            "authority" if table.of == "authority" else profile,
            table.table,
            table.reads,
            beside.get(name, ()),
        )
        for name, table in rule.beside.items()
    }
    flagged = ~rule.holds(own, tables)
    if rule.explain is None or not flagged.any():
        return {int(place): {} for place in own.index[flagged]}
    grounds = rule.grounds(own, flagged, tables)
    assert grounds[["observed", "expected", "arithmetic"]].notna().all(axis=None)
    told = grounds.astype(object).where(grounds.notna(), None).to_dict("records")
    places = grounds.index.to_list()
    return {
        place: dict(zip(GROUNDS, row.values(), strict=True))
        for place, row in zip(places, told, strict=True)
    }
