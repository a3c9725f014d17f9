"""Which rows of a package's tables are wrong, so that nothing is reckoned with them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cache

import numpy as np
import numpy.typing as npt

from evitab.columns import Mask
from evitab.engines.condition import Condition
from evitab.finding import Finding, Severity
from evitab.rules import all_rules

Rows = npt.NDArray[np.int64]
# Nothing rests on a passage that is wrong in any way.
_WORDS = "passages"


class Marks:
    """Rows by table, as numbers from 0: those with an error that no waiver lets stand, and those
    of them that no words can be held against.
    """

    def __init__(self) -> None:
        self._faulty: dict[str, list[Rows]] = {}
        self._malformed: dict[str, list[Rows]] = {}

    def add(self, table: str, rows: Sequence[int] | Rows, *, is_malformed: bool) -> None:
        """Mark rows of a table."""
        if len(rows):
            self._faulty.setdefault(table, []).append(np.asarray(rows, np.int64))
            if is_malformed or table == _WORDS:
                self._malformed.setdefault(table, []).append(np.asarray(rows, np.int64))

    def add_failing(
        self, table: str, condition: Condition, rows: Rows, findings: Sequence[Finding]
    ) -> None:
        """Mark the rows that fail a condition; `findings` are those of the first of them, in that
        order, with the waivers that let some stand.
        """
        if isinstance(condition, Mask):
            self.add(table, rows, is_malformed=True)
        elif condition.severity is Severity.ERROR:
            stands = np.zeros(len(rows), bool)
            stands[: len(findings)] = [finding.waiver is not None for finding in findings]
            self.add(table, rows[~stands], is_malformed=False)

    def faulty(self, table: str) -> Rows:
        """The rows of a table with an error, in order."""
        return _together(self._faulty.get(table, ()))

    def malformed(self, table: str) -> Rows:
        """The rows of a table that no words can be held against, in order."""
        return _together(self._malformed.get(table, ()))


def is_malformed(fault: Finding) -> bool:
    """Whether no words can be held against the row of a fault.

    They can against a row of which a rule of meaning does not hold: its words tell what is wrong.
    """
    return fault.table == _WORDS or fault.rule not in _meaning()


@cache
def _meaning() -> frozenset[str]:
    return frozenset(rule.name for rule in all_rules())


def _together(rows: Iterable[Rows]) -> Rows:
    return np.unique(np.concatenate([*rows, np.zeros(0, np.int64)]))
