"""Sources that lie together in a Parquet file: `documents/<word>.parquet`."""

from __future__ import annotations

import copy
import hashlib
from collections.abc import Callable
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

import evitab
from corpora import DOCUMENTS, corpus, declare, in_documents, put_documents
from evitab.finding import CannotJudge, Outcome
from evitab.grounding import ground
from evitab.package import read_package
from evitab.package.documents import Documents
from evitab.standard import standard
from packages import GOLDEN, change_bytes, judged, put_cell, put_rows, rows_of

WORDS = (GOLDEN["article"] / "source.txt").read_text(encoding="utf-8")
ONE = ("SRC-0001", WORDS)


def digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def asked(root: Path) -> dict[tuple[str, str], tuple[str, int, int]]:
    grounding = ground(read_package(root, standard()), standard())
    return {
        (check.rule, check.table): (check.outcome.value, check.rows, check.findings)
        for check in grounding.checks
    }


def test_words_in_a_file_of_documents_are_held_as_those_of_a_text_file(tmp_path: Path) -> None:
    root = in_documents(tmp_path)
    assert judged(root).findings == []
    assert asked(root) == asked(GOLDEN["article"])
    put_cell(root, "passages", 1, "prefix", "")
    assert [found.rule for found in judged(root).findings] == ["quote_stands_at_its_offsets"]


FINDINGS: dict[str, tuple[list[tuple[str | None, str | None]], str, str, str | None]] = {
    # documents; the rule, what was expected, and where
    "no document": ([("SRC-0002", WORDS)], "source_has_words_of_its_own", "there is none",
                    "SRC-0001"),
    "no documents at all": ([], "source_has_words_of_its_own", "there is none", "SRC-0001"),
    "a document twice": ([ONE, ("SRC-0002", ""), ONE], "source_has_words_of_its_own", "it has 2",
                         "SRC-0001"),
    "text is null": ([("SRC-0001", None)], "source_has_words_of_its_own", "is null", "SRC-0001"),
    "another text": ([("SRC-0001", "Other.")], "source_is_unaltered", digest("Other."),
                     "SRC-0001"),
    "an empty text": ([("SRC-0001", "")], "source_is_unaltered", digest(""), "SRC-0001"),
    "a document of no source": ([ONE, ("SRC-0002", "More.")], "source_is_described",
                                "the table sources describes", None),
    "a document without a key": ([ONE, (None, "More.")], "source_is_described",
                                 "the table sources describes", None),
}  # fmt: skip


@pytest.mark.parametrize("name", FINDINGS)
def test_damage_to_documents_is_a_clear_finding(name: str, tmp_path: Path) -> None:
    documents, rule, expected, key = FINDINGS[name]
    root = in_documents(tmp_path)
    put_documents(root, documents)
    report = judged(root)
    found = [each for each in report.findings if each.rule == rule]
    assert [each.key for each in found] == [key]
    assert expected in found[0].expected
    assert found[0].advice
    assert report.errors == []
    assert {each.rule for each in report.findings} <= {rule, "source_is_described"}
    if key:
        quotes = [c for c in report.checks if c.rule == "quote_stands_at_its_offsets"]
        assert [check.outcome for check in quotes] == [Outcome.SKIPPED]
        assert DOCUMENTS in (quotes[0].reason or "")


def test_document_of_no_source_is_told_with_its_row(tmp_path: Path) -> None:
    root = in_documents(tmp_path)
    put_documents(root, [ONE, ("SRC-0002", "More.")])
    (found,) = judged(root).findings
    assert (found.file, found.line, found.field, found.value) == (
        DOCUMENTS,
        2,
        "source_id",
        "SRC-0002",
    )


def test_documents_that_are_not_here_leave_the_quotations_unasked(tmp_path: Path) -> None:
    root = in_documents(tmp_path)
    (root / DOCUMENTS).unlink()
    report = judged(root)
    assert report.findings == []
    skipped = {check.rule: check.reason for check in report.skipped}
    assert skipped["quote_stands_at_its_offsets"] == f"{DOCUMENTS} is not here"
    assert skipped["figure_is_carried"] == "no source is here"


def test_only_a_file_of_documents_holds_several_sources(tmp_path: Path) -> None:
    root = in_documents(tmp_path)
    (source,) = rows_of(root, "sources")
    other = {**source, "source_id": "SRC-0002", "sha256": digest("The rest.")}
    put_rows(root, "sources", [source, other])
    put_documents(root, [ONE, ("SRC-0002", "The rest.")])
    found = judged(root).findings
    # It was read: title and author do not stand in the second text.
    assert {(each.rule, each.key) for each in found} == {("text_stands_in_passage", "SRC-0002")}


# Files that nobody should have to read ----------------------------------------------------------


def written(**columns: object) -> Callable[[Path], None]:
    return lambda path: pq.write_table(pa.table(columns), path)


def a_link(path: Path) -> None:
    path.unlink()
    path.symlink_to("/etc/hostname")


def a_folder(path: Path) -> None:
    path.unlink()
    path.mkdir()


def not_utf8(path: Path) -> None:
    bounds, words = pa.py_buffer(b"\0\0\0\0\2\0\0\0"), pa.py_buffer(b"\xff\xfe")
    text = pa.Array.from_buffers(pa.string(), 1, [None, bounds, words])
    written(source_id=["SRC-0001"], text=text)(path)


HOSTILE: dict[str, tuple[Callable[[Path], object], str]] = {
    "empty": (lambda path: path.write_bytes(b""), "not readable as Parquet"),
    "no Parquet": (lambda path: path.write_bytes(b"PAR1" * 20), "not readable as Parquet"),
    "cut off": (lambda path: change_bytes(path, lambda data: data[: len(data) // 2]),
                "not readable as Parquet"),
    "pages overwritten": (lambda path: change_bytes(path, lambda d: d[:4] + b"\xff" * 40 + d[44:]),
                          "not readable as Parquet"),
    "no text": (written(source_id=["SRC-0001"]), "its columns are source_id (string)"),
    "another column": (written(source_id=["SRC-0001"], text=["A"], title=["T"]), "title (string)"),
    "a number as key": (written(source_id=[1], text=["A"]), "source_id (int64)"),
    "a column twice": (lambda path: pq.write_table(
        pa.table([["SRC-0001"], ["A"], ["B"]], names=["source_id", "text", "text"]), path),
        "text (string), text (string)"),
    "no UTF-8": (not_utf8, "UTF"),
    "a link": (a_link, "a link"),
    "a folder": (a_folder, "not a plain file"),
}  # fmt: skip


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_documents_are_refused(name: str, tmp_path: Path) -> None:
    damage, words = HOSTILE[name]
    root = in_documents(tmp_path)
    damage(root / DOCUMENTS)
    report = judged(root)
    assert report.exit_code == 2
    (error,) = report.errors
    assert words in error.message
    assert error.file == DOCUMENTS
    assert error.advice
    assert report.findings == []


@pytest.mark.parametrize(
    ("limit", "words"),
    [
        ("documents._MAX_GROUP_BYTES", "row group 1 unfolds to"),
        ("documents.MAX_SOURCE_BYTES", "row 1 has 1,000 bytes"),
        ("documents.MAX_ROWS", "2 documents, more than are read"),
        ("parquet_file.MAX_TEXT", "unfolds to more than 100 bytes of text"),
    ],
)
def test_documents_that_would_fill_the_memory_are_refused(
    limit: str, words: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A small file can point to one long text from every row."""
    root = in_documents(tmp_path)
    put_documents(root, [("SRC-0001", "x" * 1000), ("SRC-0002", "x" * 1000)])
    monkeypatch.setattr(f"evitab.package.{limit}", 1 if "ROWS" in limit else 100)
    (error,) = judged(root).errors
    assert words in error.message
    assert error.advice


@pytest.mark.parametrize(
    "path",
    [
        "documents.parquet",
        "documents/.parquet",
        "documents/a.csv",
        "documents/a/b.parquet",
        "documents/../a.parquet",
        "documents/A.parquet",
        "/documents/a.parquet",
    ],
)
def test_documents_have_names_that_stay_out_of_wheels(path: str, tmp_path: Path) -> None:
    root = in_documents(tmp_path)
    declare(root, path)
    (error,) = judged(root).errors
    assert error.file == "dataset.json"


# Reading ---------------------------------------------------------------------------------------


def test_each_row_group_is_read_once_whatever_the_order_of_the_sources(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = corpus(tmp_path, 9)
    rows = rows_of(root, "sources")
    put_rows(root, "sources", rows[::2] + rows[1::2])
    read: list[int] = []
    words = Documents._words

    def noted(self: Documents, group: int) -> pa.Array:
        read.append(group)
        return words(self, group)

    monkeypatch.setattr(Documents, "_words", noted)
    monkeypatch.setattr("evitab.grounding.parts.MOST_SOURCES", 2)
    assert ground(read_package(root, standard()), standard()).findings == []
    assert sorted(set(read)) == list(range(5))
    assert len(read) <= 2 * 5  # A part may end within a group.
    assert read == sorted(read)


def test_source_text_comes_from_its_document(tmp_path: Path) -> None:
    root = corpus(tmp_path, 3)
    package = evitab.load(str(root))
    assert package.source_text("SRC-20001") == WORDS
    assert copy.deepcopy(package).source_text("SRC-30001") == WORDS
    put_documents(root, [("SRC-10001", None)])
    for source in ("SRC-10001", "SRC-20001"):
        with pytest.raises(CannotJudge, match="the source is not here"):
            evitab.load(str(root)).source_text(source)
