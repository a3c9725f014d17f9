"""Every finding goes to Parquet, also those that no report lists."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from typer.testing import CliRunner

from damage import damaged_copy, write
from evitab.cli import app
from evitab.engines.engine import Engine
from evitab.finding import AnyFinding, CannotJudge
from evitab.package import Medium, read_package
from evitab.reporting.findings_parquet import SCHEMA, FindingsFile
from evitab.reporting.outputs import writable
from evitab.standard import standard
from evitab.validation import Options, validate_package

MANY = 1_500


def run(*words: object) -> int:
    return CliRunner().invoke(app, ["validate", *map(str, words)]).exit_code


@pytest.mark.parametrize(
    "options", [Options(), Options(Engine.STREAM, at_once=0, workers=1, part=1)]
)
def test_each_finding_of_the_report_is_said_once(options: Options, tmp_path: Path) -> None:
    root = damaged_copy(tmp_path, 2, share=0.2, medium=Medium.PARQUET, articles=2)
    said: list[AnyFinding] = []
    options = Options(options.engine, 1, options.at_once, options.part, sink=said.extend)
    report = validate_package(root, standard(), name="x", options=options)
    assert sorted(map(str, said)) == sorted(map(str, report.all_findings))
    assert len(said) > 100


def test_those_beyond_the_thousandth_are_there(tmp_path: Path) -> None:
    root = damaged_copy(tmp_path, 0, share=0, medium=Medium.PARQUET)
    contents = read_package(root, standard())
    concepts = contents.tables["concept_labels"].data
    rows = concepts.take(pa.array(np.zeros(MANY, np.int64)))
    write({**{n: t.data for n, t in contents.tables.items()}, "concept_labels": rows}, root,
          Medium.PARQUET, np.random.default_rng(0), in_folders=False)  # fmt: skip
    said: list[AnyFinding] = []
    options = Options(Engine.STREAM, at_once=0, workers=1, sink=said.extend)
    report = validate_package(root, standard(), name="x", options=options)
    of_keys = [each for each in said if each.rule == "primaryKey"]
    assert len(of_keys) == MANY - 1 > sum(each.rule == "primaryKey" for each in report.findings)
    assert len({each.line for each in of_keys}) == MANY - 1


def test_command_writes_a_file_that_duckdb_and_pandas_can_ask(tmp_path: Path) -> None:
    root = damaged_copy(tmp_path, 1, share=0.02, medium=Medium.CSV)
    file = tmp_path / "findings.parquet"
    assert run(root, "--findings", file) == 1
    rows = pq.read_table(file)
    assert rows.schema.equals(SCHEMA)
    assert set(rows.column("about").to_pylist()) <= {"tables", "source"}
    assert set(rows.column("package").to_pylist()) == {str(root)}
    (rule, *_) = rows.column("rule").to_pylist()
    assert run(root, "--findings", file, "--select", rule) == 1
    assert set(pq.read_table(file).column("rule").to_pylist()) == {rule}


def test_file_is_whole_or_not_there(tmp_path: Path) -> None:
    file = tmp_path / "findings.parquet"
    with pytest.raises(KeyboardInterrupt), FindingsFile(file):
        raise KeyboardInterrupt
    assert list(tmp_path.iterdir()) == []
    with pytest.raises(CannotJudge, match="no folder"):
        writable(tmp_path / "no folder" / "f.parquet", "--findings")
