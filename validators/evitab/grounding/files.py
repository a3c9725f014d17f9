"""The files of a package's sources are told of in its tables, and text files by one row each."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pyarrow.compute as pc

from evitab.finding import LISTED, Finding
from evitab.grounding.sources import OWN
from evitab.package import Contents, Table, finding_at
from evitab.package.dataset import is_documents
from evitab.package.documents import Documents

DESCRIBED = "source_is_described"


def check_files(contents: Contents) -> list[Finding]:
    """Files and documents that no row of `sources` tells of, and text files that several share."""
    sources = contents.tables["sources"]
    return [*_unused(contents, sources), *_shared(sources)]


def _unused(contents: Contents, sources: Table) -> Iterator[Finding]:
    known, listed = set(sources.column("path").to_pylist()), contents.dataset.source_paths
    if not known <= set(listed) or sources.findings:
        return  # Perhaps the same file under another name; that is found already.
    for path in listed:
        if path not in known:
            yield _undescribed(
                "dataset.json", path, field="sources", advice="or remove it from dataset.json."
            )
        elif is_documents(path) and (held := contents.words.documents(path)) is not None:
            yield from _untold(sources, held)


def _untold(sources: Table, held: Documents) -> Iterator[Finding]:
    """Documents of a file that no row of `sources` tells of, or that have no key at all."""
    is_known = pc.is_in(held.keys, pc.drop_null(sources.column("source_id")))
    for row in np.flatnonzero(~np.asarray(is_known))[:LISTED]:
        yield _undescribed(
            held.file,
            held.keys[int(row)].as_py(),
            field="source_id",
            line=int(row) + 1,
            advice="or remove the document.",
        )


def _shared(sources: Table) -> Iterator[Finding]:
    """Text files that a row names though an earlier one has named them already."""
    paths = sources.column("path").to_pylist()
    first: dict[str, int] = {}
    for row, path in enumerate(paths):
        if path is None or is_documents(path):
            continue
        earlier = first.setdefault(path, row)
        if earlier != row:
            yield finding_at(
                sources,
                row,
                rule=OWN,
                field="path",
                value=path,
                expected=f"a text file of its own; line {sources.lines[earlier]} has it already",
                advice="Mend one of them; only a file under documents/ holds several sources.",
            )


def _undescribed(
    file: str, value: str | None, *, field: str, advice: str, line: int | None = None
) -> Finding:
    return Finding(
        rule=DESCRIBED,
        file=file,
        expected="a source that the table sources describes",
        advice=f"Add its row there, {advice}",
        field=field,
        value=value,
        line=line,
    )
