"""Findings about the source in a verdict: on record where a package records them, each with the
line of its row; told as findings of the package where it has no such record.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

import pyarrow as pa
import pyarrow.compute as pc

from evitab.engines.engine import Engine
from evitab.finding import Check, Finding, Outcome, Severity, SourceFinding
from evitab.package import Contents, Table
from evitab.package.table import Place
from evitab.rules import all_rules
from evitab.validation.appraisals import appraised
from evitab.validation.docket import rules_docket
from evitab.validation.source_findings import TABLE, Row, compute, stale

CURRENT = "findings_are_current"
Verdict = Iterator[tuple[Check, list[Finding]]]


def judge_source(
    contents: Contents, engine: Engine = Engine.PANDERA
) -> tuple[Sequence[SourceFinding], list[tuple[Check, list[Finding]]]]:
    """Ask the rules about the source, and hold what they find against what is on record.

    Gives what is on record, and the checks that were made with what they found in the tables. An
    authority package has no record of its own: what is found there is told as a finding.
    """
    rows, checks = compute(contents, engine=engine)
    if TABLE not in contents.dataset.profile.by_name:
        return (), list(_told(checks, located(contents, rows)))
    found = located(contents, [*rows, *appraised(contents)])
    return found, [*((check, []) for check in checks), _current(contents, rows, checks)]


def unasked(contents: Contents) -> Iterator[Check]:
    """The checks about the source that are not made while the tables are wrong: a rule would
    reckon with them.
    """
    reason = "the tables have findings of their own"
    for table in contents.tables.values():
        docket = rules_docket(contents, table, "source")
        yield from docket.skipped
        for rule in docket.conditions:
            yield Check(rule.name, table.name, Outcome.SKIPPED, rule.reads, reason=reason)
    if TABLE in contents.dataset.profile.by_name:
        yield Check(CURRENT, TABLE, Outcome.SKIPPED, reason=reason)


def located(contents: Contents, rows: Sequence[Row]) -> list[SourceFinding]:
    """Rows of `findings` with the file and line of the row that each is about, in that order."""
    places = [(table, row) for table in contents.names for row in rows if row["table"] == table]
    found_at = {}
    for table in dict.fromkeys(table for table, _ in places):
        keys = [row["row"] for name, row in places if name == table]
        found_at[table] = _places(contents.tables[table], keys)
    found = [
        _finding(row, found_at[table].get(str(row["row"]), (contents.medium.file(table), None)))
        for table, row in places
    ]
    order = {name: index for index, name in enumerate(contents.names)}
    return sorted(found, key=lambda one: (order[one.table], one.line or 0, one.rule, one.observed))


def _places(table: Table, keys: Sequence[str | None]) -> dict[str, Place]:
    """Where each row of a table stands that has one of these keys."""
    parts = [table.column(name).cast(pa.string()) for name in table.schema.primary_key]
    own = pc.binary_join_element_wise(*parts, "|", null_handling="replace")
    places = pc.index_in(pa.array(keys, pa.string()), value_set=own).to_pylist()
    return {
        str(key): table.place_of(place)
        for key, place in zip(keys, places, strict=True)
        if place is not None
    }


def _finding(row: Row, place: Place) -> SourceFinding:
    return SourceFinding(
        fingerprint=str(row["fingerprint"]),
        rule=str(row["rule"]),
        severity=Severity(str(row["severity"])),
        harm=str(row["harm"]),
        file=place[0],
        line=place[1],
        table=str(row["table"]),
        key=str(row["row"]),
        observed=str(row["observed"]),
        expected=str(row["expected"]),
        arithmetic=str(row["arithmetic"]),
        assumption=row["assumption"],
        unit=row["unit"],
        related_rows=row["related_rows"],
        passage=row["passage_id"],
        appraisal=row.get("appraisal_id"),
    )


def _current(
    contents: Contents, rows: Sequence[Row], checks: Iterable[Check]
) -> tuple[Check, list[Finding]]:
    if any(check.outcome is not Outcome.PASSED for check in checks):
        reason = "not every rule about the source could be asked"
        return Check(CURRENT, TABLE, Outcome.SKIPPED, reason=reason), []
    found = list(stale(contents, rows))
    return Check.asked(CURRENT, TABLE, rows=len(rows), findings=len(found)), found


def _told(checks: Iterable[Check], found: Sequence[SourceFinding]) -> Verdict:
    """Findings about the source as findings of the package; none of them is an error."""
    for check in checks:
        ours = [one for one in found if (one.rule, one.table) == (check.rule, check.table)]
        told = replace(check, outcome=Outcome.FAILED, findings=len(ours)) if ours else check
        yield told, [_as_finding(one) for one in ours]


def _as_finding(found: SourceFinding) -> Finding:
    page = next(rule.page for rule in all_rules() if rule.name == found.rule)
    return Finding(
        rule=found.rule,
        file=found.file,
        expected=f"{found.expected}. {found.arithmetic}",
        advice=page.sections["What to do"],
        table=found.table,
        line=found.line,
        key=found.key,
        value=found.observed,
        severity=found.severity if found.severity is not Severity.ERROR else Severity.WARNING,
    )
