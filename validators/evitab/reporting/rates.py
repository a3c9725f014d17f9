"""How often each rule is broken: of so many rows that it was asked of, by so many."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from evitab.finding import Outcome, PackageReport


@dataclass(frozen=True)
class Rate:
    """Of `rows` of a table that a rule was asked of, `found` are at odds with it."""

    rule: str
    table: str
    fields: tuple[str, ...]
    found: int
    rows: int

    @property
    def place(self) -> str:
        """The table, with the column where the rule is about one."""
        return f"{self.table}.{self.fields[0]}" if len(self.fields) == 1 else self.table

    @property
    def share(self) -> float | None:
        """The part of the rows, from 0 to 1; None where no row was asked, or a file was."""
        return self.found / self.rows if 0 < self.rows >= self.found else None

    @property
    def percent(self) -> str:
        """The share with two digits that count, and no 0 % where something was found."""
        return "" if self.share is None else f"{float(f'{100 * self.share:.2g}'):g} %"


def rates(package: PackageReport) -> Iterator[Rate]:
    """The rate of each check that was made, in the order of the report.

    Of a check about the source the findings are those about the source.
    """
    of_source = package.of_source.by_rule()
    for check in package.checks:
        if check.outcome in {Outcome.PASSED, Outcome.FAILED}:
            found = check.findings + of_source[check.rule, check.table]
            yield Rate(check.rule, check.table, check.fields, found, check.rows)
