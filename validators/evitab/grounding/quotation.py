"""What of a quotation is not as in its source, one passage at a time, in words."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterator, Mapping
from typing import Any

from evitab.finding import Finding
from evitab.package import Table, finding_at

AROUND = 32
QUOTES = "quote_stands_at_its_offsets"
SECTION = "section_is_the_last_heading"

# Where each begins, in code points, and what it is called.
Headings = list[tuple[int, str]]


def headings_in(text: str, names: Collection[str]) -> Headings:
    """Where lines stand that are called as some section is, in order."""
    found: list[tuple[int, str]] = []
    if not names:
        return found
    place = 0
    for line in text.splitlines(keepends=True):
        if (name := line.strip()) in names:
            found.append((place + line.index(name), name))
        place += len(line)
    return found


def differences(
    passages: Table, row: int, passage: Mapping[str, Any], text: str, headings: Headings
) -> Iterator[Finding]:
    """What of one passage is not as in the text of its source; `headings` are those of the text."""
    yield from _words(passages, row, passage, text)
    yield from _section(passages, row, passage, headings)


def _section(
    passages: Table, row: int, passage: Mapping[str, Any], headings: Headings
) -> Iterator[Finding]:
    """A section that is not the last heading at or before the start of its passage."""
    section, start = passage.get("section"), passage["start"]
    if start is None:
        return
    before = [name for place, name in headings if place <= start]
    due = before[-1] if before else None
    if section != due:
        yield finding_at(
            passages,
            row,
            rule=SECTION,
            field="section",
            value=section,
            expected=f"the last heading before the passage: {_shorten(due)}",
            advice="Copy the heading, a line of its own; leave the cell empty before the first.",
        )


def _words(passages: Table, row: int, passage: Mapping[str, Any], text: str) -> Iterator[Finding]:
    """The first thing in which a passage differs from its source."""
    start, end, exact = passage["start"], passage["end"], passage["exact"]
    if start is None or end is None or (exact is not None and len(exact) != end - start):
        return  # Other rules say so.
    span = text[start:end]
    stands: dict[str, str | None] = {
        "exact": span,
        "prefix": text[max(0, start - AROUND) : start] or None,
        "suffix": text[end : end + AROUND] or None,
    }
    stands["sha256"] = hashlib.sha256(span.encode()).hexdigest()
    for field, words in stands.items():
        given = passage[field]
        is_due = exact is not None and field in {"prefix", "suffix"}
        if given != words and (given is not None or is_due):
            yield finding_at(
                passages,
                row,
                rule=QUOTES,
                field=field,
                value=given,
                expected=f"what stands there in the source: {_shorten(words)}",
                advice="Mend the offsets or the quotation; offsets count code points from 0.",
            )
            return


def _shorten(words: str | None, width: int = 80) -> str:
    """Words of a source as a message shows them: quoted, and no more than a line of them."""
    if words is None:
        return "nothing"
    return repr(words if len(words) <= width else words[: width - 1] + "…")
