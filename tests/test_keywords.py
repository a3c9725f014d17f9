"""Each keyword of Table Schema is enforced, on CSV and on Parquet alike, or refused."""

from __future__ import annotations

import io
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from evitab.columns import compile_masks
from evitab.columns.keywords import SchemaError
from evitab.engines.judge import judge
from evitab.finding import CannotJudge
from evitab.package.csv_file import read_csv
from evitab.package.parquet_file import read_parquet
from evitab.package.writing import parquet_bytes
from evitab.relations import Sight
from evitab.standard import Field, TableSchema, standard


def table_of(*fields: dict[str, Any], **table: Any) -> TableSchema:
    """A table `t` with a key and the given columns."""
    key = {"name": "id", "type": "string", "title": "Id", "description": "Key."}
    named = [{"title": "A", "description": "A column.", **field} for field in fields]
    descriptor = {"name": "t", "title": "T", "description": "A table.", **table}
    descriptor |= {"fields": [key, *named], "primaryKey": ["id"]}
    unique = tuple(tuple(names) for names in table.get("uniqueKeys", []))
    columns = tuple(Field(field) for field in descriptor["fields"])
    return TableSchema("t", descriptor, columns, ("id",), unique, (), ())


def csv_of(table: TableSchema, cells: list[str]) -> bytes:
    """A CSV file with the given cells in the second column."""
    names = ",".join(table.by_name)
    rows = [f'{index:02},"{cell}"' for index, cell in enumerate(cells)]
    return ("\n".join([names, *rows]) + "\n").encode()


def failing_rows(table: TableSchema, data: bytes, medium: str) -> set[tuple[str, int]]:
    """The rules that fail, with the rows (from 0) that they fail for."""
    read = read_csv if medium == "csv" else read_parquet
    found = read(data, f"t.{medium}", table)
    first = 2 if medium == "csv" else 1
    failures = {(finding.rule, finding.line - first) for finding in found.findings if finding.line}
    conditions = compile_masks(table, standard())
    for failure in judge(table, found.data, conditions, Sight({}, {})):
        rejected = found.rejected.get(failure.condition.reads[0])
        rows = [row for row in failure.rows if rejected is None or not rejected[row]]
        failures |= {(failure.condition.name, row) for row in rows}
    return failures


CASES: list[tuple[str, dict[str, Any], list[str], list[str]]] = [
    # rule, column, cells that satisfy it, cells that do not
    ("required", {"type": "string", "constraints": {"required": True}}, ["a"], [""]),
    ("unique", {"type": "integer", "constraints": {"unique": True}}, ["1", "2", "", ""], ["1"]),
    ("pattern", {"type": "string", "constraints": {"pattern": "a|b"}}, ["a", "b"], ["axxx", "xb"]),
    ("pattern", {"type": "string", "constraints": {"pattern": "[0-9]+"}}, ["1"], ["1\n", "１"]),
    ("enum", {"type": "string", "constraints": {"enum": ["a", "b"]}}, ["a", ""], ["A", "ab"]),
    ("enum", {"type": "integer", "constraints": {"enum": [1, 2]}}, ["1"], ["3"]),
    ("enum", {"type": "boolean", "constraints": {"enum": [True]}}, ["true"], ["false"]),
    ("enum", {"type": "number", "constraints": {"enum": ["1.5"]}}, ["1.50"], ["1.4"]),
    ("minimum", {"type": "integer", "constraints": {"minimum": 0}}, ["0", ""], ["-1"]),
    ("minimum", {"type": "date", "constraints": {"minimum": "2026-01-01"}}, ["2026-01-01"],
     ["2025-12-31"]),
    ("maximum", {"type": "number", "constraints": {"maximum": "1"}}, ["1.0"], ["1.01"]),
    ("maximum", {"type": "year", "constraints": {"maximum": "2026"}}, ["2026"], ["2027"]),
    ("exclusiveMinimum", {"type": "number", "constraints": {"exclusiveMinimum": 0}}, ["0.1"],
     ["0", "-1"]),
    ("exclusiveMaximum", {"type": "integer", "constraints": {"exclusiveMaximum": 5}}, ["4"], ["5"]),
    ("minLength", {"type": "string", "constraints": {"minLength": 2}}, ["ab", "µµ"], ["a", "µ"]),
    ("maxLength", {"type": "string", "constraints": {"maxLength": 2}}, ["ab", "💊💊"], ["abc"]),
    ("format", {"type": "string", "format": "uri"}, ["https://a.example/b", "urn:x"], ["/x"]),
    ("format", {"type": "string", "format": "email"}, ["a@b.example"], ["a@b", "a b@c.d"]),
    ("format", {"type": "string", "format": "uuid"}, ["0F3A9C1B-2d4e-4f60-8a7b-0c1d2e3f4a5b"],
     ["0f3a9c1b"]),
    ("categories", {"type": "string", "categories": ["a", {"value": "b", "label": "B"}]},
     ["a", "b", ""], ["c", "B"]),
    ("categories", {"type": "integer", "categories": [1, 2]}, ["2"], ["3"]),
    ("vocabulary", {"type": "string", "vocabulary": "comparator"}, ["=", "about"], ["About", "=<"]),
    ("text_is_no_formula", {"type": "string"}, ["a=b", "-1.2", "-1.2 (-2 to 0)", "- item", "+K2"],
     ["=1+1", "@SUM(A1)", "+1+1", "-2+3+cmd|' /C'!A0", "\t=1", "＝1"]),
]  # fmt: skip


@pytest.mark.parametrize("medium", ["csv", "parquet"])
@pytest.mark.parametrize(("rule", "column", "good", "bad"), CASES)
def test_keyword_is_enforced(
    medium: str, rule: str, column: dict[str, Any], good: list[str], bad: list[str]
) -> None:
    table = table_of({"name": "a", **column})
    data = csv_of(table, good + bad)
    if medium == "parquet":
        data = parquet_bytes(table, read_csv(data, "t.csv", table).data)
    expected = {(rule, row) for row in range(len(good), len(good) + len(bad))}
    assert failing_rows(table, data, medium) == expected


TYPES: list[tuple[str, list[str], list[str]]] = [
    # type, texts that are values, texts that are not
    ("number", ["0", "-0.5", "1e3", "1.50", "123456789012345", ""],
     ["1e999", "nan", "NaN", "inf", "0x10", "1,5", "1_0", " 1", "1 ", "+1", ".5", "5.", "007", "１",
      "1234567890123456", "one", "--1", "1e", "1\n"]),
    ("integer", ["0", "-42", ""], ["1.0", "1e3", "99999999999999999999", "0x10", "-0", "ten"]),
    ("year", ["2011", "-0044"], ["11", "2011.5", "MMXI"]),
    ("boolean", ["true", "False", "1", "0", ""], ["yes", "tRue", "2"]),
    ("date", ["2026-02-28", "2024-02-29", ""],
     ["2026-02-30", "2025-02-29", "2026-04-31", "2026-2-1", "22.11.2026", "2026-11-22T00:00:00",
      "0000-01-01", "today"]),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "good", "bad"), TYPES, ids=[case[0] for case in TYPES])
def test_text_is_a_value_of_its_type_or_a_finding(
    kind: str, good: list[str], bad: list[str]
) -> None:
    table = table_of({"name": "a", "type": kind})
    found = read_csv(csv_of(table, good + bad), "t.csv", table)
    assert {finding.rule for finding in found.findings} == {"type"}
    assert [finding.value for finding in found.findings] == bad
    assert found.data.column("a")[len(good) :].null_count == len(bad)


@pytest.mark.parametrize("value", [float("nan"), float("inf"), float("-inf")])
def test_number_in_parquet_is_finite(value: float) -> None:
    table = table_of({"name": "a", "type": "number"})
    data = parquet_bytes(table, pa.table({"id": ["0", "1"], "a": [1.5, value]}))
    assert failing_rows(table, data, "parquet") == {("type", 1)}


def test_empty_text_in_parquet_breaks_missing_values() -> None:
    table = table_of({"name": "a", "type": "string"}, missingValues=["", "-"])
    data = parquet_bytes(table, pa.table({"id": ["0", "1", "2", "3"], "a": ["x", "", "-", None]}))
    found = failing_rows(table, data, "parquet")
    assert found >= {("missingValues", 1), ("missingValues", 2)}
    assert {row for rule, row in found if rule == "missingValues"} == {1, 2}


def test_missing_values_of_the_schema_are_nulls_in_csv() -> None:
    table = table_of({"name": "a", "type": "number"}, missingValues=["", "-", "n/a"])
    found = read_csv(csv_of(table, ["1", "-", "", "n/a"]), "t.csv", table)
    assert found.data.column("a").to_pylist() == [1.0, None, None, None]
    assert list(found.findings) == []


@pytest.mark.parametrize("medium", ["csv", "parquet"])
def test_unique_key_over_two_columns_leaves_nulls_alone(medium: str) -> None:
    table = table_of(
        {"name": "a", "type": "string"}, {"name": "b", "type": "integer"}, uniqueKeys=[["a", "b"]]
    )
    data = b"id,a,b\n0,x,1\n1,x,2\n2,y,1\n3,x,1\n4,x,\n5,x,\n"
    if medium == "parquet":
        data = parquet_bytes(table, read_csv(data, "t.csv", table).data)
    assert failing_rows(table, data, medium) == {("uniqueKeys", 3)}


@pytest.mark.parametrize(
    "column",
    [
        {"type": "geopoint"},
        {"type": "any"},
        {"type": "string", "constraints": {"minimum": 1}},
        {"type": "boolean", "constraints": {"unique": True}},
        {"type": "string", "format": "binary"},
        {"type": "date", "format": "%d.%m.%Y"},
        {"type": "number", "decimalChar": ","},
        {"type": "integer", "groupChar": "."},
        {"type": "number", "bareNumber": False},
        {"type": "array", "constraints": {"jsonSchema": {}}},
        {"type": "number", "categories": [1]},
        {"type": "number", "vocabulary": "unit"},
        {"type": "string", "missingValues": ["-"]},
        {"type": "string", "trueValues": ["x"]},
        {"type": "string", "colour": "blue"},
        {"type": "number", "unitField": "nowhere"},
        {"type": "string", "wordedIn": ["passage"]},
        {"type": "string", "vocabulary": "comparator", "wordedIn": []},
        {"type": "string", "vocabulary": "comparator", "wordedIn": ["nowhere"]},
    ],
    ids=str,
)
def test_keyword_that_is_not_enforced_is_refused(column: dict[str, Any]) -> None:
    with pytest.raises(SchemaError, match=r"t\.a: "):
        compile_masks(table_of({"name": "a", **column}), standard())


@pytest.mark.parametrize("table", [{"fieldsMatch": "subset"}, {"foreignKey": []}], ids=str)
def test_table_keyword_that_is_not_enforced_is_refused(table: dict[str, Any]) -> None:
    with pytest.raises(SchemaError, match="t: "):
        compile_masks(table_of({"name": "a", "type": "string"}, **table), standard())


def test_parquet_of_another_type_is_a_finding() -> None:
    table = table_of({"name": "a", "type": "integer"}, {"name": "b", "type": "string"})
    sink = io.BytesIO()
    pq.write_table(pa.table({"id": ["0"], "a": ["1"], "b": ["x"]}), sink)
    found = read_parquet(sink.getvalue(), "t.parquet", table)
    assert [(finding.rule, finding.field) for finding in found.findings] == [("type", "a")]
    assert found.data.column_names == ["id", "b"]


def test_parquet_of_the_same_values_in_a_wider_type_is_read() -> None:
    table = table_of({"name": "a", "type": "integer"}, {"name": "b", "type": "string"})
    columns = {
        "id": pa.array(["0"], pa.large_string()),
        "a": pa.array([1], pa.int8()),
        "b": pa.array(["x"]).dictionary_encode(),
    }
    sink = io.BytesIO()
    pq.write_table(pa.table(columns), sink)
    found = read_parquet(sink.getvalue(), "t.parquet", table)
    assert list(found.findings) == []
    assert found.data.to_pylist() == [{"id": "0", "a": 1, "b": "x"}]


def test_damaged_parquet_cannot_be_judged() -> None:
    table = table_of({"name": "a", "type": "integer"})
    with pytest.raises(CannotJudge, match="not readable as Parquet"):
        read_parquet(b"PAR1 and no more", "t.parquet", table)
