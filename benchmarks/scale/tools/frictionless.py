"""frictionless: the package's descriptor, with two checks of its own making for `effects`.

From Parquet it turns nulls into NaN, which then fail constraints that a null satisfies, and it is
slower there than with CSV.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from benchmarks.scale.arithmetic import LEVEL, TOLERANCE, implied_p
from benchmarks.scale.work import KINDS, Counts, tally

_ERRORS = {"type-error": "type", "primary-key": "unique", "foreign-key": "foreign_key"}
_NEEDED = ("estimate", "ci_low", "ci_high", "p_value")


def prepare() -> None:
    """Import frictionless with what it reads CSV by."""
    import frictionless
    from frictionless import checks, fields, formats, schemes


def run(folder: Path, form: str) -> Counts:  # noqa: ARG001 - the descriptor says it
    """Ask everything of every table, as the descriptor says where and in which form it is."""
    from frictionless import Checklist, Package

    checklist = Checklist(checks=_checks())
    package = Package(str(folder / "datapackage.json"))
    # By default it stops after a thousand errors of a table.
    report = package.validate(checklist, limit_errors=1_000_000_000)
    found: Counter[tuple[str, str]] = Counter()
    for task in report.tasks:
        for error in task.errors:
            found[task.name, _kind(error)] += 1
    return tally((table, kind, count) for (table, kind), count in found.items())


def _kind(error: Any) -> str:
    if error.type == "constraint-error":
        # 'constraint "pattern" is "^eff-..."'
        return KINDS.get(error.note.split('"')[1], error.note)
    return _ERRORS.get(error.type, error.type)


def _checks() -> list[Any]:
    from frictionless import Check, Row, errors

    class IntervalOrder(errors.RowError):
        type = "interval_order"

    class PFromInterval(errors.RowError):
        type = "p_from_interval"

    class Effects(Check):
        type = "effects"
        Errors = [IntervalOrder, PFromInterval]  # noqa: RUF012

        def validate_row(self, row: Row) -> Iterator[Any]:
            if "ci_low" not in row:
                return
            low, high = row["ci_low"], row["ci_high"]
            if low is not None and high is not None and float(low) > float(high):
                yield IntervalOrder.from_row(row, note="the bounds are the wrong way round")
            if _is_off(row):
                yield PFromInterval.from_row(row, note="p is not what the interval implies")

    return [Effects()]


def _is_off(row: Any) -> bool:
    """Whether a row's p value is not the one that its interval implies."""
    if row["scale"] != "ratio" or row["ci_level"] != LEVEL:
        return False
    estimate, low, high, stated = (row[name] for name in _NEEDED)
    if None in {estimate, low, high, stated}:
        return False
    implied = implied_p(*map(float, (estimate, low, high)), log=math.log, exp=math.exp)
    return abs(float(stated) - implied) > TOLERANCE
