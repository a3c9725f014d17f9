"""A docket before the judge: what became of each condition, and the findings where it fails."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from evitab.columns import Mask
from evitab.columns.keys import encode
from evitab.engines.condition import Condition, Failure
from evitab.engines.engine import Engine
from evitab.finding import LISTED, Check, Finding, Outcome
from evitab.package import Table
from evitab.rule import Rule
from evitab.validation.docket import Docket
from evitab.validation.failures import findings_of


@dataclass(frozen=True)
class Heard:
    """What became of one condition: the check, the rows that fail it, findings of the first."""

    condition: Condition
    check: Check
    rows: npt.NDArray[np.int64]
    findings: list[Finding]


def hear(docket: Docket, engine: Engine = Engine.PANDERA, listed: int = LISTED) -> Iterator[Heard]:
    """Put a docket before the judge: what became of each condition, with so many findings each.

    Another engine only says for which conditions that is worth while.
    """
    for each in failures_of(docket, engine, is_official=True):
        failure = decided(docket, each)
        findings = findings_of(docket, failure, failure.rows[:listed])
        check = _check(docket.table, failure.condition, failure.crash, len(failure.rows))
        yield Heard(failure.condition, check, np.asarray(failure.rows, np.int64), findings)


def failures_of(
    docket: Docket, engine: Engine = Engine.PANDERA, *, is_official: bool = False
) -> Iterator[Failure]:
    """What an engine says of each condition of a docket: one that holds fails for no rows.

    Where that is to be official, pandera has the last word on each that fails.
    """
    schema, data = docket.table.schema, docket.table.data
    conditions: Sequence[Condition] = docket.conditions
    failed: dict[int, Failure] = {}
    if engine is Engine.STREAM:
        from evitab.engines.direct import ask

        failed = {id(each.condition): each for each in ask(schema, data, conditions, docket.sight)}
        conditions = [each for each in conditions if id(each) in failed] if is_official else ()
    if conditions:
        from evitab.engines.judge import judge

        said = {id(each.condition): each for each in judge(schema, data, conditions, docket.sight)}
        flagged = {mark: each for mark, each in failed.items() if each.rows}
        failed = {**failed, **said}
        for mark, each in flagged.items():
            if mark not in said or said[mark].rows != each.rows:
                failed[mark] = replace(each, rows=(), crash="pandera does not confirm it")
    for condition in docket.conditions:
        yield failed.get(id(condition), Failure(condition, ()))


def decided(docket: Docket, failure: Failure) -> Failure:
    """The failure without the rows of which nothing can be said."""
    if not failure.rows:
        return failure
    unknown = _undecided(docket, failure.condition)
    if not unknown.any():
        return failure
    return replace(failure, rows=tuple(row for row in failure.rows if not unknown[row]))


def _undecided(docket: Docket, condition: Condition) -> npt.NDArray[np.bool_]:
    """The rows of which a condition can say nothing.

    A cell that is no value of its type was found already; what follows from it, for its row or
    for the whole group that a rule promises to see, is unknown.
    """
    table, walks = docket.table, docket.sight.walks
    own = condition.reads if isinstance(condition, Mask) else condition.columns
    own = (*own, *(walks[path].column for path in condition.reads if path in walks))
    rejected = [table.rejected[name] for name in own if name in table.rejected]
    rows = np.logical_or.reduce([np.zeros(len(table.data), bool), *rejected])
    if isinstance(condition, Rule) and condition.by in own and rows.any():
        groups = encode([table.column(str(condition.by))])
        rows |= np.isin(groups, groups[rows])
    return rows


def _check(table: Table, condition: Condition, crash: str | None, findings: int) -> Check:
    check = Check.asked(
        condition.name,
        table.name,
        rows=len(table.data),
        findings=findings,
        fields=condition.reads,
    )
    return replace(check, outcome=Outcome.CRASHED, reason=crash) if crash else check
