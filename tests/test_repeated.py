"""Rows with a repeated key are told the same, whether keys were kept or their pieces read again."""

from __future__ import annotations

from pathlib import Path
from random import Random

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from benchmarks.scale.generate import Recipe, package
from benchmarks.scale.work import KINDS, STANDARD
from evitab.engines.engine import Engine
from evitab.finding import PackageReport
from evitab.package import Medium
from evitab.validation import Options, validate_package
from evitab.validation.rows import repeated
from evitab.validation.selection import Selection

UNIQUE = frozenset({"primaryKey", "uniqueKeys", "unique"})


def with_repeats(folder: Path, seed: int) -> Path:
    """A package whose keys are, here and there, those of other rows, none, or of no form."""
    chance = Random(seed)  # noqa: S311 - nothing secret
    root = package(Recipe(rows=1500, form="parquet", per=20), folder / "package")
    for file in sorted(root.rglob("*.parquet")):
        data = pq.read_table(file)
        keys = data.column(0).to_pylist()
        for at in range(len(keys)):
            if chance.random() < (0.01, 0.3)[seed % 2]:
                others = (chance.choice(keys), None, f"odd-{chance.randrange(20)}", "ÄFF-0001")
                keys[at] = chance.choice(others)
        data = data.set_column(0, data.column_names[0], pa.array(keys, pa.string()))
        pq.write_table(data, file, row_group_size=chance.choice((90, 400)))
    return root


def verdict(root: Path, **options: object) -> tuple[PackageReport, list[str]]:
    """What is reported, and every finding of a repeated key."""
    told: list[str] = []
    report = validate_package(
        root,
        STANDARD,
        name="x",
        medium=Medium.PARQUET,
        selection=Selection(select=list(KINDS)),
        options=Options(
            rules=(),
            sink=lambda found: told.extend(str(each) for each in found if each.rule in UNIQUE),
            **options,  # type: ignore[arg-type]
        ),
    )
    return report, sorted(told)


@pytest.mark.parametrize("seed", range(4))
def test_kept_in_part_or_not_at_all(
    seed: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = with_repeats(tmp_path, seed)
    report, expected = verdict(root, engine=Engine.PANDERA, at_once=10**12)
    assert all("has it already" in each for each in expected)
    assert expected
    counts = {(c.rule, c.table, c.fields): c.findings for c in report.checks if c.rule in UNIQUE}
    assert sum(counts.values()) == len(expected)
    for kept in (0, 4_000, repeated.KEPT):
        monkeypatch.setattr(repeated, "KEPT", kept)
        for engine in (Engine.STREAM, Engine.PANDERA):
            again, told = verdict(root, engine=engine, at_once=0, workers=2)
            assert told == expected, (kept, engine)
            checks = {c for c in again.checks if c.rule in UNIQUE}
            assert {(c.rule, c.table, c.fields): c.findings for c in checks} == counts
