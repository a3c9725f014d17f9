"""The rule book: every rule with its page, by family, as Markdown."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from pathlib import Path

from evitab.catalogue import Entry, about_family, facts, families
from evitab.page import ALL_SECTIONS

_RULES = """\
A rule is a condition that holds for every row; a finding is a row for which it does not. When a
rule about the *tables* fails, the tables are wrong and `evitab validate` exits 1. When a rule about
the *source* fails, the tables are right and the source is at odds with itself or with an authority:
the finding is published in `findings`. Findings judge statements, never people, and are no medical
advice. A null satisfies every rule but `required`. `evitab explain RULE` shows the same pages."""
_DETECTION = """\
Each row tells what was done to packages on purpose, how often the rule found it, and how often it
spoke up where nothing was wrong."""


def rule_book(detection: Path) -> str:
    """Every rule with its page, and the table of what was damaged and found, where there is one."""
    lines = ["# Rule book", "", _RULES, "", "## Contents", ""]
    measured = list(_detection(detection))
    for family, entries in families().items():
        lines += _contents(family, entries)
    lines += ["- [Detection](#detection)", *[""]] if measured else [""]
    for family, entries in families().items():
        lines += [f"## {family.capitalize()}", "", about_family(family), ""]
        for entry in entries:
            lines += _entry(entry)
    return "\n".join([*lines, *measured])


def _contents(family: str, entries: Sequence[Entry]) -> Iterator[str]:
    yield f"- [{family.capitalize()}](#{family}), {len(entries)} rules"
    for entry in entries:
        # A heading's anchor is its text in lower case.
        yield f"  - [`{entry.name}`](#{entry.name.lower()}): {entry.summary}"


def _entry(entry: Entry) -> Iterator[str]:
    yield from (f"### `{entry.name}`", "", f"**{entry.summary}**", "")
    for label, text in facts(entry):
        yield f"- {label.capitalize()}: {text}"
    yield ""
    for title in ALL_SECTIONS:
        if title in entry.page.sections:
            yield from (f"*{title}.* {entry.page.sections[title]}", "")


def _detection(file: Path) -> Iterator[str]:
    """A CSV file, whatever its columns are, as a table."""
    if not file.is_file():
        return
    with file.open(encoding="utf-8", newline="") as text:
        head, *rows = list(csv.reader(text)) or [[]]
    yield from ("## Detection", "", _DETECTION, "")
    yield from (_row(head), _row(["---"] * len(head)), *map(_row, rows))
    yield ""


def _row(cells: Sequence[str]) -> str:
    escaped = (cell.replace("|", "\\|").replace("\n", " ") for cell in cells)
    return f"| {' | '.join(escaped)} |"
