"""Waivers: findings that a reviewer lets stand for a while, and rules that keep them honest."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from typing import TypeVar

from evitab.finding import (
    LISTED,
    AnyFinding,
    CannotJudge,
    Check,
    Finding,
    Outcome,
    PackageReport,
    SourceFinding,
    Waiver,
)
from evitab.package import Contents, Table, finding_at
from evitab.rules import all_rules
from evitab.validation.selection import Selection

TABLE = "waivers"
USED, UNEXPIRED, ALLOWED = "waiver_is_used", "waiver_has_not_expired", "waiver_is_allowed"
# Where one of these was not asked, rules of meaning were not either.
_STAND_FOR_MANY = frozenset({"*", "findings_are_current"})
_Either = TypeVar("_Either", Finding, SourceFinding)
_Verdict = tuple[Check, list[Finding]]


def today() -> date:
    """The day by UTC, or that of SOURCE_DATE_EPOCH, by which a run can be repeated.

    Raises CannotJudge where that variable holds no number of seconds.
    """
    seconds = os.environ.get("SOURCE_DATE_EPOCH")
    if not seconds:
        return datetime.now(UTC).date()
    try:
        return datetime.fromtimestamp(int(seconds), UTC).date()
    except (ValueError, OverflowError, OSError):
        advice = "Set it to seconds since 1970, or to nothing."
        raise CannotJudge(
            f"{seconds[:40]!r} is no moment", file="SOURCE_DATE_EPOCH", advice=advice
        ) from None


@dataclass(frozen=True)
class Granted:
    """The waivers of a package, by row of its table; `holding` are those that have not expired."""

    by_row: Mapping[int, tuple[str, Waiver]]
    holding: Mapping[str, Waiver]

    def waive_of(self, check: Check, findings: Sequence[Finding]) -> list[Finding]:
        """The findings of a check, with the waivers that let them stand.

        None may where a report does not list all of them: the others would pass unseen.
        """
        is_whole = check.findings <= min(len(findings), LISTED)
        return [self.waive(each) for each in findings] if is_whole else list(findings)

    def waive(self, finding: _Either) -> _Either:
        """The finding, with the waiver that lets it stand where there is one that may."""
        if not self.holding:
            return finding
        waiver = self.holding.get(finding.fingerprint)
        return replace(finding, waiver=waiver) if waiver and is_waivable(finding) else finding


def is_waivable(finding: AnyFinding) -> bool:
    """Whether a finding may be waived: one of meaning, but none of structure, keys or grounding.

    A row that is malformed, or that no words carry, is wrong whoever signs for it.
    """
    return isinstance(finding, SourceFinding) or finding.rule in _meaning()


def _meaning() -> set[str]:
    return {rule.name for rule in all_rules()}


def granted(contents: Contents, day: date | None) -> Granted:
    """The waivers that a package grants, as of a day (today, unless told)."""
    table = contents.tables.get(TABLE)
    if table is None or not table.has(list(table.schema.by_name)):
        return Granted({}, {})
    by_row = {
        index: (
            row["fingerprint"],
            Waiver(row["reason"], row["reviewer"], row["expiry_date"]),
        )
        for index, row in enumerate(table.data.to_pylist())
        if None not in row.values()
    }
    day = day or today()
    return Granted(by_row, {mark: one for mark, one in by_row.values() if one.expires >= day})


def check_waivers(
    contents: Contents, report: PackageReport, granted: Granted, selection: Selection
) -> Iterator[_Verdict]:
    """Hold the waivers against all that was found in a package."""
    table = contents.tables.get(TABLE)
    if table is None:
        return
    found = {each.fingerprint: each for each in report.all_findings}
    expired = [row for row, (mark, _) in granted.by_row.items() if mark not in granted.holding]
    idle = [
        row for row, (mark, _) in granted.by_row.items() if mark not in found and row not in expired
    ]
    barred = [
        row
        for row, (mark, _) in granted.by_row.items()
        if mark in found and not is_waivable(found[mark])
    ]
    yield _verdict(table, UNEXPIRED, [_expired(table, row) for row in expired])
    yield _verdict(table, ALLOWED, [_barred(table, row, found) for row in barred])
    if idle and (unasked := _unasked(report, selection)):
        marks = ", ".join(granted.by_row[row][0] for row in idle[:3])
        more = f" and {len(idle) - 3} more" if len(idle) > 3 else ""
        reason = f"nothing matches {marks}{more}, and {unasked}"
        yield Check(USED, TABLE, Outcome.SKIPPED, ("fingerprint",), reason=reason), []
    else:
        yield _verdict(table, USED, [_idle(table, row) for row in idle])


def _unasked(report: PackageReport, selection: Selection) -> str | None:
    """Why a waiver that matches nothing may match something all the same."""
    meaning = _meaning()
    for check in report.checks:
        name = f"{check.rule} on {check.table}"
        is_of_meaning = check.rule in meaning
        if check.outcome in {Outcome.SKIPPED, Outcome.CRASHED} and (
            is_of_meaning or check.rule in _STAND_FOR_MANY
        ):
            return f"{name} was not asked"
        if is_of_meaning and check.findings > LISTED:
            return f"not all findings of {name} are listed"
        if is_of_meaning and (option := selection.option_against(check.rule)):
            return f"{name} is left out by {option}"
    return None


def _verdict(table: Table, rule: str, findings: Sequence[Finding]) -> _Verdict:
    fields = ("fingerprint", "expiry_date") if rule == UNEXPIRED else ("fingerprint",)
    rows, count = len(table.data), len(findings)
    return Check.asked(rule, TABLE, rows=rows, findings=count, fields=fields), list(findings)


def _expired(table: Table, row: int) -> Finding:
    return finding_at(
        table,
        row,
        rule=UNEXPIRED,
        field="expiry_date",
        value=table.text_of(row, "expiry_date"),
        expected="a day that has not passed",
        advice="Look at the finding again: mend it and remove the waiver, or give it a new day.",
    )


def _barred(table: Table, row: int, found: Mapping[str, AnyFinding]) -> Finding:
    mark = str(table.text_of(row, "fingerprint"))
    return finding_at(
        table,
        row,
        rule=ALLOWED,
        field="fingerprint",
        value=mark,
        expected=f"a finding of a rule of meaning; this one is of {found[mark].rule}",
        advice="Mend what the finding tells, and remove the waiver.",
    )


def _idle(table: Table, row: int) -> Finding:
    return finding_at(
        table,
        row,
        rule=USED,
        field="fingerprint",
        value=table.text_of(row, "fingerprint"),
        expected="the fingerprint of a finding that there is",
        advice="Remove the waiver: what it let stand is gone.",
    )
