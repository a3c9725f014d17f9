"""CSV is read as Python's own reader reads it, or not at all; writing and reading are inverse."""

from __future__ import annotations

import csv
import io
from datetime import date

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evitab.columns import arrow_schema, parse
from evitab.finding import CannotJudge
from evitab.package import csv_text
from evitab.package.csv_file import read_csv
from evitab.package.csv_text import read_csv_text
from evitab.package.parquet_file import read_parquet
from evitab.package.writing import csv_bytes, parquet_bytes
from evitab.standard import TableSchema, standard

CELL = st.text(st.characters(codec="utf-8", exclude_characters="\0\r"), max_size=8)
WIDTH = 3


@given(st.lists(st.lists(CELL, min_size=WIDTH, max_size=WIDTH), min_size=1, max_size=8))
def test_well_formed_csv_is_read_as_python_reads_it(rows: list[list[str]]) -> None:
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows([["a", "b", "c"], *rows])
    found = read_csv_text(text.getvalue().encode(), "t.csv", "t")
    cells = [[row[name] or "" for name in "abc"] for row in found.cells.to_pylist()]
    assert cells == rows
    assert list(found.ragged) == []


@given(st.lists(st.lists(CELL, max_size=5), min_size=1, max_size=8))
def test_rows_and_lines_of_ragged_and_blank_csv_are_those_of_python(rows: list[list[str]]) -> None:
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows([["a", "b", "c"], *rows])
    reader = csv.reader(io.StringIO(text.getvalue(), newline=""))
    lines, begins = [], 1
    for row in reader:
        lines.append((begins, len(row)))
        begins = reader.line_num + 1
    found = read_csv_text(text.getvalue().encode(), "t.csv", "t")
    assert list(found.lines) == [line for line, width in lines[1:] if width == WIDTH]
    assert list(found.ragged) == [(line, width) for line, width in lines[1:] if width != WIDTH]


def test_rows_that_are_left_out_have_their_lines_in_a_file_of_many_stretches(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(csv_text, "MAX_ROW", 20)
    text = "a,b\n" + '1,2\n\n3\n"4\n",5\n' * 50
    found = read_csv_text(text.encode(), "t.csv", "t")
    firsts = range(2, 252, 5)
    assert found.lines.tolist() == [line for at in firsts for line in (at, at + 3)]
    assert found.ragged == [each for at in firsts for each in ((at + 1, 0), (at + 2, 1))]


@given(st.binary(max_size=60) | st.text('ab",\n', max_size=40).map(str.encode))
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    try:
        found = read_csv_text(data, "t.csv", "t")
    except CannotJudge:
        return
    text = data.removeprefix(b"\xef\xbb\xbf").decode().replace("\r\n", "\n").replace("\r", "\n")
    strict = [row for row in csv.reader(io.StringIO(text, newline=""), strict=True) if row]
    width = len(strict[0])
    whole = [row for row in strict[1:] if len(row) == width]
    assert [[cell or "" for cell in row.values()] for row in found.cells.to_pylist()] == whole


TABLES = [table for profile in standard().profiles.values() for table in profile.tables]


FIELDS = {field.type: field for table in TABLES for field in table.fields}
TEXTS = [None, "0.5", "1", "-3", "1e5", "x", "2011", "true", "2026-11-22", "2026-02-30", "1" * 16]


@pytest.mark.parametrize("kind", ["number", "integer", "year", "boolean", "date"])
@given(texts=st.lists(st.sampled_from(TEXTS), min_size=1, max_size=20))
def test_texts_that_stand_in_many_rows_are_read_as_they_are_in_few(
    kind: str, texts: list[str | None]
) -> None:
    few, times = pa.array(texts, pa.string()), 1001 // len(texts) + 1
    in_few = parse(FIELDS[kind], few)
    in_many = parse(FIELDS[kind], pa.concat_arrays([few] * times))
    for one, many in zip(in_few, in_many, strict=True):
        assert many.equals(pa.concat_arrays([one] * times))


def test_parquet_has_dictionaries_for_values_that_repeat_alone() -> None:
    table = standard().profiles["article"].by_name["concept_labels"]
    rows: list[dict[str, object]] = [
        {**dict.fromkeys(table.by_name, "x"), "concept_id": f"CON-{at:04}"} for at in range(8)
    ]
    footer = pq.read_metadata(io.BytesIO(parquet_bytes(table, as_arrow(table, rows))))
    group = footer.row_group(0)
    columns = [group.column(at) for at in range(group.num_columns)]
    without = [each.path_in_schema for each in columns if not each.has_dictionary_page]
    assert without == ["concept_id"]


def rows_of(table: TableSchema) -> st.SearchStrategy[list[dict[str, object]]]:
    kinds: dict[str, st.SearchStrategy[object]] = {
        "string": CELL.filter(bool),
        "number": st.decimals(-(10**6), 10**6, places=4).map(float),
        "integer": st.integers(-(10**14), 10**14),
        "year": st.integers(1000, 9999),
        "boolean": st.booleans(),
        "date": st.dates(min_value=date(1000, 1, 1)),
    }
    row = st.fixed_dictionaries(
        {field.name: st.none() | kinds[field.type] for field in table.fields}
        | {name: CELL.filter(bool) for name in table.primary_key}
    )
    return st.lists(row, min_size=1, max_size=4)


@pytest.mark.parametrize("table", TABLES, ids=lambda table: str(table.name))
def test_csv_equals_parquet_value_by_value(table: TableSchema) -> None:
    @settings(max_examples=20, derandomize=True, database=None)
    @given(rows_of(table))
    def holds(rows: list[dict[str, object]]) -> None:
        arrow = read_parquet(parquet_bytes(table, as_arrow(table, rows)), "t.parquet", table).data
        assert arrow.equals(read_csv(csv_bytes(table, arrow), "t.csv", table).data)

    holds()


def as_arrow(table: TableSchema, rows: list[dict[str, object]]) -> pa.Table:
    return pa.Table.from_pylist(rows, arrow_schema(table))
