"""Spark says the same as pandera of the same package, to the row, however it is cut into pieces."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from corpora import corpus
from corpus import write_corpus
from damage import damaged_copy, write
from evitab.engines.engine import Engine
from evitab.finding import AnyFinding, Outcome, PackageReport
from evitab.package import Medium, read_package
from evitab.reporting.rates import rates
from evitab.standard import standard
from evitab.validation import Options, validate_package
from evitab.validation.parts.across import RULE as ACROSS
from evitab.validation.selection import selected
from packages import REAL
from test_engines import SPOILED, spoiled, statement_breaks_the_rule_itself, told, verdict

pytestmark = [
    pytest.mark.skipif(find_spec("pyspark") is None, reason="pyspark is not installed"),
    # `make test-spark` is not to pass for want of it.
    pytest.mark.skipif(
        shutil.which("java") is None and "EVITAB_SPARK_CLUSTER" not in os.environ,
        reason="Java is not installed",
    ),
    pytest.mark.xdist_group("spark"),
    pytest.mark.filterwarnings("default"),
]
SPARK = Options(Engine.SPARK, at_once=0, part=1)
STREAM = Options(Engine.STREAM, at_once=0, part=1, workers=1)
MANY = 1_500


@pytest.fixture(scope="module", autouse=True)
def session() -> Iterator[None]:
    """A session on this machine, ended with the last test; its workers know of these tests."""
    from evitab.validation.spark.session import session
    from spark_cluster import QUICK

    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PYTHONPATH", str(Path(__file__).parent))
        patch.setenv("PYSPARK_SUBMIT_ARGS", f"--driver-java-options {QUICK} pyspark-shell")
        found = session()
        yield
        found.stop()


def in_full(report: PackageReport) -> dict[str, object]:
    """What a report says, and all that it reckons."""
    return {**told(report), "rates": sorted(map(str, rates(report))), "parts": report.parts}


@pytest.mark.parametrize("medium", Medium)
@pytest.mark.parametrize("seed", range(6))
def test_spark_agrees_on_what_nobody_chose(
    seed: int, medium: Medium, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    share, articles = (0.003, 0.02, 0.2)[seed % 3], 1 if seed < 3 else 3
    # Half of them are so small that each worker reads their keys, of the others they must meet.
    if seed % 2:
        monkeypatch.setattr("evitab.validation.spark.rows_pass.SMALL", 0)
    root = damaged_copy(tmp_path, seed, share=share, medium=medium, articles=articles)
    expected = told(verdict(root, Options(Engine.PANDERA)))
    assert expected["findings"]
    found = verdict(root, SPARK)
    assert told(found) == expected
    assert in_full(found) == in_full(verdict(root, STREAM))


@pytest.mark.parametrize(("table", "spoil"), SPOILED)
def test_spark_agrees_on_files_that_strange_hands_saved(
    table: str, spoil: Callable[[bytes], bytes], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("evitab.validation.spark.rows_pass.SMALL", 0)
    root = spoiled(tmp_path, table, spoil)
    assert told(verdict(root, SPARK)) == told(verdict(root, Options(Engine.PANDERA)))


def test_parts_are_those_of_one_machine(tmp_path: Path) -> None:
    root = damaged_copy(tmp_path, 7, share=0.0, medium=Medium.PARQUET, articles=7)
    rows = 2 * sum(verdict(root, Options()).rows.values()) // 7
    stream, spark = (verdict(root, replace(each, part=rows)) for each in (STREAM, SPARK))
    assert in_full(spark) == in_full(stream)
    assert 2 < spark.parts < 7
    assert [*map(str, spark.source_findings)] == [*map(str, stream.source_findings)]


def test_sources_that_are_one_are_found_by_spark(tmp_path: Path) -> None:
    root = corpus(tmp_path, 3)
    found = verdict(root, replace(SPARK, part=1))
    assert {finding.rule for finding in found.findings} == {"row_is_said_once"}
    assert in_full(found) == in_full(verdict(root, replace(STREAM, part=1)))


@pytest.mark.parametrize("seed", range(4))
def test_spark_agrees_on_what_points_astray(
    seed: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if seed % 2:
        monkeypatch.setattr("evitab.validation.spark.rows_pass.SMALL", 0)
    medium, share = list(Medium)[seed % 2], 0.01 if seed > 1 else 0
    root = damaged_copy(tmp_path, seed, share, medium, articles=3, across=0.2)
    expected = verdict(root, Options(Engine.PANDERA))
    assert ACROSS in {finding.rule for finding in expected.findings}
    found = verdict(root, SPARK)
    assert told(found) == told(expected)
    assert in_full(found) == in_full(verdict(root, STREAM))


def test_rows_astray_are_said_once_where_all_are_wanted(tmp_path: Path) -> None:
    root = damaged_copy(tmp_path, 0, 0, Medium.PARQUET, articles=3, across=0.2)
    said: list[AnyFinding] = []
    report = verdict(root, replace(SPARK, sink=said.extend))
    assert sorted(map(str, said)) == sorted(map(str, report.all_findings))
    assert {ACROSS} < {finding.rule for finding in said}


def test_cells_that_lead_astray_are_empty_where_nobody_asks_of_them(tmp_path: Path) -> None:
    root = damaged_copy(tmp_path, 0, 0, Medium.PARQUET, articles=3, across=0.2)
    only = selected(["row_is_said_once", "uniqueKeys"], [])
    stream, spark = (
        validate_package(root, standard(), name="x", selection=only, options=each)
        for each in (STREAM, SPARK)
    )
    assert in_full(spark) == in_full(stream)
    assert spark.parts > 1
    assert {check.rule for check in spark.checks} == {"row_is_said_once", "uniqueKeys"}


def test_cells_that_lead_astray_are_empty_where_none_says_whose_they_are(tmp_path: Path) -> None:
    """No check can be made of them, but rules on groups would see other sources through them."""
    root = damaged_copy(tmp_path, 5, 0, Medium.PARQUET, articles=3, across=0.2, in_folders=False)
    file = root / Medium.PARQUET.file("claims")
    pq.write_table(pq.read_table(file).drop_columns(["passage_id"]), file)
    spark, stream = verdict(root, SPARK), verdict(root, STREAM)
    assert not any(c.table == "claims" for c in stream.checks if c.rule == ACROSS)
    assert in_full(spark) == in_full(stream)


def test_what_is_out_of_order_is_judged_part_by_part(tmp_path: Path) -> None:
    """The real article three times; its findings come in the order of their fingerprints."""
    (tmp_path / "authorities").symlink_to(REAL.parent / "authorities")
    root = tmp_path / REAL.name
    write_corpus(read_package(REAL, standard()), 3, root, Medium.PARQUET)
    spark, stream = verdict(root, SPARK), verdict(root, STREAM)
    assert stream.unordered == "findings"
    assert in_full(spark) == in_full(stream)
    assert (spark.parts, spark.unordered) == (3, None)
    assert [*map(str, spark.source_findings)] == [*map(str, stream.source_findings)]
    assert {c.outcome for c in spark.checks if c.rule == "findings_are_current"} == {Outcome.PASSED}


def test_folders_of_many_files_are_one_table(tmp_path: Path) -> None:
    root = damaged_copy(tmp_path, 8, share=0.01, medium=Medium.PARQUET, articles=4)
    for file in sorted((root / "parquet").glob("*.parquet")):
        data = pq.read_table(file)
        file.unlink()
        file.with_suffix("").mkdir()
        for at, start in enumerate(range(0, max(len(data), 1), -(-len(data) // 5) or 1)):
            part = data.slice(start, -(-len(data) // 5))
            pq.write_table(part, file.with_suffix("") / f"part-{at}.parquet")
    assert in_full(verdict(root, SPARK)) == in_full(verdict(root, STREAM))


def test_every_finding_is_said_once(tmp_path: Path) -> None:
    root = damaged_copy(tmp_path, 2, share=0.2, medium=Medium.CSV, articles=2)
    said: list[AnyFinding] = []
    report = verdict(root, replace(SPARK, sink=said.extend))
    assert sorted(map(str, said)) == sorted(map(str, report.all_findings))
    assert len(said) > 100


def test_those_beyond_the_thousandth_are_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("evitab.validation.spark.words._HELD", 700)
    root = damaged_copy(tmp_path, 0, share=0, medium=Medium.PARQUET)
    contents = read_package(root, standard())
    labels = contents.tables["concept_labels"].data
    rows = labels.take(pa.array(np.zeros(MANY, np.int64)))
    write({**{n: t.data for n, t in contents.tables.items()}, "concept_labels": rows}, root,
          Medium.PARQUET, np.random.default_rng(0), in_folders=False)  # fmt: skip
    told_of: dict[Engine | None, list[AnyFinding]] = {}
    for options in (STREAM, SPARK):
        said = told_of[options.engine] = []
        found = in_full(verdict(root, replace(options, sink=said.extend)))
        assert found == in_full(verdict(root, options))
    assert len(told_of[Engine.SPARK]) > MANY
    spark, stream = (sorted(map(str, told_of[each])) for each in (Engine.SPARK, Engine.STREAM))
    assert spark == stream


def test_rule_that_breaks_down_has_not_passed(tmp_path: Path) -> None:
    root = damaged_copy(tmp_path, 0, share=0, medium=Medium.PARQUET)
    asked = replace(SPARK, rules=[statement_breaks_the_rule_itself])
    (check,) = [each for each in verdict(root, asked).checks if each.rule.startswith("statement_b")]
    assert check.outcome is Outcome.CRASHED
    assert "too many" in str(check.reason)
