"""What reading a package found, as checks: of its files, and of each table."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from evitab.finding import Check, Finding, Outcome
from evitab.package import Contents, Medium, Table

Verdict = Iterator[tuple[Check, list[Finding]]]
READING = (
    "file_has_no_byte_order_mark",
    "lines_end_with_line_feed",
    "header_has_every_column",
    "header_has_no_other_column",
    "header_is_in_order",
    "row_has_every_cell",
    "table_has_rows",
    "type",
)
# What reading has seen to: by now, a cell that is no value of its type is a null.
SEEN_TO = {
    Medium.CSV: frozenset({"type", "missingValues"}),
    Medium.PARQUET: frozenset({"type"}),
}


def files_listed(contents: Contents) -> Verdict:
    """Files that nobody lists."""
    listed = list(contents.findings)
    size = len(contents.names)
    yield Check.asked("file_is_listed", "*", rows=size, findings=len(listed)), listed


def table_read(
    table: Table, findings: Sequence[Finding], rows: int, counts: Mapping[str, int]
) -> Verdict:
    """The departures of a table from CSV or from its types: findings, and by their rules, counts of
    those that are not all listed.
    """
    for rule in dict.fromkeys((*READING, *(finding.rule for finding in findings))):
        ours = [finding for finding in findings if finding.rule == rule]
        count = max(counts.get(rule, 0), len(ours))
        yield Check.asked(rule, table.name, rows=rows, findings=count), ours


def not_read(contents: Contents) -> Verdict:
    """Tables that could not be read: nothing was asked of them."""
    for name in contents.errors:
        reason = "it could not be read"
        yield Check("*", name, Outcome.SKIPPED, reason=reason), []
