"""Where a source is at odds with itself: computed by rules, recorded in the table `findings`."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any

import pandas as pd
import pyarrow as pa

from evitab.columns import arrow_schema
from evitab.engines.engine import Engine
from evitab.finding import Check, Finding, Outcome, fingerprint
from evitab.package import Contents, Table, finding_at
from evitab.relations import walk
from evitab.rule import GROUNDS, Rule
from evitab.validation.docket import Docket, rules_docket
from evitab.validation.hearing import failures_of

TABLE = "findings"
Row = dict[str, str | None]


def compute(
    contents: Contents,
    only: Collection[str] | None = None,
    *,
    engine: Engine = Engine.PANDERA,
) -> tuple[list[Row], list[Check]]:
    """All findings about the source, or those of `only` some rules, as rows of `findings` in the
    order of their key, and the checks that were made or skipped to get them.
    """
    rows: list[Row] = []
    checks: list[Check] = []
    for table in contents.tables.values():
        docket = rules_docket(contents, table, "source", only)
        checks.extend(docket.skipped)
        if docket.conditions and len(table.data):
            _hear(contents, docket, engine, rows, checks)
    return sorted(rows, key=lambda row: str(row["fingerprint"])), checks


def _hear(
    contents: Contents, docket: Docket, engine: Engine, rows: list[Row], checks: list[Check]
) -> None:
    table = docket.table
    passages = _passages(contents, table)
    for failure in failures_of(docket, engine):
        rule = failure.condition
        if isinstance(rule, Rule) and failure.grounds is not None:
            rows.extend(_rows(table, rule, failure.rows, failure.grounds, passages))
        # A finding about the source is data: the check that computes it has done its work.
        outcome = Outcome.CRASHED if failure.crash else Outcome.PASSED
        size = len(table.data)
        checks.append(Check(rule.name, table.name, outcome, rule.reads, size, reason=failure.crash))


def _rows(
    table: Table, rule: Rule, failed: Sequence[int], grounds: pd.DataFrame, passages: pa.Array
) -> Iterator[Row]:
    """The findings of a rule; of a row that several sources share, one for each of them."""
    flagged = set(failed)
    for row, *cells in grounds[list(GROUNDS)].itertuples(name=None):
        if row not in flagged:
            continue
        said = dict(zip(GROUNDS, map(_text, cells), strict=True))
        key = table.key_of(row)
        yield {
            **said,
            "fingerprint": fingerprint(
                rule.name, table.name, key, said["observed"], said["expected"]
            ),
            "rule": rule.name,
            "table": table.name,
            "row": key,
            "passage_id": said["passage_id"] or passages[row].as_py(),
            "severity": said["severity"] or rule.severity.value,
            "harm": said["harm"] or rule.harm,
        }


def _passages(contents: Contents, table: Table) -> pa.Array:
    """The passage that each row of a table rests on: its own, or that of its claim."""
    if table.has(["passage_id"]):
        return table.column("passage_id")
    if not table.has(["claim_id"]):
        return pa.nulls(len(table.data), pa.string())
    way = walk(contents, table.schema, "claim.passage_id")
    return pa.nulls(len(table.data)) if way is None else way(table.column(way.column))


def _text(value: Any) -> str | None:
    return None if pd.isna(value) else str(value)


def as_table(contents: Contents, rows: Sequence[Row]) -> pa.Table:
    """The computed findings as an Arrow table of the standard's form."""
    return pa.Table.from_pylist(list(rows), arrow_schema(contents.schema(TABLE)))


def stale(contents: Contents, rows: Sequence[Row]) -> Iterator[Finding]:
    """Where the recorded findings differ from the computed ones: new, gone or reworded."""
    computed = {row["fingerprint"]: row for row in rows}
    recorded = contents.tables.get(TABLE)
    known = {} if recorded is None else _recorded(recorded)
    for mark, row in computed.items():
        if mark not in known:
            yield _new(contents, row)
    if recorded is None:
        return
    for mark, (line, row) in known.items():
        if mark not in computed:
            yield _gone(recorded, line, "a finding that the rules still compute")
        elif changed := [name for name in row if row[name] != computed[mark][name]]:
            yield _gone(recorded, line, f"{changed[0]} as computed: {computed[mark][changed[0]]}")


def _recorded(table: Table) -> Mapping[str, tuple[int, Row]]:
    rows = table.data.to_pylist()
    return {row["fingerprint"]: (index, row) for index, row in enumerate(rows)}


def _new(contents: Contents, row: Row) -> Finding:
    return Finding(
        rule="findings_are_current",
        file=contents.medium.file(TABLE),
        table=TABLE,
        key=row["fingerprint"],
        value=f"{row['rule']} at {row['row']}: {row['observed']}",
        expected="every finding about the source on record; this one is new",
        advice="Look at it, then run evitab build.",
    )


def _gone(table: Table, row: int, expected: str) -> Finding:
    return finding_at(
        table,
        row,
        rule="findings_are_current",
        field="rule",
        value=table.text_of(row, "rule"),
        expected=expected,
        advice="Run evitab build.",
    )
