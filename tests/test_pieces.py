"""A table read piece by piece is the table that is read at once."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from evitab.finding import CannotJudge
from evitab.package import Medium, csv_pieces, group_texts, parquet_file, read_table
from evitab.package.pieces import Scan, scan_table
from evitab.package.table import Table, joined
from evitab.standard import TableSchema, standard

SCHEMA: TableSchema = standard().profiles["article"].by_name["concept_labels"]
HEADER = "concept_id,language,label,type\n"
cell = st.one_of(
    st.sampled_from(
        ["vitamin-k2", "en", "preferred", "", "é", "維生素 D", '"a, ""b""\nc"', '"\r\n"']
    ),
    st.sampled_from(['bad"quote', '"open', "a,b"]),
)
row = st.lists(cell, min_size=3, max_size=5).map(",".join)
text = st.lists(row | st.just(""), max_size=12).map(lambda rows: HEADER + "\n".join([*rows, ""]))


def write(folder: Path, data: bytes) -> None:
    (folder / "tables").mkdir(exist_ok=True)
    (folder / "tables" / "concept_labels.csv").write_bytes(data)


def tried(read: Callable[[], Table]) -> Table | CannotJudge:
    """A table, or why it cannot be read."""
    try:
        return read()
    except CannotJudge as error:
        return error


def by_pieces(scan: Scan) -> tuple[Table | None, list[str]]:
    parts = [piece.read() for piece in scan.pieces()]
    kept = [part for part in parts if len(part.data)]
    found = [*scan.head.findings, *(each for part in parts for each in part.findings)]
    return (joined(kept) if kept else None), sorted(set(map(str, found)))


@given(text, st.integers(1, 60))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_blocks_of_csv_are_the_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str, block: int
) -> None:
    monkeypatch.setattr(csv_pieces, "BLOCK", block)
    write(tmp_path, text.encode())
    whole = tried(lambda: read_table(tmp_path, SCHEMA, Medium.CSV))
    if isinstance(whole, CannotJudge):
        with pytest.raises(CannotJudge) as told:
            by_pieces(scan_table(tmp_path, SCHEMA, Medium.CSV))
        assert (told.value.message, told.value.line) == (whole.message, whole.line)
        return
    pieces, findings = by_pieces(scan_table(tmp_path, SCHEMA, Medium.CSV))
    expected = [each for each in whole.findings if each.rule != "table_has_rows"]
    # Of each way to end a line wrongly the first is told, in a file or in a piece.
    assert _but_ends(findings) == _but_ends(sorted(set(map(str, expected))))
    if pieces is None:
        assert not len(whole.data)
        return
    assert pieces.data.equals(whole.data)
    assert pieces.lines.tolist() == whole.lines.tolist()


def _but_ends(findings: list[str]) -> list[str]:
    return [each for each in findings if "lines_end_with_line_feed" not in each]


@pytest.mark.parametrize(
    "data",
    [b"\xff\xfea", b"", b"\n \n", b"a;b\n", b"\xef\xbb\xbf" + HEADER.encode() + b"a,b,c,d\r\n"],
)
def test_first_bytes_are_judged_as_those_of_a_whole_file(data: bytes, tmp_path: Path) -> None:
    write(tmp_path, data)
    whole = tried(lambda: read_table(tmp_path, SCHEMA, Medium.CSV))
    if isinstance(whole, CannotJudge):
        with pytest.raises(CannotJudge) as told:
            scan_table(tmp_path, SCHEMA, Medium.CSV)
        assert str(told.value) == str(whole)
        return
    _, findings = by_pieces(scan_table(tmp_path, SCHEMA, Medium.CSV))
    assert findings == sorted(map(str, whole.findings))


@given(st.lists(st.integers(0, 7), max_size=5))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_row_groups_of_parquet_are_the_file(tmp_path: Path, sizes: list[int]) -> None:
    (tmp_path / "parquet").mkdir(exist_ok=True)
    path = tmp_path / "parquet" / "concept_labels.parquet"
    schema = pa.schema([(name, pa.string()) for name in SCHEMA.by_name])
    random = np.random.default_rng(len(sizes))
    with pq.ParquetWriter(path, schema) as writer:
        for size in sizes:
            values = random.choice(np.array(["a", "é", "x\0", None]), (4, size)).tolist()
            writer.write_table(pa.table([pa.array(v, pa.string()) for v in values], schema=schema))
    whole = read_table(tmp_path, SCHEMA, Medium.PARQUET)
    pieces, findings = by_pieces(scan_table(tmp_path, SCHEMA, Medium.PARQUET))
    expected = [each for each in whole.findings if each.rule != "table_has_rows"]
    assert findings == sorted(set(map(str, expected)))
    if pieces is None:
        assert not len(whole.data)
        return
    assert pieces.data.cast(whole.data.schema).equals(whole.data)
    assert pieces.lines.tolist() == whole.lines.tolist()
    assert {n: r.tolist() for n, r in pieces.rejected.items()} == {
        n: r.tolist() for n, r in whole.rejected.items()
    }


def test_table_is_a_file_or_a_folder_of_files_and_never_both(tmp_path: Path) -> None:
    write(tmp_path, (HEADER + "a,en,A,preferred\n").encode())
    folder = tmp_path / "tables" / "concept_labels"
    folder.mkdir()
    with pytest.raises(CannotJudge, match="there twice"):
        scan_table(tmp_path, SCHEMA, Medium.CSV)
    (tmp_path / "tables" / "concept_labels.csv").rename(folder / "b.csv")
    (folder / "a.csv").write_text(HEADER + "b,en,B,preferred\n")
    pieces, _ = by_pieces(scan_table(tmp_path, SCHEMA, Medium.CSV))
    assert pieces is not None
    assert pieces.data.column("label").to_pylist() == ["B", "A"]
    assert [pieces.file_of(0), pieces.file_of(1)] == [
        "tables/concept_labels/a.csv",
        "tables/concept_labels/b.csv",
    ]
    (folder / "readme.txt").write_text("x")
    with pytest.raises(CannotJudge, match="no folder of a table's files"):
        scan_table(tmp_path, SCHEMA, Medium.CSV)


def test_text_that_unfolds_in_a_piece_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(parquet_file, "MAX_TEXT", 1000)
    (tmp_path / "parquet").mkdir()
    columns = {name: ["x" * (300 if name == "label" else 1)] * 4 for name in SCHEMA.by_name}
    pq.write_table(pa.table(columns), tmp_path / "parquet" / "concept_labels.parquet")
    with pytest.raises(CannotJudge, match="unfolds to more than 1,000 bytes"):
        by_pieces(scan_table(tmp_path, SCHEMA, Medium.PARQUET))


def test_long_text_that_few_rows_have_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(parquet_file, "MAX_TEXT", 1000)
    (tmp_path / "parquet").mkdir()
    labels = ["x" * 300, *"abc" * 50]
    columns = {name: labels if name == "label" else ["x"] * 151 for name in SCHEMA.by_name}
    pq.write_table(pa.table(columns), tmp_path / "parquet" / "concept_labels.parquet")
    pieces, _ = by_pieces(scan_table(tmp_path, SCHEMA, Medium.PARQUET))
    assert pieces is not None
    assert pieces.data.column("label").to_pylist() == labels


def test_text_that_lies_in_the_file_as_a_category_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each few rows of such a column come with all of its texts, which are no more for that."""
    monkeypatch.setattr(parquet_file, "MAX_TEXT", 1000)
    monkeypatch.setattr(group_texts, "MAX_GROUP", 2000)
    (tmp_path / "parquet").mkdir()
    labels = ["x" * 200, *"abc" * 50]
    columns: dict[str, pa.Array] = {name: pa.array(["x"] * 151) for name in SCHEMA.by_name}
    columns["label"] = pa.array(labels).dictionary_encode()
    pq.write_table(pa.table(columns), tmp_path / "parquet" / "concept_labels.parquet")
    pieces, _ = by_pieces(scan_table(tmp_path, SCHEMA, Medium.PARQUET))
    assert pieces is not None
    assert pieces.data.column("label").to_pylist() == labels


@pytest.mark.parametrize(
    ("different", "dictionary", "is_slow"),
    [(400, True, False), (400, False, False), (1, True, True)],
)
def test_long_column_of_short_texts_is_read_at_once_where_its_dictionary_is_seen_or_it_has_none(
    different: int, dictionary: bool, is_slow: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One text is all that a page without a dictionary shows as well: later ones may have one."""
    monkeypatch.setattr(parquet_file, "MAX_TEXT", 10_000)
    monkeypatch.setattr(group_texts, "MAX_GROUP", 10_000)
    (tmp_path / "parquet").mkdir()
    labels = [f"{at % different:03}" for at in range(800)]
    columns = {name: labels if name == "label" else ["x"] * 800 for name in SCHEMA.by_name}
    path = tmp_path / "parquet" / "concept_labels.parquet"
    pq.write_table(pa.table(columns), path, use_dictionary=dictionary, data_page_size=100)
    slowly, read = [], group_texts.GroupTexts.few_at_a_time

    def few_at_a_time(texts: group_texts.GroupTexts, column: str, size: int) -> pa.ChunkedArray:
        slowly.append(column)
        return read(texts, column, size)

    monkeypatch.setattr(group_texts.GroupTexts, "few_at_a_time", few_at_a_time)
    pieces, _ = by_pieces(scan_table(tmp_path, SCHEMA, Medium.PARQUET))
    assert pieces is not None
    assert pieces.data.column("label").to_pylist() == labels
    assert ("label" in slowly) is is_slow


@pytest.mark.parametrize(
    ("encoding", "is_doubtful"),
    [
        (None, True),
        ("DELTA_BYTE_ARRAY", True),
        ("DELTA_LENGTH_BYTE_ARRAY", False),
        ("PLAIN", False),
    ],
)
def test_only_texts_that_stand_in_the_file_as_often_as_rows_have_them_are_bounded_by_its_size(
    encoding: str | None, is_doubtful: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A dictionary says a text once for all rows, and a delta what texts share with the one before
    once for all: so few bytes of the file may be many texts.
    """
    path, labels = tmp_path / "labels.parquet", ["x" * 300] * 100
    pq.write_table(
        pa.table({"label": labels}),
        path,
        use_dictionary=encoding is None,
        column_encoding=encoding and {"label": encoding},
    )
    for most, expected in ((50_000, is_doubtful), (20_000, True)):
        monkeypatch.setattr(parquet_file, "MAX_TEXT", most)
        texts = group_texts.GroupTexts(path, path.name, pq.read_metadata(path), 0)
        assert ("label" in texts.doubtful(["label"])) is expected


def test_text_with_a_dictionary_is_doubtful_though_the_file_says_that_it_uses_none(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(parquet_file, "MAX_TEXT", 20_000)
    path, used, unused = tmp_path / "labels.parquet", b"\x35\x00\x06\x10", b"\x35\x00\x06\x00"
    pq.write_table(pa.table({"label": ["x" * 300] * 100}), path, store_schema=False)
    assert path.read_bytes().count(used) == 1
    path.write_bytes(path.read_bytes().replace(used, unused))
    footer = pq.read_metadata(path)
    assert set(footer.row_group(0).column(0).encodings) == {"PLAIN", "RLE"}
    assert "label" in group_texts.GroupTexts(path, path.name, footer, 0).doubtful(["label"])


@pytest.mark.parametrize("kind", [pa.string(), pa.large_string(), pa.string_view()], ids=str)
def test_long_column_with_one_long_text_is_read_few_rows_at_a_time(
    kind: pa.DataType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(parquet_file, "MAX_TEXT", 10_000)
    monkeypatch.setattr(group_texts, "MAX_GROUP", 10_000)
    (tmp_path / "parquet").mkdir()
    path = tmp_path / "parquet" / "concept_labels.parquet"
    short = [f"{at % 400:03}" for at in range(799)]

    def read(labels: list[str]) -> list[str]:
        columns = {name: labels if name == "label" else ["x"] * 800 for name in SCHEMA.by_name}
        whole = {name: pa.array(texts).cast(kind) for name, texts in columns.items()}
        pq.write_table(pa.table(whole), path)
        pieces, _ = by_pieces(scan_table(tmp_path, SCHEMA, Medium.PARQUET))
        assert pieces is not None
        return pieces.data.column("label").to_pylist()

    labels = ["x" * 2000, *short]
    assert read(labels) == labels
    with pytest.raises(CannotJudge, match="unfolds to more than 10,000 bytes"):
        read(["x" * 2000] * 6 + labels[6:])


def test_column_whose_name_is_no_text_is_told_as_what_it_is(tmp_path: Path) -> None:
    (tmp_path / "parquet").mkdir()
    path = tmp_path / "parquet" / "concept_labels.parquet"
    columns = {name: ["x"] for name in SCHEMA.by_name}
    pq.write_table(pa.table(columns), path, store_schema=False)
    path.write_bytes(path.read_bytes().replace(b"concept_id", b"\xff" * 10))
    with pytest.raises(CannotJudge, match="not readable as Parquet: 'utf-8'"):
        scan_table(tmp_path, SCHEMA, Medium.PARQUET)
    with pytest.raises(CannotJudge, match="not readable as Parquet: 'utf-8'"):
        read_table(tmp_path, SCHEMA, Medium.PARQUET)
