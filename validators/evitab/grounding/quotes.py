"""The source is the one that was read, and each quotation stands where it says."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from evitab.finding import CannotJudge, Finding
from evitab.package import Contents, Table, finding_at

_AROUND = 32
QUOTES = "quote_stands_at_its_offsets"
SECTION = "section_is_the_last_heading"
RULES = ("source_is_declared", "source_is_described", "source_is_unaltered", SECTION, QUOTES)


@dataclass(frozen=True)
class Quotes:
    """What holding the passages against their sources found, and what kept it from being done.

    `texts` holds the words of the sources that are here and unaltered, by the source's key;
    `sources` and `passages` count what was compared.
    """

    findings: tuple[Finding, ...]
    reasons: tuple[str, ...]
    texts: Mapping[str, str]
    sources: int
    passages: int


def check_quotes(contents: Contents) -> Quotes:
    """Hold each passage against the words of its source.

    Raises CannotJudge where a source is there and cannot be read.
    """
    sources, passages = contents.tables["sources"], contents.tables["passages"]
    findings: list[Finding] = []
    reasons: list[str] = []
    texts: dict[str, str] = {}
    present = compared = 0
    for index, source in enumerate(sources.data.to_pylist()):
        path = source["path"]
        if path not in contents.dataset.source_paths:
            findings.append(_undeclared(sources, index))
            reasons.append(f"{path} is not declared")
            continue
        data = contents.source_bytes(path)
        if data is None:
            reasons.append(f"{path} is not here")
            continue
        present += 1
        digest = hashlib.sha256(data).hexdigest()
        if digest != source["sha256"]:
            findings.append(_altered(sources, index, digest))
            reasons.append(f"{path} is not the file that was read")
            continue
        text = texts[source["source_id"]] = decoded(data, path)
        compared += passages.column("source_id").to_pylist().count(source["source_id"])
        findings.extend(_passages(passages, source["source_id"], text))
    found = (*_unused(contents), *findings)
    return Quotes(found, tuple(reasons), texts, present, compared)


def _unused(contents: Contents) -> Iterator[Finding]:
    """Files that `dataset.json` lists as sources and no row of `sources` tells of."""
    sources = contents.tables["sources"]
    known, listed = set(sources.column("path").to_pylist()), contents.dataset.source_paths
    if not known <= set(listed) or sources.findings:
        return  # Perhaps the same file under another name; that is found already.
    for path in listed:
        if path not in known:
            yield Finding(
                rule="source_is_described",
                file="dataset.json",
                expected="a source that the table sources describes",
                advice="Add its row there, or remove it from dataset.json.",
                field="sources",
                value=path,
            )


def _passages(passages: Table, source: str, text: str) -> Iterator[Finding]:
    rows = [
        (row, passage)
        for row, passage in enumerate(passages.data.to_pylist())
        if passage["source_id"] == source
    ]
    headings = _headings(text, {passage.get("section") for _, passage in rows} - {None})
    for row, passage in rows:
        yield from _passage(passages, row, passage, text)
        yield from _section(passages, row, passage, headings)


def _headings(text: str, names: set[str]) -> list[tuple[int, str]]:
    """Where lines stand that are called as some section is, in order."""
    found: list[tuple[int, str]] = []
    place = 0
    for line in text.splitlines(keepends=True):
        if (name := line.strip()) in names:
            found.append((place + line.index(name), name))
        place += len(line)
    return found


def decoded(data: bytes, path: str) -> str:
    """The text of a source's file; raises CannotJudge where it is not UTF-8."""
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise CannotJudge(
            f"byte {error.start} is not UTF-8", file=path, advice="Save the source as UTF-8."
        ) from None


def _section(
    passages: Table, row: int, passage: Mapping[str, Any], headings: list[tuple[int, str]]
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


def _passage(passages: Table, row: int, passage: Mapping[str, Any], text: str) -> Iterator[Finding]:
    """The first thing in which a passage differs from its source."""
    start, end, exact = passage["start"], passage["end"], passage["exact"]
    if start is None or end is None or (exact is not None and len(exact) != end - start):
        return  # Other rules say so.
    span = text[start:end]
    stands: dict[str, str | None] = {
        "exact": span,
        "prefix": text[max(0, start - _AROUND) : start] or None,
        "suffix": text[end : end + _AROUND] or None,
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


def _undeclared(sources: Table, row: int) -> Finding:
    return finding_at(
        sources,
        row,
        rule="source_is_declared",
        field="path",
        value=sources.text_of(row, "path"),
        expected="a path that dataset.json lists under sources",
        advice="List it there, and say whether it may be redistributed.",
    )


def _altered(sources: Table, row: int, digest: str) -> Finding:
    return finding_at(
        sources,
        row,
        rule="source_is_unaltered",
        field="sha256",
        value=sources.text_of(row, "sha256"),
        expected=f"the SHA-256 of the source file, {digest}",
        advice="Restore the file that was read, or read the new one afresh: offsets may differ.",
    )
