"""Grounding: the source is the one that was read, and each quotation stands where it says."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from typing import Any

from evitab.finding import CannotJudge, Finding
from evitab.package import Contents, Table, finding_at

RULES = ("source_is_declared", "source_is_unaltered", "quote_stands_at_its_offsets")


NEEDED = {
    "sources": ("source_id", "path", "sha256"),
    "passages": ("source_id", "start", "end", "exact", "prefix", "suffix", "sha256"),
}


class CannotGround(Exception):
    """What grounding needs is not there, so nothing can be held against the source."""


def ground(contents: Contents) -> Iterator[Finding]:
    """Hold each passage against the words of its source.

    Raises CannotGround where a source file or a column is not there, CannotJudge where a source
    cannot be read.
    """
    sources, passages = (_needed(contents, name) for name in NEEDED)
    rows = passages.data.to_pylist()
    for index, source in enumerate(sources.data.to_pylist()):
        if source["path"] not in contents.dataset.source_paths:
            yield _undeclared(sources, index)
            continue
        data = contents.source_bytes(source["path"])
        if data is None:
            raise CannotGround(f"{source['path']} is not here")
        if hashlib.sha256(data).hexdigest() != source["sha256"]:
            yield _altered(sources, index)
            continue
        text = _decode(data, source["path"])
        for row, passage in enumerate(rows):
            if passage["source_id"] == source["source_id"]:
                yield from _passage(passages, row, passage, text)


def _needed(contents: Contents, name: str) -> Table:
    table = contents.tables.get(name)
    if table is None or not table.has(NEEDED[name]):
        raise CannotGround(f"{name} could not be read")
    return table


def _decode(data: bytes, path: str) -> str:
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise CannotJudge(
            f"byte {error.start} is not UTF-8", file=path, advice="Save the source as UTF-8."
        ) from None


def _passage(passages: Table, row: int, passage: Mapping[str, Any], text: str) -> Iterator[Finding]:
    start, end = passage["start"], passage["end"]
    if start is None or end is None:
        return
    span = text[start:end]
    prefix, suffix = passage["prefix"] or "", passage["suffix"] or ""
    expected = {
        "exact": span,
        "prefix": text[max(0, start - len(prefix)) : start],
        "suffix": text[end : end + len(suffix)],
        "sha256": hashlib.sha256(span.encode()).hexdigest(),
    }
    for field, words in expected.items():
        if passage[field] is not None and passage[field] != words:
            yield finding_at(
                passages,
                row,
                rule="quote_stands_at_its_offsets",
                field=field,
                value=passage[field],
                expected=f"what stands there in the source: {words!r}",
                advice="Mend the offsets or the quotation; offsets count code points from 0.",
            )


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


def _altered(sources: Table, row: int) -> Finding:
    return finding_at(
        sources,
        row,
        rule="source_is_unaltered",
        field="sha256",
        value=sources.text_of(row, "sha256"),
        expected="the SHA-256 of the source file",
        advice="Restore the file that was read, or read the new one afresh: offsets may differ.",
    )
