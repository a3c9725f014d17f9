"""Each source is the one that was read, and has words of its own."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
import pyarrow.compute as pc

from evitab.finding import CannotJudge, Finding
from evitab.package import Table, finding_at
from evitab.package.dataset import is_documents
from evitab.package.documents import Words

DECLARED = "source_is_declared"
OWN = "source_has_words_of_its_own"
UNALTERED = "source_is_unaltered"
# Of a source: how many rows of its file have its key, and the words of the only one.
Document = tuple[int, bytes | None]


@dataclass
class Read:
    """The sources whose words could be read.

    `sound` holds the path and the words as UTF-8 of those that are unaltered, by the source's
    key; `count` says how many were compared, `reasons` what keeps the others from being.
    """

    findings: list[Finding] = field(default_factory=list)
    reasons: list[str] = field(default_factory=list)
    sound: dict[str, tuple[str, bytes]] = field(default_factory=dict)
    count: int = 0

    def leave(self, reason: str, finding: Finding | None = None) -> None:
        """Note why the words of a source are not compared."""
        self.reasons.append(reason)
        self.findings += [finding] if finding else []


def read_sources(sources: Table, words: Words) -> Read:
    """Read the words of each source, and hold them against the SHA-256 on record.

    Raises CannotJudge where a source is there and cannot be read.
    """
    read = Read()
    documents = _documents(sources, words)
    for index, source in enumerate(sources.data.to_pylist()):
        path = source["path"]
        if path not in words.declared:
            read.leave(f"{path} is not declared", _undeclared(sources, index))
        elif (data := _stored(words, path, documents.get(index))) is not None:
            read.count += 1
            digest = hashlib.sha256(data).hexdigest()
            if digest == source["sha256"]:
                read.sound[source["source_id"]] = path, data
            else:
                read.leave(_is_other(path), _altered(sources, index, digest))
        elif index in documents:
            reason = f"{path} has not one document for each of its sources"
            read.leave(reason, _not_its_own(sources, index, documents[index][0]))
        else:
            read.leave(f"{path} is not here")
    return read


def _stored(words: Words, path: str, document: Document | None) -> bytes | None:
    """The words of one source; None where they are not there, or not once."""
    if is_documents(path):
        return document[1] if document else None
    return words.text_file(path)


def _documents(sources: Table, words: Words) -> Mapping[int, Document]:
    """The documents of the sources, by the sources' rows; file by file, in the order in which
    they are stored.
    """
    found: dict[int, Document] = {}
    paths, keys = sources.column("path"), sources.column("source_id")
    for path in pc.unique(paths).to_pylist():
        if path not in words.declared or not is_documents(path):
            continue
        if (held := words.documents(path)) is not None:
            here = np.flatnonzero(np.asarray(pc.fill_null(pc.equal(paths, path), False)))
            places = [(*held.row_of(keys[at].as_py()), at) for at in here.tolist()]
            for row, count, at in sorted(places):
                found[at] = count, held.read(row) if count == 1 else None
    return found


def decoded(data: bytes, path: str) -> str:
    """The text of a source's file; raises CannotJudge where it is not UTF-8."""
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise CannotJudge(
            f"byte {error.start} is not UTF-8", file=path, advice="Save the source as UTF-8."
        ) from None


# Findings --------------------------------------------------------------------------------------


def _is_other(path: str) -> str:
    if is_documents(path):
        return f"{path} has documents that are not those that were read"
    return f"{path} is not the file that was read"


def _undeclared(sources: Table, row: int) -> Finding:
    return finding_at(
        sources,
        row,
        rule=DECLARED,
        field="path",
        value=sources.text_of(row, "path"),
        expected="a path that dataset.json lists under sources",
        advice="List it there, and say whether it may be redistributed.",
    )


def _not_its_own(sources: Table, row: int, count: int) -> Finding:
    """A source that has no document, an empty one or several in the file that it names."""
    path = sources.text_of(row, "path")
    there = {0: "there is none", 1: "the text of its row is null"}.get(count, f"it has {count:,}")
    return finding_at(
        sources,
        row,
        rule=OWN,
        field="path",
        value=path,
        expected=f"one row of that file with its key and its words; {there}",
        advice="Put the document there, once, or mend the path.",
    )


def _altered(sources: Table, row: int, digest: str) -> Finding:
    is_row = is_documents(sources.text_of(row, "path") or "")
    what, words = ("document", "words in UTF-8") if is_row else ("file", "source file")
    expected = f"the SHA-256 of the {words}, {digest}"
    return finding_at(
        sources,
        row,
        rule=UNALTERED,
        field="sha256",
        value=sources.text_of(row, "sha256"),
        expected=expected,
        advice=f"Restore the {what} that was read, or read the new one afresh: offsets may differ.",
    )
