"""The generated packages of the benchmark: what is told of their damage is what is there."""

from __future__ import annotations

import csv
import json
import math
from collections import Counter
from dataclasses import replace
from pathlib import Path

import duckdb
import numpy as np
import pyarrow.parquet as pq
import pytest
from scipy.stats import norm

from benchmarks.scale import generate
from benchmarks.scale.arithmetic import LEVEL, implied_p, implied_p_sql, two_sided
from benchmarks.scale.damage import DAMAGES, Damage
from benchmarks.scale.generate import Recipe, package, truth
from benchmarks.scale.work import FORMS, TABLES, file_of

RECIPE = Recipe(rows=2_000, form="parquet", per=100, seed=7)
PARENTS = {"claims": ("reference_id", "references"), "effects": ("claim_id", "claims")}
PARENTS["dosages"] = PARENTS["effects"]


@pytest.fixture(scope="module", params=FORMS)
def folder(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("scale") / request.param
    return package(replace(RECIPE, form=request.param), place)


def count(folder: Path, sql: str) -> int:
    """What SQL counts in the package's files, which it names `{effects}` and so on."""
    form = folder.name
    files = {name: f"'{file_of(folder, name, form)}'" for name in TABLES}
    if form == "csv":
        files = {name: f"read_csv({path}, all_varchar = true)" for name, path in files.items()}
    ((found,),) = duckdb.execute(sql.format(**files)).fetchall()
    return int(found)


# The truth, counted by other means -------------------------------------------------------------


@pytest.mark.parametrize("table", TABLES)
def test_keys_are_damaged_as_told(folder: Path, table: str) -> None:
    key, told = TABLES[table].primary_key[0], truth(folder)
    prefix = {"references": "ref", "claims": "clm", "effects": "eff", "dosages": "dos"}[table]
    form = f"{prefix}-([0-9]{{{{4}}}}|[1-9][0-9]{{{{4,8}}}})"
    malformed = f"SELECT count(*) FROM {{{table}}} WHERE NOT regexp_full_match({key}, '{form}')"
    assert count(folder, malformed) == told[table, "pattern"] > 0
    repeated = f"SELECT count({key}) - count(DISTINCT {key}) FROM {{{table}}}"
    assert count(folder, repeated) == told[table, "unique"] > 0
    most = f"SELECT max(n) FROM (SELECT count(*) AS n FROM {{{table}}} GROUP BY {key})"
    assert count(folder, most) == 2


@pytest.mark.parametrize("table", PARENTS)
def test_pointers_are_damaged_as_told(folder: Path, table: str) -> None:
    column, parent = PARENTS[table]
    lost = (
        f"SELECT count(*) FROM {{{table}}} AS child WHERE child.{column} IS NOT NULL AND NOT "
        f"EXISTS (SELECT 1 FROM {{{parent}}} AS parent WHERE parent.{column} = child.{column})"
    )
    assert count(folder, lost) == truth(folder)[table, "foreign_key"] > 0


@pytest.mark.parametrize(
    ("table", "kind", "fault"),
    [
        ("references", "required", "title IS NULL OR reference_id IS NULL OR type IS NULL"),
        ("claims", "required", "statement IS NULL OR claim_id IS NULL OR reference_id IS NULL"),
        ("effects", "required", "claim_id IS NULL OR estimate IS NULL OR scale IS NULL"),
        ("dosages", "required", "unit IS NULL OR claim_id IS NULL"),
        (
            "references",
            "enum",
            "type NOT IN ('trial','cohort','case-control','review','guideline')",
        ),
        ("claims", "enum", "strength NOT IN ('hedged', 'plain', 'emphatic', 'universal')"),
        ("effects", "enum", "scale NOT IN ('ratio', 'difference')"),
        ("dosages", "enum", "unit NOT IN ('ug', 'mg', 'g', '[iU]')"),
        ("references", "range", "TRY_CAST(year AS BIGINT) NOT BETWEEN 1900 AND 2030"),
        ("effects", "range", "CAST(p_value AS DOUBLE) NOT BETWEEN 0 AND 1"),
        ("dosages", "range", "TRY_CAST(dose AS DOUBLE) <= 0"),
        ("effects", "interval_order", "CAST(ci_low AS DOUBLE) > CAST(ci_high AS DOUBLE)"),
    ],
)
def test_cells_are_damaged_as_told(folder: Path, table: str, kind: str, fault: str) -> None:
    found = count(folder, f"SELECT count(*) FROM {{{table}}} WHERE {fault}")
    assert found == truth(folder)[table, kind] > 0


@pytest.mark.parametrize(
    ("table", "column"), [("references", "year"), ("effects", "sample_size"), ("dosages", "dose")]
)
def test_cells_that_are_no_numbers_stand_in_csv_alone(
    folder: Path, table: str, column: str
) -> None:
    fault = f"{column} IS NOT NULL AND TRY_CAST({column} AS DOUBLE) IS NULL"
    found = count(folder, f"SELECT count(*) FROM {{{table}}} WHERE {fault}")
    assert found == truth(folder).get((table, "type"), 0)
    assert (found > 0) is (folder.name == "csv")


def test_p_values_are_damaged_as_told(folder: Path) -> None:
    files = {"csv": "read_csv('{}', all_varchar = true)", "parquet": "'{}'"}
    source = files[folder.name].format(file_of(folder, "effects", folder.name))
    rows = duckdb.execute(
        f"SELECT effect_id, estimate::DOUBLE, ci_low::DOUBLE, ci_high::DOUBLE, p_value::DOUBLE "
        f"FROM {source} WHERE scale = 'ratio' AND ci_level::INT = {LEVEL} AND p_value IS NOT NULL "
        f"AND ci_low IS NOT NULL AND estimate IS NOT NULL"
    ).fetchall()
    assert len(rows) > 1000
    off = set()
    for key, estimate, low, high, stated in rows:
        z = math.log(estimate) / ((math.log(high) - math.log(low)) / (2 * 1.96))
        if abs(stated - math.erfc(abs(z) / math.sqrt(2))) > 0.0006:
            off.add(key)
    assert off == damaged(folder)["effects", "p_from_interval"]


def damaged(folder: Path) -> dict[tuple[str, str], set[str]]:
    with (folder / "damaged.csv").open(encoding="utf-8", newline="") as lines:
        found: dict[tuple[str, str], set[str]] = {}
        for row in csv.DictReader(lines):
            found.setdefault((row["table"], row["check"]), set()).add(row["key"])
    return found


def test_every_damaged_row_is_named(folder: Path) -> None:
    assert {check: len(keys) for check, keys in damaged(folder).items()} == truth(folder)


# Damage ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("table", DAMAGES)
@pytest.mark.parametrize(
    ("rows", "per"), [(1_000_000, 1000), (123_457, 1000), (100, 100), (30, 20)]
)
def test_damage_is_spread_and_no_row_has_two(table: str, rows: int, per: int) -> None:
    damage = Damage(table, rows, per, seed=3)
    kinds = damage.kinds(np.arange(rows))
    counts = Counter(kinds[kinds >= 0].tolist())
    whole = rows // per
    assert all(whole - 1 <= counts[kind] <= whole + 1 for kind in range(len(DAMAGES[table])))


@pytest.mark.parametrize("rows", [1_000_000, 123_457, 100])
def test_repeated_keys_are_those_of_sound_rows_far_away_each_of_its_own(rows: int) -> None:
    damage = Damage("effects", rows, 100, seed=3)
    numbers = np.arange(rows)
    struck = numbers[damage.kinds(numbers) == DAMAGES["effects"].index("unique")]
    twins = damage.twin(struck)
    assert len(struck) > 0
    assert len(set(twins.tolist())) == len(twins)
    assert (damage.kinds(twins) == -1).all()
    if rows == 1_000_000:
        assert (abs(twins - struck) > generate.CHUNK).all()


def test_another_seed_damages_other_rows() -> None:
    rows = np.arange(10_000)
    one, other = (Damage("claims", 10_000, 100, seed).kinds(rows) for seed in (1, 2))
    assert (one != other).sum() > 500


# Files -----------------------------------------------------------------------------------------


def test_one_recipe_gives_one_package_byte_for_byte(folder: Path, tmp_path: Path) -> None:
    recipe = replace(RECIPE, form=folder.name)
    again = package(recipe, tmp_path / "again")
    for path in sorted(folder.rglob("*.*")):
        assert (again / path.relative_to(folder)).read_bytes() == path.read_bytes(), path.name
    other = package(replace(recipe, seed=8), tmp_path / "other")
    name = file_of(Path(), "effects", folder.name)
    assert (other / name).read_bytes() != (folder / name).read_bytes()


def test_a_package_is_made_anew_when_its_recipe_changes_and_only_then(tmp_path: Path) -> None:
    place = package(RECIPE, tmp_path / "here")
    (place / "mark").touch()
    assert (package(RECIPE, place) / "mark").exists()
    assert not (package(replace(RECIPE, per=200), place) / "mark").exists()
    assert json.loads((place / "recipe.json").read_text())["per"] == 200


def test_what_breaks_off_leaves_no_package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(generate, "_descriptor", lambda _: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        package(RECIPE, tmp_path / "here")
    assert not (tmp_path / "here").exists()


def test_row_groups_are_many_and_columns_have_the_types_of_the_schema(tmp_path: Path) -> None:
    place = package(replace(RECIPE, rows=300_000, per=1000), tmp_path / "large")
    file = pq.ParquetFile(file_of(place, "effects", "parquet"))
    assert [file.metadata.row_group(i).num_rows for i in range(3)] == [131_072, 131_072, 37_856]
    assert [str(kind) for kind in file.schema_arrow.types] == [
        *("string", "string", "string", "double", "double", "double"),
        *("int64", "double", "int64"),
    ]


def test_texts_are_of_several_scripts_and_figures_as_printed(folder: Path) -> None:
    beyond = "SELECT count(*) FROM {claims} WHERE strlen(statement) > length(statement)"
    assert count(folder, beyond) > 200
    printed = "SELECT count(*) FROM {effects} WHERE round(x::DOUBLE, d) != x::DOUBLE"
    for column, decimals in (("estimate", 2), ("ci_low", 2), ("p_value", 3)):
        sql = printed.replace("x::", f"{column}::").replace(", d)", f", {decimals})")
        assert count(folder, sql) == 0
    assert count(folder, "SELECT count(*) FROM {effects} WHERE p_value::DOUBLE = 0") <= 2


# The arithmetic --------------------------------------------------------------------------------


def test_the_tail_is_that_of_the_normal_distribution() -> None:
    z = np.linspace(0, 8, 10_001)
    assert np.abs(two_sided(z, np.exp) - 2 * norm.sf(z)).max() < 2e-7


@pytest.mark.parametrize(
    ("estimate", "low", "high", "p"), [(0.81, 0.70, 0.94, 0.00505), (1.3, 0.9, 1.88, 0.163)]
)
def test_p_is_the_one_that_the_interval_implies(
    estimate: float, low: float, high: float, p: float
) -> None:
    implied = implied_p(estimate, low, high, log=math.log, exp=math.exp)
    assert implied == pytest.approx(p, abs=5e-4)
    sql = f"SELECT {implied_p_sql(str(estimate), str(low), str(high))}"
    ((by_sql,),) = duckdb.execute(sql).fetchall()
    assert float(by_sql) == pytest.approx(implied, abs=1e-12)
