"""Each export is read back by its own tool and held against the package, cell by cell."""

from __future__ import annotations

import json
import sqlite3
import stat
import subprocess
import sys
import zipfile
from contextlib import closing
from pathlib import Path

import duckdb
import openpyxl
import pyarrow.parquet as pq
import pytest

import evitab
from evitab.export.excel import excel_bytes
from evitab.export.form import Form, default_place, refuse_taken
from evitab.export.make import exported
from evitab.export.sql import parents_first
from evitab.export.words import ABOUT
from evitab.finding import CannotJudge
from evitab.package import extras, read_package
from evitab.package.folders import write_folder
from evitab.package.writing import write_files
from evitab.standard import standard
from exports import READERS, cells, rows_of_package, schema_of
from packages import GOLDEN, REAL, copy_of, put_cell, rows_of
from rights import said_without_rights

# A text of each kind that some tool would run, hide or take for something else.
HOSTILE = [
    "=1+1",
    "=HYPERLINK(\"https://evil.example\",\"click\")",
    "+1+1",
    "-2+3",
    "@SUM(A1)",
    "\t=1+1",
    " =cmd|' /C calc'!A0",
    "＝1+1",
    "'quoted'; DROP TABLE claims; --",
    '"double" and \\ backslash',
    "<script>alert(1)</script> & <b>",
    "_x0041_ and _x000D_",
    "https://example.org/a?b=c",
    "internal:'claims'!A1",
    "2026-11-22",
    "007",
    "TRUE",
    "NULL",
    "NaN",
    "  blanks  ",
    "line\nfeed",
    "line\u2028separator\u0085next",
    "emoji 🦴 and ünïcödé",
    "\x1b[31mred\x1b[0m",
    "{=SUM(1)}",
    "#REF!",
]  # fmt: skip


def made(root: Path, form: Form, folder: Path) -> Path:
    """An export of the package in a folder."""
    data = exported(read_package(root, standard()), form)
    place = folder / default_place("package", form)
    if isinstance(data, bytes):
        write_files({place: data})
    else:
        write_folder(place, data)
    return place


def evitab_export(*words: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "evitab", "export", *words]
    return subprocess.run(command, cwd=cwd, capture_output=True, text=True, check=False)


@pytest.mark.parametrize("form", list(Form))
@pytest.mark.parametrize("root", [REAL, GOLDEN["authority"]], ids=lambda root: root.name)
def test_export_has_the_package_s_cells(root: Path, form: Form, tmp_path: Path) -> None:
    package, place = evitab.load(str(root)), made(root, form, tmp_path)
    for table in package.tables:
        read = READERS[form](place, schema_of(package, table))
        assert list(cells(read)) == list(cells(rows_of_package(package, table)))


@pytest.mark.parametrize("form", list(Form))
def test_hostile_text_stays_text(form: Form, tmp_path: Path) -> None:
    root = copy_of(REAL, tmp_path)
    for row, text in enumerate(HOSTILE):
        put_cell(root, "claims", row, "statement", text)
    package, place = evitab.load(str(root)), made(root, form, tmp_path)
    read = READERS[form](place, schema_of(package, "claims"))
    assert [row["statement"] for row in read[: len(HOSTILE)]] == HOSTILE


def test_excel_runs_nothing(tmp_path: Path) -> None:
    root = copy_of(REAL, tmp_path)
    for row, text in enumerate(HOSTILE):
        put_cell(root, "claims", row, "statement", text)
    place = made(root, Form.XLSX, tmp_path)
    column = list(openpyxl.load_workbook(place)["claims"].columns)[6]
    assert column[0].value == "statement"
    for cell, text in zip(column[1:], HOSTILE, strict=False):
        assert (cell.data_type, cell.hyperlink) == ("s", None)
        # A cell that is edited would else become the formula that it looks like.
        if text.lstrip()[0] in "=+-@＝":
            assert cell.quotePrefix, text
    with zipfile.ZipFile(place) as parts:
        sheets = [parts.read(name) for name in parts.namelist() if "worksheets/sheet" in name]
        assert not any(b"<f>" in sheet or b"<f " in sheet for sheet in sheets)
        assert not any("externalLink" in name or "vba" in name for name in parts.namelist())


@pytest.mark.parametrize("form", list(Form))
def test_title_of_a_package_is_text_too(form: Form, tmp_path: Path) -> None:
    root = copy_of(GOLDEN["article"], tmp_path)
    path, title = root / "dataset.json", "=1+1'); DROP TABLE claims; --<b>"
    facts = json.loads(path.read_text(encoding="utf-8")) | {"title": title}
    path.write_text(json.dumps(facts), encoding="utf-8")
    place = made(root, form, tmp_path)
    if form is Form.XLSX:
        cell = openpyxl.load_workbook(place)[ABOUT]["C2"]
        assert (cell.value, cell.data_type, cell.quotePrefix) == (title, "s", True)
    elif form.is_folder:
        assert json.loads((place / "datapackage.json").read_text())["title"] == title
    else:
        connect = duckdb.connect if form is Form.DUCKDB else sqlite3.connect
        with closing(connect(str(place))) as connection:
            told = connection.execute(f"SELECT value FROM {ABOUT} WHERE property = 'title'")
            assert told.fetchone() == (title,)


def test_excel_has_filters_notes_and_a_frozen_header(tmp_path: Path) -> None:
    book = openpyxl.load_workbook(made(REAL, Form.XLSX, tmp_path))
    package = evitab.load(str(REAL))
    assert book.sheetnames == [ABOUT, *package.tables]
    for table in package.tables:
        sheet, schema = book[table], schema_of(package, table)
        assert sheet.freeze_panes == "B2"
        assert sheet.auto_filter.ref == sheet.dimensions
        for cell, field in zip(sheet[1], schema.fields, strict=True):
            assert cell.value == field.name
            assert field.descriptor["description"] in cell.comment.text
    day = book["reference_checks"]["D2"]
    assert (day.is_date, day.number_format) == (True, "yyyy-mm-dd")
    told = {row[0].value: row[2].value for row in book[ABOUT].iter_rows(max_row=12)}
    assert told["version"] == package.version
    assert "medical advice" in told["note"]


def test_sheet_names_are_within_the_limits_of_excel() -> None:
    names = {name for profile in standard().profiles.values() for name in profile.by_name}
    assert ABOUT not in names
    assert all(len(name) <= 31 and name.isidentifier() and name != "history" for name in names)


def test_excel_refuses_what_no_cell_holds(tmp_path: Path) -> None:
    root = copy_of(REAL, tmp_path)
    put_cell(root, "claims", 2, "statement", "🦴" * 16_400)
    with pytest.raises(CannotJudge, match="row 3 of claims has a longer statement"):
        made(root, Form.XLSX, tmp_path)
    made(root, Form.SQLITE, tmp_path)


def test_excel_writes_days_that_it_does_not_know_as_text(tmp_path: Path) -> None:
    root = copy_of(REAL, tmp_path)
    put_cell(root, "reference_checks", 0, "check_date", "1899-12-31")
    put_cell(root, "reference_checks", 1, "check_date", "1900-03-01")
    days = list(openpyxl.load_workbook(made(root, Form.XLSX, tmp_path))["reference_checks"]["D"])
    assert days[1].value == "1899-12-31"
    assert str(days[2].value) == "1900-03-01 00:00:00"


def test_sqlite_is_strict_and_keeps_its_keys(tmp_path: Path) -> None:
    place = made(REAL, Form.SQLITE, tmp_path)
    with closing(sqlite3.connect(place)) as connection:
        connection.execute("PRAGMA foreign_keys = ON")
        assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        tables = connection.execute("PRAGMA table_list").fetchall()
        assert all(row[5] == 1 for row in tables if row[1] in evitab.load(str(REAL)).tables)
        for statement, reason in (
            ("UPDATE claims SET passage_id = 'PSG-9999'", "FOREIGN KEY"),
            ("UPDATE claims SET claim_id = 'CLM-0001'", "UNIQUE"),
            ("UPDATE claims SET is_negated = 2", "CHECK"),
            ("UPDATE reference_checks SET check_date = '2026-02-30'", "CHECK"),
            ("UPDATE passages SET start = 'first'", "cannot store TEXT"),
            ("UPDATE claims SET statement = NULL", "NOT NULL"),
        ):
            with pytest.raises(sqlite3.IntegrityError, match=reason), connection:
                connection.execute(statement)
        (ddl,) = connection.execute(
            "SELECT sql FROM sqlite_master WHERE name = 'claims'"
        ).fetchone()
    assert (
        schema_of(evitab.load(str(REAL)), "claims").by_name["statement"].descriptor["description"]
        in ddl
    )


def test_duckdb_keeps_keys_and_descriptions(tmp_path: Path) -> None:
    place = made(REAL, Form.DUCKDB, tmp_path)
    with duckdb.connect(str(place)) as connection:
        with pytest.raises(duckdb.ConstraintException, match="foreign key"):
            connection.execute("UPDATE dosages SET claim_id = 'CLM-9999'")
        with pytest.raises(duckdb.ConstraintException, match=r"(?i)duplicate"):
            connection.execute("INSERT INTO sources SELECT * FROM sources")
        said = connection.execute(
            "SELECT comment FROM duckdb_columns() WHERE table_name = 'claims' "
            "AND column_name = 'restates_claim_id'"
        ).fetchone()
        about = dict(connection.execute(f"SELECT * FROM {ABOUT}").fetchall())
    assert said is not None
    assert said[0].endswith("Points to claims.claim_id.")
    assert about["name"] == "vitamin-d3-k2"
    assert place.stat().st_size < 4_000_000


@pytest.mark.parametrize("form", [Form.DUCKDB, Form.SQLITE])
@pytest.mark.parametrize("key", ["PSG-9999", "CLM-0001"], ids=["foreign", "primary"])
def test_database_of_broken_keys_is_refused(form: Form, key: str, tmp_path: Path) -> None:
    root = copy_of(REAL, tmp_path)
    put_cell(root, "claims", 2, "passage_id" if key.startswith("PSG") else "claim_id", key)
    with pytest.raises(CannotJudge, match=r"its tables do not hold together.*evitab validate"):
        made(root, form, tmp_path)


@pytest.mark.parametrize("form", [Form.PARQUET, Form.JSONL])
def test_folder_is_a_data_package(form: Form, tmp_path: Path) -> None:
    from frictionless import Package

    place = made(REAL, form, tmp_path)
    described = json.loads((place / "datapackage.json").read_text(encoding="utf-8"))
    files = {resource["path"] for resource in described["resources"]}
    assert {path.name for path in place.iterdir()} == files | {"datapackage.json"}
    assert {name["name"] for name in described["licenses"]} == {"CC-BY-4.0", "LOINC"}
    assert Package(str(place / "datapackage.json")).get_resource("claims").path in files


def test_parquet_has_descriptions(tmp_path: Path) -> None:
    schema = pq.read_schema(made(REAL, Form.PARQUET, tmp_path) / "claims.parquet")
    assert b"description" in schema.field("statement").metadata


def test_tables_stand_behind_those_that_they_point_to() -> None:
    for root in (REAL, GOLDEN["article"], GOLDEN["authority"]):
        contents = read_package(root, standard())
        order = parents_first(contents)
        assert sorted(order) == sorted(contents.tables)
        for name in order:
            for key in contents.schema(name).foreign_keys:
                if key.table in contents.tables:
                    assert order.index(key.table) <= order.index(name)


def test_command_writes_where_it_is_told_and_overwrites_nothing(tmp_path: Path) -> None:
    done = evitab_export("vitamin-d3-k2", "--to", "sqlite", cwd=tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("written  vitamin-d3-k2.sqlite  21 tables, ")
    (tmp_path / "vitamin-d3-k2.sqlite").write_bytes(b"mine")
    again = evitab_export("vitamin-d3-k2", "--to", "sqlite", cwd=tmp_path)
    assert (again.returncode, again.stdout) == (2, "")
    assert "it is there. Name another place, or overwrite it: --force." in again.stderr
    assert (tmp_path / "vitamin-d3-k2.sqlite").read_bytes() == b"mine"
    assert evitab_export("vitamin-d3-k2", "--to", "sqlite", "--force", cwd=tmp_path).returncode == 0
    assert (tmp_path / "vitamin-d3-k2.sqlite").read_bytes().startswith(b"SQLite format 3")
    assert {path.name for path in tmp_path.iterdir()} == {"vitamin-d3-k2.sqlite"}


def test_command_says_what_it_cannot_do(tmp_path: Path) -> None:
    root = copy_of(REAL, tmp_path)
    for words, said in (
        (["vitamin-d3", "--to", "xlsx"], "Did you mean vitamin-d3-k2"),
        ([str(root), "--to", "xlsx", "-o", "no/such/x.xlsx"], "Make it first."),
        ([str(root), "--to", "xlsx", "-o", str(root), "--force"], "it is there and no plain file"),
        ([str(root), "--to", "jsonl", "-o", str(root), "--force"], "no export to jsonl"),
    ):
        done = evitab_export(*words, cwd=tmp_path)
        assert (done.returncode, done.stdout) == (2, ""), words
        assert said in done.stderr
        assert "Traceback" not in done.stderr
    put_cell(root, "dosages", 0, "dose_low", "many")
    done = evitab_export(str(root), "--to", "jsonl", cwd=tmp_path)
    assert (done.returncode, "dosages.csv:2: type: found 'many'" in done.stderr) == (2, True)


def test_folder_is_replaced_only_where_it_is_an_export(tmp_path: Path) -> None:
    place = made(REAL, Form.PARQUET, tmp_path)
    refuse_taken(place, Form.PARQUET, force=True)
    for form, force, reason in (
        (Form.PARQUET, False, "it is there. Name another"),
        (Form.JSONL, True, "no export to jsonl"),
    ):
        with pytest.raises(CannotJudge, match=reason):
            refuse_taken(place, form, force=force)
    (place / "notes.txt").write_text("mine")
    with pytest.raises(CannotJudge, match="no export to parquet"):
        refuse_taken(place, Form.PARQUET, force=True)
    link = tmp_path / "link"
    link.symlink_to(place, target_is_directory=True)
    with pytest.raises(CannotJudge, match="no export to parquet"):
        refuse_taken(link, Form.PARQUET, force=True)


def test_place_without_rights_is_refused(tmp_path: Path) -> None:
    place = tmp_path / "x.xlsx"
    imports = """
import pathlib
from evitab.export.form import Form, refuse_taken
from evitab.finding import CannotJudge
"""
    code = f"""
try:
    refuse_taken(pathlib.Path({str(place)!r}), Form.XLSX, force=False)
except CannotJudge as error:
    print(error)
"""
    tmp_path.chmod(stat.S_IRUSR | stat.S_IXUSR)
    said = said_without_rights(tmp_path, imports, code)
    assert said == f"{place}: nothing can be written to {tmp_path}. Name another place.\n"


def test_missing_library_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    for library, extra in extras.EXTRAS.items():
        monkeypatch.setitem(sys.modules, library, None)
        with pytest.raises(CannotJudge, match=rf"{library}: not installed.*evitab\[{extra}\]"):
            extras.needed(library)
    with pytest.raises(CannotJudge, match="xlsxwriter"):
        excel_bytes(read_package(GOLDEN["article"], standard()))


def test_source_goes_into_no_export(tmp_path: Path) -> None:
    # The longest span that no row quotes stands for the article's own text.
    text = (REAL / "source.txt").read_text(encoding="utf-8")
    quoted = " ".join(row["exact"] for row in rows_of(REAL, "passages"))
    unquoted = next(line for line in text.splitlines() if len(line) > 60 and line not in quoted)
    for form in (Form.JSONL, Form.PARQUET, Form.SQLITE):
        data = exported(read_package(REAL, standard()), form)
        files = [data] if isinstance(data, bytes) else list(data.values())
        assert not any(unquoted.encode() in each for each in files)
