"""Bad input gives one clear finding or error, exit 1 or 2, and no traceback."""

from __future__ import annotations

import io
import json
import os
import shutil
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from evitab.finding import PackageReport, Report
from evitab.package.writing import write_files
from evitab.release.build import built_files
from evitab.reporting.text import to_text
from evitab.standard import standard
from evitab.validation import validate_package
from packages import GOLDEN, change_bytes, copy_of, judged, put_cell, put_rows, rows_of

TABLE = "dosages"
FILE = f"tables/{TABLE}.csv"
Damage = Callable[[Path], object]


def csv_bytes(change: Callable[[bytes], bytes]) -> Damage:
    return lambda root: change_bytes(root / FILE, change)


def cell(field: str, value: str, table: str = TABLE, row: int = 0) -> Damage:
    return lambda root: put_cell(root, table, row, field, value)


def columns(change: Callable[[dict[str, str]], dict[str, str]]) -> Damage:
    return lambda root: put_rows(root, TABLE, [change(row) for row in rows_of(root, TABLE)])


def dataset(**facts: object) -> Damage:
    def damage(root: Path) -> None:
        path = root / "dataset.json"
        path.write_text(json.dumps(json.loads(path.read_text(encoding="utf-8")) | facts))

    return damage


def dataset_text(text: str | bytes) -> Damage:
    data = text.encode() if isinstance(text, str) else text
    return lambda root: (root / "dataset.json").write_bytes(data)


def swap_first_two(row: dict[str, str]) -> dict[str, str]:
    (one, a), (two, b), *rest = row.items()
    return dict([(two, b), (one, a), *rest])


def link_outside(root: Path) -> None:
    outside = root.parent / "outside.csv"
    (root / FILE).rename(outside)
    (root / FILE).symlink_to(outside)


def link_source(root: Path) -> None:
    (root / "source.txt").unlink()
    (root / "source.txt").symlink_to("/etc/hostname")


def folder_in_its_place(root: Path) -> None:
    (root / FILE).unlink()
    (root / FILE).mkdir()


def pipe_in_its_place(root: Path) -> None:
    (root / FILE).unlink()
    os.mkfifo(root / FILE)


def same_key_twice(root: Path) -> None:
    rows = rows_of(root, TABLE)
    put_rows(root, TABLE, [*rows, rows[-1]])


def sources(path: str) -> Damage:
    return dataset(sources=[{"path": path, "redistributable": False}])


# What is done to the package, the exit code, the rule or a piece of the error, the line.
CASES: dict[str, tuple[Damage, int, str, int | None]] = {
    "missing": (lambda root: (root / FILE).unlink(), 2, "no such file", None),
    "empty": (csv_bytes(lambda _: b""), 2, "the file is empty", None),
    "white space": (csv_bytes(lambda _: b"\n \n"), 2, "the file is empty", None),
    "header only": (csv_bytes(lambda b: b[: b.index(b"\n") + 1]), 1, "table_has_rows", None),
    "header without end": (csv_bytes(lambda b: b[: b.index(b"\n")]), 1, "table_has_rows", None),
    "ragged, short": (csv_bytes(lambda b: b + b"DOS-0099,CLM-0001\n"), 1, "row_has_every_cell", 4),
    "ragged, long": (csv_bytes(lambda b: b.replace(b"DOS-0002,", b"DOS-0002,x,")), 1,
                     "row_has_every_cell", 3),
    "blank line": (csv_bytes(lambda b: b.replace(b"\nDOS-0002", b"\n\nDOS-0002")), 1,
                   "row_has_every_cell", 3),
    "byte-order mark": (csv_bytes(lambda b: b"\xef\xbb\xbf" + b), 1,
                        "file_has_no_byte_order_mark", 1),
    "CRLF": (csv_bytes(lambda b: b.replace(b"\n", b"\r\n")), 1, "lines_end_with_line_feed", 1),
    "CR": (csv_bytes(lambda b: b.replace(b"\n", b"\r")), 1, "lines_end_with_line_feed", 1),
    "UTF-16": (csv_bytes(lambda b: b.decode().encode("utf-16")), 2, "UTF-16", None),
    "UTF-16 without mark": (csv_bytes(lambda b: b.decode().encode("utf-16-le")), 2, "NUL", 1),
    "Latin-1": (csv_bytes(lambda b: b.replace(b"400 IU", b"400 IU\xb5", 1)), 2,
                "byte 0xb5 is not UTF-8", 2),
    "NUL": (csv_bytes(lambda b: b.replace(b"DOS-0002", b"DOS\x00002")), 2, "NUL", 3),
    "unclosed quote": (csv_bytes(lambda b: b.replace(b'400 IU', b'"400 IU', 1)), 2,
                       "a quote is not paired", 2),
    "unclosed last quote": (csv_bytes(lambda b: b[:-1] + b'"'), 2, "a quote is not paired", 3),
    "quote in a cell": (csv_bytes(lambda b: b.replace(b"20 mcg", b'20 "mcg"')), 2,
                        "a quote is not paired", 3),
    "column twice": (csv_bytes(lambda b: b.replace(b"purpose", b"use", 1)), 2,
                     "the column 'use' stands 2 times", 1),
    "column missing": (columns(lambda row: {k: v for k, v in row.items() if k != "purpose"}), 1,
                       "header_has_every_column", 1),
    "column extra": (columns(lambda row: {**row, "colour": "blue"}), 1,
                     "header_has_no_other_column", 1),
    "columns re-ordered": (columns(swap_first_two), 1, "header_is_in_order", 1),
    "cell of 10 MB": (cell("instruction_reported", "x" * 10_000_000), 1, "maxLength", 2),
    "number 1e999": (cell("dose_low", "1e999"), 1, "type", 2),
    "number nan": (cell("dose_low", "nan"), 1, "type", 2),
    "number 0x10": (cell("dose_low", "0x10"), 1, "type", 2),
    "number 1,5": (cell("dose_low", "1,5"), 1, "type", 2),
    "integer 1.5": (cell("frequency", "1.5", row=1), 1, "type", 3),
    "wrong case": (cell("use", "Recommended"), 1, "vocabulary", 2),
    "two rows with one key": (same_key_twice, 1, "primaryKey", 4),
    "id malformed": (cell("concept_id", "CHEBI:28940", "concept_codes"), 1, "foreignKeys", 2),
    "formula": (cell("instruction_reported", '=HYPERLINK("http://x")'), 1, "text_is_no_formula", 2),
    "terminal escape": (cell("use", "\x1b[2Jx"), 1, "vocabulary", 2),
    "table is a link": (link_outside, 2, "a link", None),
    "table is a folder": (folder_in_its_place, 2, "not a plain file", None),
    "table is a pipe": (pipe_in_its_place, 2, "not a plain file", None),
    "source is a link": (link_source, 2, "a link", None),
    "no dataset.json": (lambda root: (root / "dataset.json").unlink(), 2, "no such file", None),
    "dataset.json is no JSON": (dataset_text('{"name": '), 2, "not JSON", 1),
    "dataset.json is an array": (dataset_text("[]"), 2, "is not of type 'object'", None),
    "dataset.json is Latin-1": (dataset_text(b'{"name": "\xe9"}'), 2, "not UTF-8", None),
    "dataset.json nested a thousand deep": (dataset_text("[" * 1000 + "]" * 1000), 2,
                                            "nested more than", None),
    "dataset.json nested a million deep": (dataset_text("[" * 400_000 + "]" * 400_000), 2,
                                           "nested more than", None),
    "dataset.json with NaN": (dataset_text('{"name": NaN}'), 2, "NaN is no JSON value", None),
    "dataset.json with a huge number": (dataset_text('{"name": ' + "1" * 5000 + "}"), 2, "not JSON",
                                        None),
    "dataset.json names a fact twice": (dataset_text('{"name": 1, "name": 2}'), 2, "stands twice",
                                        None),
    "dataset.json of 2 MB": (dataset_text(" " * 2_000_000), 2, "more than the 1,000,000", None),
    "a fact that is unknown": (dataset(colour="blue"), 2, "'colour' was unexpected", None),
    "a profile that is unknown": (dataset(profile="novel"), 2, "profile is 'novel'", None),
    "a table that is unknown": (dataset(tables=["sources", "passages", "claims", "moons"]), 2,
                                "no table 'moons'", None),
    "a required table not listed": (dataset(tables=["claims"]), 2, "'passages' is not listed",
                                    None),
    "path with ..": (sources("../source.txt"), 2, "climbs out", None),
    "absolute path": (sources("/etc/passwd"), 2, "no relative path", None),
    "path with backslash": (sources("..\\source.txt"), 2, "no relative path", None),
    "URL": (sources("https://example.org/source.txt"), 2, "a URL", None),
    "file URL": (sources("file:///etc/passwd"), 2, "a URL", None),
    "path with NUL": (sources("a\x00b"), 2, "control characters", None),
    "path of another name": (sources("article.txt"), 2, "no name of a source", None),
    "path too long to exist": (sources("😀" * 100), 2, "no name of a source", None),
    "version with a line feed": (dataset(version="1.0.0\n"), 2, "control characters", None),
    "blank title": (dataset(title="  "), 2, "is blank", None),
    "half a surrogate pair": (dataset_text('{"title": "\\ud800"}'), 2, "surrogate", None),
    "semicolons": (csv_bytes(lambda b: b.replace(b",", b";")), 2, "parted by semicolons", 1),
    "tabs": (csv_bytes(lambda b: b.replace(b",", b"\t")), 2, "parted by tabs", 1),
    "no header": (csv_bytes(lambda b: b[b.index(b"\n") + 1 :]), 2, "line 1 is no header", 1),
    "header in capitals": (csv_bytes(lambda b: b.upper()), 2, "line 1 is no header", 1),
    "source altered": (lambda root: change_bytes(root / "source.txt", bytes.upper), 1,
                       "source_is_unaltered", 2),
    "source is binary": (lambda root: (root / "source.txt").write_bytes(b"\xff"), 1,
                         "source_is_unaltered", 2),
    "quotation without its prefix": (cell("prefix", "", "passages", 1), 1,
                                     "quote_stands_at_its_offsets", None),
    "wrong offset": (cell("start", "3", "passages", 1), 1, "quote_is_as_long_as_its_span", None),
    "invisible text": (cell("statement", "\u200b", "claims"), 1, "text_is_readable", 2),
    "text that runs backwards": (
        cell("statement", "a\u202eb", "claims", 7), 1, "text_is_readable", 9,
    ),
}  # fmt: skip


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = copy_of(GOLDEN["article"], tmp_path_factory.mktemp("built"))
    write_files(built_files(root, standard()))
    return root


@pytest.mark.parametrize("name", CASES)
def test_damage_gives_one_clear_finding_or_error(name: str, package: Path, tmp_path: Path) -> None:
    damage, exit_code, words, line = CASES[name]
    root = copy_of(package, tmp_path)
    damage(root)
    report = judged(root)
    assert report.exit_code == exit_code
    if exit_code == 1:
        assert [found.rule for found in report.findings] == [words]
        assert line in {report.findings[0].line, None}
        assert report.errors == []
    elif exit_code == 2:
        assert [(words in error.message, error.line) for error in report.errors] == [(True, line)]
        assert report.findings == []
    assert all(found.advice and found.expected for found in report.findings)
    assert all(error.advice for error in report.errors)


def test_what_depends_on_an_unreadable_table_is_skipped_and_named(
    package: Path, tmp_path: Path
) -> None:
    root = copy_of(package, tmp_path)
    (root / "tables" / "claims.csv").write_bytes(b"")
    skipped = {(check.rule, check.table, check.reason) for check in judged(root).skipped}
    assert ("foreignKeys", "dosages", "claims could not be read") in skipped
    assert ("mustBeReferenced", "passages", "claims could not be read whole") in skipped
    assert ("*", "claims", "it could not be read") in skipped


def test_reasons_for_what_is_skipped_are_told_in_few_lines(tmp_path: Path) -> None:
    root = copy_of(GOLDEN["article"], tmp_path)
    change_bytes(root / FILE.replace(TABLE, "claims"), lambda text: text.replace(b"\n", b",x\n", 2))
    report = judged(root)
    lines = to_text(Report("1", "1", (report,))).splitlines()
    told = [line.split("skipped  ")[1] for line in lines if line.startswith("  skipped  ")]
    reasons = Counter(check.reason for check in report.skipped)
    most = [str(reason) for reason, _ in reasons.most_common(3)]
    assert len(told) == 4 < len(reasons) < len(report.skipped)
    folded = " ".join(" ".join(lines).split())
    assert all(reason in folded for reason in most)
    left = len(report.skipped) - sum(reasons[reason] for reason in most)
    of = f"for {len(reasons) - 3} more reasons"
    assert told[3] == f"{left} more checks, {of}: the JSON report has them"
    assert f"checks passed, {len(report.skipped)} skipped" in folded


# The same with Parquet --------------------------------------------------------------------------


def parquet_of(root: Path, change: Callable[[pa.Table], pa.Table]) -> None:
    path = root / "parquet" / f"{TABLE}.parquet"
    pq.write_table(change(pq.read_table(path)), path)


def from_parquet(root: Path) -> PackageReport:
    from evitab.package import Medium

    return validate_package(root, standard(), name=root.name, medium=Medium.PARQUET)


def test_parquet_alone_has_the_same_verdict(package: Path, tmp_path: Path) -> None:
    report = from_parquet(copy_of(package, tmp_path))
    assert (report.exit_code, report.findings, report.errors) == (0, [], [])


@pytest.mark.parametrize("data", [b"", b"PAR1", b"PAR1" + b"\0" * 64 + b"PAR1"])
def test_broken_parquet_cannot_be_judged(data: bytes, package: Path, tmp_path: Path) -> None:
    root = copy_of(package, tmp_path)
    (root / "parquet" / f"{TABLE}.parquet").write_bytes(data)
    report = from_parquet(root)
    assert report.exit_code == 2
    assert ["not readable as Parquet" in error.message for error in report.errors] == [True]
    beside = judged(root)
    assert [finding.rule for finding in beside.findings] == ["parquet_equals_csv"]


def test_truncated_parquet_cannot_be_judged(package: Path, tmp_path: Path) -> None:
    root = copy_of(package, tmp_path)
    change_bytes(root / "parquet" / f"{TABLE}.parquet", lambda data: data[: len(data) // 2])
    assert from_parquet(root).exit_code == 2


def test_parquet_with_other_types_is_a_finding(package: Path, tmp_path: Path) -> None:
    root = copy_of(package, tmp_path)
    place = pq.read_schema(root / "parquet" / f"{TABLE}.parquet").get_field_index("dose_low")
    texts = pa.array(["400", "20"])
    parquet_of(root, lambda table: table.set_column(place, "dose_low", texts))
    report = from_parquet(root)
    assert [(found.rule, found.field) for found in report.findings] == [("type", "dose_low")]
    assert report.exit_code == 1


@pytest.mark.parametrize("name", [name for name in CASES if name.startswith(("wrong case", "two"))])
def test_same_damage_has_the_same_finding_in_parquet(
    name: str, package: Path, tmp_path: Path
) -> None:
    root = copy_of(package, tmp_path)
    CASES[name][0](root)
    in_csv = judged(root)
    write_parquet_from_csv(root)
    in_parquet = from_parquet(root)
    assert [found.fingerprint for found in in_csv.findings] == [
        found.fingerprint for found in in_parquet.findings
    ]


def write_parquet_from_csv(root: Path) -> None:
    from evitab.package import read_package
    from evitab.package.writing import parquet_bytes

    table = read_package(root, standard()).tables[TABLE]
    path = root / "parquet" / f"{TABLE}.parquet"
    path.write_bytes(parquet_bytes(table.schema, table.data))


def test_parquet_bomb_is_refused(
    package: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("evitab.package.parquet_file._MAX_BYTES", 100_000)
    root = copy_of(package, tmp_path)
    long = pa.array(["x" * 1_000_000] * 2)
    place = pq.read_schema(root / "parquet" / f"{TABLE}.parquet").get_field_index("purpose")
    parquet_of(root, lambda table: table.set_column(place, "purpose", long))
    assert io.BytesIO((root / "parquet" / f"{TABLE}.parquet").read_bytes()).getbuffer().nbytes < 1e5
    assert "unfold" in from_parquet(root).errors[0].message


PARQUET: dict[str, tuple[str, pa.Array, str]] = {
    "more digits than text holds": ("dose_low", pa.array([0.30000000000000004, 20.0]), "type"),
    "no number": ("dose_low", pa.array([float("nan"), 20.0]), "type"),
    "integer beyond 15 digits": ("frequency", pa.array([10**18, 1]), "type"),
    "NUL": ("purpose", pa.array(["a\0", None]), "type"),
    "carriage return": ("purpose", pa.array(["a\r", None]), "type"),
}


@pytest.mark.parametrize("name", PARQUET)
def test_value_that_csv_cannot_hold_is_a_finding_in_parquet(
    name: str, package: Path, tmp_path: Path
) -> None:
    field, values, rule = PARQUET[name]
    root = copy_of(package, tmp_path)
    place = pq.read_schema(root / "parquet" / f"{TABLE}.parquet").get_field_index(field)
    parquet_of(root, lambda table: table.set_column(place, field, values))
    found = from_parquet(root).findings
    assert [(finding.rule, finding.field, finding.line) for finding in found] == [(rule, field, 1)]


def test_date_that_no_calendar_holds_is_a_finding_in_parquet(package: Path, tmp_path: Path) -> None:
    root = copy_of(package, tmp_path)
    path = root / "parquet" / "reference_checks.parquet"
    table = pq.read_table(path)
    place = table.column_names.index("check_date")
    pq.write_table(table.set_column(place, "check_date", pa.array([10**8], pa.date32())), path)
    assert [found.rule for found in from_parquet(root).findings] == ["type"]


def test_parquet_with_no_known_column_is_a_finding(package: Path, tmp_path: Path) -> None:
    root = copy_of(package, tmp_path)
    parquet_of(root, lambda table: table.rename_columns([n.upper() for n in table.column_names]))
    rules = {found.rule for found in from_parquet(root).findings}
    assert rules >= {"header_has_every_column", "header_has_no_other_column"}


def test_parquet_with_text_that_is_no_utf8_cannot_be_judged(package: Path, tmp_path: Path) -> None:
    root = copy_of(package, tmp_path)
    text = pa.array([b"\xff\xfe", b"x"]).view(pa.string())
    place = pq.read_schema(root / "parquet" / f"{TABLE}.parquet").get_field_index("purpose")
    parquet_of(root, lambda table: table.set_column(place, "purpose", text))
    assert ["not readable as Parquet" in e.message for e in from_parquet(root).errors] == [True]


def test_text_that_unfolds_is_refused(
    package: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("evitab.package.parquet_file.MAX_TEXT", 1000)
    root = copy_of(package, tmp_path)
    place = pq.read_schema(root / "parquet" / f"{TABLE}.parquet").get_field_index("purpose")
    long = pa.array(["x" * 600] * 2)
    parquet_of(root, lambda table: table.set_column(place, "purpose", long))
    assert "unfolds to more than 1,000 bytes" in from_parquet(root).errors[0].message


def test_source_that_was_altered_leaves_its_quotations_unasked(
    package: Path, tmp_path: Path
) -> None:
    root = copy_of(package, tmp_path)
    change_bytes(root / "source.txt", bytes.upper)
    quotes = [c for c in judged(root).checks if c.rule == "quote_stands_at_its_offsets"]
    assert [(check.outcome.value, check.reason) for check in quotes] == [
        ("skipped", "source.txt is not the file that was read")
    ]


def test_one_of_two_sources_is_grounded_where_the_other_is_absent(
    package: Path, tmp_path: Path
) -> None:
    root = copy_of(package, tmp_path)
    rows = rows_of(root, "sources")
    other = {**rows[0], "source_id": "SRC-0002", "path": "source-b.txt"}
    put_rows(root, "sources", [*rows, other])
    declared = [{"path": row, "redistributable": True} for row in ("source.txt", "source-b.txt")]
    dataset(sources=declared)(root)
    put_cell(root, "passages", 1, "exact", "Vitamin X harms the bones.")
    shutil.rmtree(root / "parquet")
    report = judged(root)
    rules = {finding.rule for finding in report.findings}
    assert "quote_stands_at_its_offsets" in rules
    assert "source-b.txt is not here" in {check.reason for check in report.skipped}


def test_table_that_is_there_and_not_listed_is_one_finding(package: Path, tmp_path: Path) -> None:
    root = copy_of(package, tmp_path)
    facts = json.loads((root / "dataset.json").read_text(encoding="utf-8"))
    dataset(tables=[name for name in facts["tables"] if name != "regimens"])(root)
    report = judged(root)
    assert {finding.rule for finding in report.findings} == {"file_is_listed"}
    assert "dataset.json does not list regimens" in {check.reason for check in report.skipped}


def test_ragged_row_leaves_rules_over_groups_unasked(package: Path, tmp_path: Path) -> None:
    root = copy_of(package, tmp_path)
    path = root / "tables" / "concept_labels.csv"
    change_bytes(path, lambda data: data.replace(b"vitamin-x,en,vitamin x", b"vitamin-x,en,a,b"))
    assert [finding.rule for finding in judged(root).findings] == ["row_has_every_cell"]


def test_descriptor_with_a_name_twice_is_stale(package: Path, tmp_path: Path) -> None:
    root = copy_of(package, tmp_path)
    change_bytes(root / "datapackage.json", lambda data: b'{"name": "evil",' + data[1:])
    assert [finding.rule for finding in judged(root).findings] == ["descriptor_is_current"]
