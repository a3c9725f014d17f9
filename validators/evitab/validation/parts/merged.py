"""Checks that were made part by part, each summed up."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from evitab.finding import LISTED, Check, Finding, Outcome

Key = tuple[str, str, tuple[str, ...], bool]
_GRAVEST = (Outcome.CRASHED, Outcome.FAILED, Outcome.PASSED)


@dataclass
class Merged:
    """Checks by rule, table and columns, with their findings as far as those are listed."""

    _checks: dict[Key, Check] = field(default_factory=dict)
    _findings: dict[Key, list[Finding]] = field(default_factory=dict)

    def enter(self, check: Check, findings: Sequence[Finding]) -> None:
        """Take in a check as it came out in one part.

        One that was made in one part and skipped in another stays both: skipped is not passed.
        """
        key = (check.rule, check.table, check.fields, check.outcome is Outcome.SKIPPED)
        known = self._checks.get(key)
        self._checks[key] = check if known is None else _both(known, check)
        listed = self._findings.setdefault(key, [])
        listed.extend(findings[: max(0, LISTED - len(listed))])

    def verdict(self) -> Iterator[tuple[Check, list[Finding]]]:
        """Each check with its findings, in the order in which they were first made."""
        for key, check in self._checks.items():
            yield check, self._findings[key]


def _both(one: Check, two: Check) -> Check:
    if one.outcome is Outcome.SKIPPED:
        return one
    return replace(
        one,
        outcome=min(one.outcome, two.outcome, key=_GRAVEST.index),
        rows=one.rows + two.rows,
        findings=one.findings + two.findings,
        reason=one.reason or two.reason,
    )
