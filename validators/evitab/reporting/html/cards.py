"""What was found about the source, as cards with their arithmetic, and its works with status."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from evitab.finding import SourceFinding
from evitab.reporting.findings_page import wanted
from evitab.reporting.html.subject import Row, Subject
from evitab.views.works import as_printed, looked_up

# So many findings, and works, are laid out; a package with more has them all in its tables.
LAID_OUT = 300


@dataclass(frozen=True)
class Card:
    """A finding about the source: what should hold, and the words and rows that it is about."""

    finding: SourceFinding
    wanted: str
    quote: str | None
    anchor: str
    related: Sequence[tuple[str, str]]

    @property
    def is_at_odds(self) -> bool:
        """Whether no innocent reading explains it."""
        return self.finding.severity != "info"


def cards_of(subject: Subject) -> list[Card]:
    """The cards of the first findings, worst first."""
    quotes = {row["passage_id"]: row["exact"] for row in subject.rows("passages")}
    tables = _tables_by_key(subject)
    return [
        Card(
            each,
            wanted(each.rule),
            quotes.get(each.passage),
            anchor_of(each),
            [(tables[key], key) for key in (each.related_rows or "").split() if key in tables],
        )
        for each in subject.findings[:LAID_OUT]
    ]


def anchor_of(finding: SourceFinding) -> str:
    """The fragment of a finding: that of its row in the table where it stands."""
    return (
        f"appraisals/{finding.appraisal}"
        if finding.appraisal
        else f"findings/{finding.fingerprint}"
    )


def _tables_by_key(subject: Subject) -> Mapping[str, str]:
    """The table of each row that a finding may name, by the row's key."""
    wanted_keys = {key for each in subject.findings for key in (each.related_rows or "").split()}
    tables: dict[str, str] = {}
    for name, table in subject.contents.tables.items():
        key = table.schema.primary_key
        if len(key) == 1 and table.has(key):
            for value in wanted_keys.intersection(table.column(key[0]).to_pylist()):
                tables[value] = name
    return tables


@dataclass(frozen=True)
class Work:
    """An entry of the article's list, its look-ups and what they come to, and its mentions: key,
    words as printed, row.
    """

    row: Row
    checks: Sequence[Row]
    mentions: Sequence[tuple[str, str, Row]]
    outcome: str
    label: str
    is_other_title: bool
    is_retracted: bool


def works_of(subject: Subject) -> list[Work]:
    """The works of the list in its order, each with its status."""
    checks, citations = defaultdict(list), defaultdict(list)
    for row in subject.rows("reference_checks"):
        checks[row["reference_id"]].append(row)
    for row in subject.rows("citations"):
        citations[row["reference_id"]].append(row)
    return [
        _work(subject, row, checks[row["reference_id"]], citations[row["reference_id"]])
        for row in subject.rows("references")
    ]


def _work(subject: Subject, row: Row, checks: Sequence[Row], citations: Sequence[Row]) -> Work:
    known = looked_up(row, checks)
    outcome = str(known["reference_status"])
    label = subject.label("look_up_outcome", outcome)
    is_other = outcome == "found" and known["is_title_match"] is False
    if is_other:
        label = f"{label}, under another title"
    mentions = [(str(each["citation_id"]), as_printed(each) or "", each) for each in citations]
    is_retracted = known["retraction_date"] is not None
    return Work(row, checks, mentions, outcome, label, is_other, is_retracted)
