"""Verdicts on parts are kept: what did not change is not judged again, and says the same."""

from __future__ import annotations

import shutil
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest

from corpus import write_corpus
from evitab.finding import PackageReport
from evitab.package import Medium, read_package
from evitab.standard import standard
from evitab.validation import Options, validate_package
from evitab.validation.parts import part_pass
from evitab.validation.parts.record import Record, open_record
from packages import GOLDEN
from test_engines import told

ARTICLES = 4


@pytest.fixture
def root(tmp_path: Path) -> Path:
    shutil.copytree(GOLDEN["authority"], tmp_path / GOLDEN["authority"].name)
    contents = read_package(GOLDEN["article"], standard())
    return write_corpus(contents, ARTICLES, tmp_path / "corpus", Medium.PARQUET)


def judged(root: Path, record: Record | None) -> PackageReport:
    options = Options(at_once=0, workers=1, part=1, record=record)
    return validate_package(root, standard(), name="corpus", options=options)


def record_of(root: Path, since: str | None = None, name: str = "record") -> Record:
    earlier = None if since is None else root.parent / since
    opened = open_record(root.parent / name, earlier, "corpus")
    assert opened is not None
    return opened


def with_cell(root: Path, table: str, column: str, row: int, value: object) -> None:
    """Put another value into a cell of a table."""
    path = root / Medium.PARQUET.file(table)
    data = pq.read_table(path)
    at = data.schema.get_field_index(column)
    values = data.column(column).to_pylist()
    values[row] = value
    changed = pa.array(values, data.schema.field(at).type)
    pq.write_table(data.set_column(at, data.schema.field(at), changed), path)


def test_what_did_not_change_is_not_judged_again(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fresh = judged(root, None)
    first = judged(root, record_of(root))
    assert told(first) == told(fresh)
    assert (first.parts, first.parts_on_record) == (ARTICLES, 0)
    monkeypatch.setattr(part_pass, "judge_sources", pytest.fail)
    again = judged(root, record_of(root))
    assert told(again) == told(fresh)
    assert (again.parts, again.parts_on_record) == (ARTICLES, ARTICLES)
    assert fresh.source_findings


def test_delivery_is_judged_and_what_it_touches(root: Path) -> None:
    judged(root, record_of(root))
    claims = pq.read_table(root / Medium.PARQUET.file("claims"))
    last = len(claims) - 1
    with_cell(root, "claims", "statement", last, "Vitamin X was never named there.")
    since = record_of(root, since="record", name="new")
    report = judged(root, since)
    assert told(report) == told(judged(root, None))
    assert (report.parts, report.parts_on_record) == (ARTICLES, ARTICLES - 1)
    assert {finding.line for finding in report.findings if finding.table == "claims"} == {last + 1}
    # The new record is whole: the next delivery needs no other.
    again = judged(root, record_of(root, name="new"))
    assert again.parts_on_record == ARTICLES


def test_keys_are_compared_with_what_is_gone(root: Path) -> None:
    """A row that nobody touched is wrong once the row that it points to is gone."""
    judged(root, record_of(root))
    path = root / Medium.PARQUET.file("passages")
    passages = pq.read_table(path)
    gone = pq.read_table(root / Medium.PARQUET.file("claims")).column("passage_id")[0]
    pq.write_table(passages.filter(pc.not_equal(passages.column("passage_id"), gone)), path)
    report = judged(root, record_of(root))
    assert told(report) == told(judged(root, None))
    assert ("claims", "foreignKeys") in {(f.table, f.rule) for f in report.findings}


def test_words_that_changed_are_read_again(root: Path) -> None:
    judged(root, record_of(root))
    source = root / read_package(root, standard()).tables["sources"].column("path")[1].as_py()
    source.write_text(source.read_text(encoding="utf-8") + "More.\n", encoding="utf-8")
    report = judged(root, record_of(root))
    assert {finding.rule for finding in report.findings} >= {"source_is_unaltered"}
    assert report.parts_on_record == ARTICLES - 1


def test_run_that_was_interrupted_goes_on(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    judge, seen = part_pass.judge_sources, []

    def interrupted(*args: object) -> object:
        seen.append(args)
        if len(seen) == 3:
            raise KeyboardInterrupt
        return judge(*args)  # type: ignore[arg-type]

    monkeypatch.setattr(part_pass, "judge_sources", interrupted)
    with pytest.raises(KeyboardInterrupt):
        judged(root, record_of(root))
    monkeypatch.undo()
    report = judged(root, record_of(root))
    assert (report.parts, report.parts_on_record) == (ARTICLES, 2)
    assert told(report) == told(judged(root, None))


def test_part_that_is_gone_is_forgotten(root: Path) -> None:
    judged(root, record_of(root))
    with_cell(root, "claims", "statement", 0, "Vitamin X was never named there.")
    judged(root, record_of(root))
    folder = root.parent / "record" / "corpus"
    assert len(list(folder.iterdir())) == ARTICLES


def test_record_that_is_damaged_is_named(root: Path) -> None:
    judged(root, record_of(root))
    path = sorted((root.parent / "record" / "corpus").iterdir())[0]
    path.write_text('{"checks": 3}')
    (error,) = judged(root, record_of(root)).errors
    assert str(path) in error.file
    assert "Remove the file" in error.advice
