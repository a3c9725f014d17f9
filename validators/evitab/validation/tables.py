"""The tables of a package before the judge: what is asked, what is skipped, what fails."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from difflib import get_close_matches

import numpy as np
import numpy.typing as npt

from evitab.columns import Mask, compile_masks
from evitab.columns.keys import encode
from evitab.engines.judge import Condition, Failure, judge
from evitab.finding import LISTED, Check, Finding, Outcome
from evitab.package import Contents, Table, as_text
from evitab.package.table import finding_at
from evitab.relations import LABEL, Sight, Unasked, look, relation_masks
from evitab.rule import Rule
from evitab.rules import all_rules
from evitab.standard import Profile, Standard, TableSchema

_KEYS = frozenset({"primaryKey", "uniqueKeys", "unique"})
_WHOLE = _KEYS | {"foreignKeys"}


@dataclass(frozen=True)
class Docket:
    """What is asked of one table: the conditions, what the rules among them see beyond it, and
    the checks that cannot be made.
    """

    table: Table
    conditions: tuple[Condition, ...]
    sight: Sight
    skipped: tuple[Check, ...]


def structure_docket(
    contents: Contents,
    table: Table,
    standard: Standard,
    *,
    seen_to: frozenset[str] = frozenset(),
) -> Docket:
    """The masks of a table but those that are `seen_to`, its relations, the rules about tables."""
    own = [mask for mask in compile_masks(table.schema, standard) if mask.name not in seen_to]
    masks = [*own, *relation_masks(contents, table)]
    asked: list[Condition] = []
    skipped: list[Check] = []
    for mask in masks:
        if isinstance(mask, Unasked):
            skipped.append(_skipped(mask.name, table, mask.reads, mask.reason))
        elif not table.has(mask.reads):
            skipped.append(_skipped(mask.name, table, mask.reads, _absent(table, mask.reads)))
        else:
            asked.append(mask)
    rules = rules_docket(contents, table, "tables")
    return Docket(table, (*asked, *rules.conditions), rules.sight, (*skipped, *rules.skipped))


def rules_docket(
    contents: Contents, table: Table, about: str, only: Collection[str] | None = None
) -> Docket:
    """The rules about the tables, or about the source, that apply to a table: all, or `only`
    those of these names.
    """
    sight = Sight({}, {})
    asked: list[Rule] = []
    skipped: list[Check] = []
    for rule in all_rules():
        is_wanted = rule.about == about and (only is None or rule.name in only)
        if not is_wanted or not applies(rule, table.schema, contents):
            continue
        seen = look(contents, table.schema, rule)
        if isinstance(seen, str):
            skipped.append(_skipped(rule.name, table, rule.reads, seen))
            continue
        columns = (*rule.columns, *(way.column for way in seen.walks.values()))
        if rule.by is not None and not table.is_whole:
            reason = f"{table.name} was not read whole"
            skipped.append(_skipped(rule.name, table, rule.reads, reason))
        elif not table.has(columns):
            skipped.append(_skipped(rule.name, table, rule.reads, _absent(table, columns)))
        else:
            sight = Sight({**sight.walks, **seen.walks}, {**sight.beside, **seen.beside})
            asked.append(rule)
    return Docket(table, tuple(asked), sight, tuple(skipped))


def applies(rule: Rule, schema: TableSchema, contents: Contents) -> bool:
    """Whether a rule is about a table, and the package has the columns and tables it reads.

    A rule that looks at authorities is no matter of a package that names none.
    """
    profile = contents.dataset.profile
    looks_at_authority = any(
        beside.of == "authority" and beside.is_needed for beside in rule.beside.values()
    )
    return (
        schema.name in rule.tables
        and all(leads_somewhere(profile, schema, path) for path in rule.reads)
        and all(
            beside.table in profile.by_name
            and all(
                leads_somewhere(profile, profile.by_name[beside.table], path)
                for path in beside.reads
            )
            for beside in rule.beside.values()
            if beside.of == "package"
        )
        and (contents.has_authority or not looks_at_authority)
    )


def leads_somewhere(profile: Profile, schema: TableSchema, path: str) -> bool:
    """Whether a path of a rule leads to a column of a profile's tables."""
    head, _, rest = path.partition(".")
    if not rest:
        return head in schema.by_name
    targets = {key.name: key.table for key in schema.foreign_keys if len(key.fields) == 1}
    if head not in targets:
        return False
    parent = profile.by_name[targets[head]]
    is_label = rest == LABEL and parent.name == "concepts"
    return is_label or leads_somewhere(profile, parent, rest)


def hear(docket: Docket) -> Iterator[tuple[Check, list[Finding]]]:
    """Put a docket before the judge: each condition's outcome, with its findings."""
    table = docket.table
    yield from ((check, []) for check in docket.skipped)
    failures = judge(table.schema, table.data, docket.conditions, docket.sight)
    failed = {id(failure.condition): failure for failure in failures}
    for condition in docket.conditions:
        failure = failed.get(id(condition), Failure(condition, ()))
        undecided = _undecided(table, condition)
        rows = [row for row in failure.rows if not undecided[row]]
        findings = _findings(docket, condition, rows[:LISTED])
        yield _check(table, condition, failure.crash, len(rows)), findings


def _undecided(table: Table, condition: Condition) -> npt.NDArray[np.bool_]:
    """The rows of which nothing can be said.

    A cell that is no value of its type was found already; what follows from it, for its row or
    for the whole group that a rule promises to see, is unknown.
    """
    own = condition.reads if isinstance(condition, Mask) else condition.columns
    rejected = [table.rejected[name] for name in own if name in table.rejected]
    rows = np.logical_or.reduce([np.zeros(len(table.data), bool), *rejected])
    if isinstance(condition, Rule) and condition.by in own and rows.any():
        groups = encode([table.column(str(condition.by))])
        rows |= np.isin(groups, groups[rows])
    return rows


def _check(table: Table, condition: Condition, crash: str | None, findings: int) -> Check:
    outcome = Outcome.FAILED if findings else Outcome.PASSED
    return Check(
        condition.name,
        table.name,
        Outcome.CRASHED if crash else outcome,
        condition.reads,
        len(table.data),
        findings,
        crash,
    )


def _skipped(rule: str, table: Table, fields: tuple[str, ...], reason: str) -> Check:
    return Check(rule, table.name, Outcome.SKIPPED, fields, reason=reason)


def _absent(table: Table, fields: tuple[str, ...]) -> str:
    missing = next(name for name in fields if not table.has([name]))
    return f"the column {missing} is not there, or has another type"


# A failure in words ----------------------------------------------------------------------------


def _findings(docket: Docket, condition: Condition, rows: list[int]) -> list[Finding]:
    """The findings for the rows that fail a condition."""
    if isinstance(condition, Rule):
        return list(_rule_findings(docket, condition, rows)) if rows else []
    table = docket.table
    first = _first_lines(table, condition) if rows and condition.name in _KEYS else None
    return [_mask_finding(table, condition, row, first) for row in rows]


def _rule_findings(docket: Docket, rule: Rule, rows: list[int]) -> Iterator[Finding]:
    table = docket.table
    columns = {}
    for path in rule.reads:
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
            expected=rule.summary,
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
        near = get_close_matches(value.strip().lower(), mask.choices, 1, 0.6)
        advice = f"Did you mean {near[0]}? {advice}" if near else advice
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
