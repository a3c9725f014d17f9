"""Each quotation stands in its source where it says."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from evitab.finding import Finding
from evitab.grounding.offsets import Buffer, may_differ, may_have_another_section
from evitab.grounding.quotation import differences, headings_in
from evitab.grounding.sources import decoded, read_sources
from evitab.package import Contents, Table
from evitab.package.documents import Words


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


def check_quotes(contents: Contents, words: Words) -> Quotes:
    """Hold each passage against the words of its source.

    Raises CannotJudge where a source is there and cannot be read.
    """
    read = read_sources(contents.tables["sources"], words)
    texts = {key: decoded(data, path) for key, (path, data) in read.sound.items()}
    stored = [data for _, data in read.sound.values()]
    compared, differing = hold_passages(contents.tables["passages"], texts, stored)
    return Quotes((*read.findings, *differing), tuple(read.reasons), texts, read.count, compared)


def hold_passages(
    passages: Table, texts: Mapping[str, str], stored: list[bytes]
) -> tuple[int, list[Finding]]:
    """How many passages are of these `texts`, and what of them is not as there; `stored` are the
    same texts as UTF-8.

    They are held against the bytes of all texts at once, and only the doubtful looked at.
    """
    names = list(texts)
    index = pc.index_in(passages.column("source_id"), pa.array(names, pa.string()), skip_nulls=True)
    known = np.flatnonzero(np.asarray(index.is_valid()))
    if not len(known):
        return 0, []
    data, text = passages.data.take(known), np.asarray(index.take(known), np.int64)
    headings = [
        headings_in(texts[name], sections)
        for name, sections in zip(names, _sections(data, text, len(names)), strict=True)
    ]
    buffer = Buffer(stored)
    look = may_differ(data, text, buffer) | may_have_another_section(data, text, buffer, headings)
    found: list[Finding] = []
    for at in np.flatnonzero(look).tolist():
        passage, number = data.slice(at, 1).to_pylist()[0], int(text[at])
        words = texts[names[number]]
        found.extend(differences(passages, int(known[at]), passage, words, headings[number]))
    return len(known), found


def _sections(passages: pa.Table, text: npt.NDArray[np.int64], count: int) -> list[set[str]]:
    """The sections that the passages of each text name."""
    sections: list[set[str]] = [set() for _ in range(count)]
    if "section" not in passages.column_names:
        return sections
    names = passages.column("section").combine_chunks().dictionary_encode()
    known = [*names.dictionary.to_pylist(), None]
    name = np.asarray(pc.fill_null(names.indices, len(known) - 1), np.int64)
    for pair in np.unique(text * len(known) + name).tolist():
        if (section := known[pair % len(known)]) is not None:
            sections[pair // len(known)].add(section)
    return sections
