"""The structure of damaged packages by SQL of our own hand: the same rows are wrong."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest

from damage import damaged_copy
from evitab.engines.engine import Engine
from evitab.package import Medium
from evitab.standard import Standard, TableSchema, standard
from evitab.validation import Options, validate_package

Wrong = set[tuple[str, str, str, int]]
PROFILE = standard().profiles["article"]


def wrong_by_sql(root: Path, schema: TableSchema, known: Standard) -> Wrong:
    """The rows of a table that break its structure: table, rule, columns, number of the row."""
    name, connection = schema.name, duckdb.connect()
    for file in sorted((root / "parquet").glob("*.parquet")):
        connection.execute(
            f'create view "{file.stem}" as select *, file_row_number + 1 as line '
            f"from read_parquet('{file}', file_row_number = true)"
        )
    found: Wrong = set()

    def ask(rule: str, columns: tuple[str, ...], condition: str) -> None:
        rows = connection.execute(f'select line from "{name}" as t where {condition}').fetchall()
        found.update((name, rule, ", ".join(columns), line) for (line,) in rows)

    for field in schema.fields:
        column, limits = f't."{field.name}"', field.constraints
        if limits.get("required") or field.name in schema.primary_key:
            ask("required", (field.name,), f"{column} is null")
        if "pattern" in limits:
            ask(
                "pattern",
                (field.name,),
                f"not regexp_full_match({column}, '{limits['pattern']}')",
            )
        for keyword, sign in (("minimum", "<"), ("maximum", ">"), ("exclusiveMinimum", "<=")):
            if keyword in limits:
                ask(keyword, (field.name,), f"{column} {sign} {limits[keyword]}")
        if field.vocabulary:
            codes = ", ".join(f"'{code}'" for code in known.vocabularies[field.vocabulary])
            ask("vocabulary", (field.name,), f"{column} not in ({codes})")
    for rule, columns, condition in _keys(schema):
        ask(rule, columns, condition)
    return found


def _keys(schema: TableSchema) -> Iterator[tuple[str, tuple[str, ...], str]]:
    """What holds of keys: the rule, its columns, the condition of a row t that breaks it."""
    name = schema.name
    for key in schema.foreign_keys:
        column, target = f't."{key.fields[0]}"', f'"{key.reference_fields[0]}"'
        points = f'exists (select 1 from "{key.table}" as p where p.{target} = {column})'
        yield "foreignKeys", key.fields, f"{column} is not null and not {points}"
    for rule, columns in [
        ("primaryKey", schema.primary_key),
        *(("uniqueKeys", key) for key in schema.unique_keys),
    ]:
        same = " and ".join(f't."{each}" = p."{each}"' for each in columns)
        for key in schema.foreign_keys if rule == "uniqueKeys" else ():
            # Of a row that points nowhere it is not known which key it has.
            if key.fields[0] in columns:
                there = f'from "{key.table}" as q where q."{key.reference_fields[0]}"'
                same += f' and exists (select 1 {there} = t."{key.fields[0]}")'
        earlier = f'exists (select 1 from "{name}" as p where {same} and p.line < t.line)'
        yield rule, columns, earlier


# Rules that tell of a row what SQL above does.
RULES = {
    "required",
    "pattern",
    "minimum",
    "maximum",
    "exclusiveMinimum",
    "vocabulary",
    "foreignKeys",
    "primaryKey",
    "uniqueKeys",
}

SEEDS = range(23, 27)


@pytest.mark.parametrize(
    "options", [Options(Engine.PANDERA), Options(Engine.STREAM, at_once=0, workers=2)]
)
@pytest.mark.parametrize("seed", SEEDS)
def test_sql_finds_the_same_rows(seed: int, options: Options, tmp_path: Path) -> None:
    root = damaged_copy(tmp_path, seed, share=0.3, medium=Medium.PARQUET, in_folders=False)
    report = validate_package(root, standard(), name="x", options=options)
    # A cell that is no value of its type is a null to evitab, and a value to SQL.
    odd = {(each.table, each.line) for each in report.findings if each.rule == "type"}
    found = {
        (str(each.table), each.rule, str(each.field), int(each.line or 0))
        for each in report.findings
        if each.rule in RULES and (each.table, each.line) not in odd
    }
    tables = [PROFILE.by_name[name] for name in report.rows]
    expected = set().union(*(wrong_by_sql(root, schema, standard()) for schema in tables))
    assert found == {each for each in expected if (each[0], each[3]) not in odd}


def test_damage_is_of_every_kind(tmp_path: Path) -> None:
    """Else the tests above would compare nothing with nothing."""
    broken: set[str] = set()
    for seed in SEEDS:
        folder = tmp_path / str(seed)
        root = damaged_copy(folder, seed, share=0.3, medium=Medium.PARQUET, in_folders=False)
        for schema in PROFILE.tables:
            if (root / Medium.PARQUET.file(schema.name)).exists():
                broken |= {rule for _, rule, _, _ in wrong_by_sql(root, schema, standard())}
    assert broken == RULES
