"""Every engine says the same of the same package, to the row, however it is cut into pieces."""

from __future__ import annotations

import copy
from collections.abc import Callable
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from pandas import DataFrame, Series

from corpora import corpus
from damage import damaged_copy
from evitab import validation
from evitab.engines.engine import Engine
from evitab.finding import CannotJudge, Check, Outcome, PackageReport
from evitab.package import Medium, csv_pieces
from evitab.rule import rule
from evitab.standard import standard
from evitab.validation import Options, validate_package
from evitab.validation.rows import together

OPTIONS = [
    Options(Engine.STREAM),
    Options(Engine.PANDERA, at_once=0, workers=1, part=1),
    # With room for what was allowed alone, pandera is asked of each piece.
    Options(Engine.PANDERA, at_once=0, workers=2, memory=4 * 10**9),
    Options(Engine.STREAM, at_once=0, workers=2, part=10**9),
]
# What is said of built files, of which these packages have none.
BUILT = {"parquet_equals_csv", "descriptor_is_current"}


def verdict(root: Path, options: Options) -> PackageReport:
    return validate_package(root, standard(), name="x", options=options)


def told(report: PackageReport) -> dict[str, object]:
    """What a report says, whatever the order in which it was found."""
    return {
        "rows": report.rows,
        "errors": sorted(map(str, report.errors)),
        "checks": sorted(map(_check, (c for c in report.checks if c.rule not in BUILT))),
        "findings": sorted(map(str, report.findings)),
        "source": sorted(map(str, report.source_findings)),
    }


def _check(check: Check) -> str:
    return str((check.rule, check.table, check.fields, check.outcome, check.rows, check.findings))


@pytest.mark.parametrize("medium", Medium)
@pytest.mark.parametrize("seed", range(6))
def test_engines_agree_on_what_nobody_chose(
    seed: int, medium: Medium, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(csv_pieces, "BLOCK", 600)
    monkeypatch.setattr(validation.options, "_ASKED", 60 if seed % 2 else 10**6)
    monkeypatch.setattr(together, "_MOST", 3_000 if seed % 3 else 10**9)
    share, articles = (0.003, 0.02, 0.2)[seed % 3], 1 if seed < 3 else 3
    root = damaged_copy(tmp_path, seed, share=share, medium=medium, articles=articles)
    at_once = verdict(root, Options(Engine.PANDERA))
    expected = told(at_once)
    assert expected["findings"]
    assert len(set(map(str, at_once.findings))) == len(at_once.findings)
    for options in OPTIONS:
        assert told(verdict(root, options)) == expected, options


def _header_alone(data: bytes) -> bytes:
    return data.split(b"\n", 1)[0] + b"\n"


# A table of a package in CSV, and what a strange hand makes of its file.
SPOILED: list[tuple[str, Callable[[bytes], bytes]]] = [
    ("claims", lambda data: data.replace(b"\n", b"\r\n")),
    ("claims", lambda data: data.replace(b"\n", b"\r")),
    ("claims", lambda data: b"\xef\xbb\xbf" + data + b"one,cell\n" * 1_500),
    ("claims", _header_alone),
    ("sources", _header_alone),
    ("sources", lambda data: data.replace(b"source_id", b"source", 1)),
    ("passages", lambda data: _header_alone(data) + b"\n" * 30),
    ("concepts", _header_alone),
    ("dosages", _header_alone),
    ("references", lambda data: data.replace(b",", b',"a\nb",', 1)),
]


def spoiled(folder: Path, table: str, spoil: Callable[[bytes], bytes]) -> Path:
    """A package in which the file of one table is spoiled."""
    root = damaged_copy(folder, 0, share=0, medium=Medium.CSV, in_folders=False)
    file = root / "tables" / f"{table}.csv"
    file.write_bytes(spoil(file.read_bytes()))
    return root


def _first_column(data: pa.Table, values: pa.Array) -> pa.Table:
    return data.set_column(0, data.column_names[0], values)


def _no_text(data: pa.Table) -> pa.Table:
    """The first column as bytes that are no UTF-8."""
    bad = pa.array([b"\xff\xfe"] * len(data), pa.binary())
    return _first_column(data, pa.Array.from_buffers(pa.string(), len(data), bad.buffers()))


@pytest.mark.parametrize("table", ["claims", "contraindications", "concept_labels"])
@pytest.mark.parametrize(
    "spoil",
    [
        lambda data: _first_column(data, data.column(0).combine_chunks().dictionary_encode()),
        lambda data: _first_column(data, data.column(0).cast(pa.binary())),
        lambda data: _first_column(data, data.column(0).cast(pa.large_string())),
        lambda data: _first_column(data, pa.nulls(len(data))),
        lambda data: _first_column(data, pa.array([[1]] * len(data))),
        lambda data: data.slice(0, 0),
        _no_text,
    ],
)
def test_engines_agree_on_parquet_that_others_wrote(
    table: str, spoil: Callable[[pa.Table], pa.Table], tmp_path: Path
) -> None:
    root = damaged_copy(tmp_path, 0, share=0, medium=Medium.PARQUET, in_folders=False)
    file = root / "parquet" / f"{table}.parquet"
    pq.write_table(spoil(pq.read_table(file)), file, row_group_size=5)
    expected = told(verdict(root, Options(Engine.PANDERA)))
    for options in OPTIONS:
        assert told(verdict(root, options)) == expected, options


@pytest.mark.parametrize(("table", "spoil"), SPOILED)
def test_engines_agree_on_files_that_strange_hands_saved(
    table: str,
    spoil: Callable[[bytes], bytes],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(csv_pieces, "BLOCK", 600)
    root = spoiled(tmp_path, table, spoil)
    expected = told(verdict(root, Options(Engine.PANDERA)))
    assert expected["findings"] or expected["errors"]
    for options in OPTIONS:
        assert told(verdict(root, options)) == expected, options


@pytest.mark.parametrize("part", [1, 10**9])
def test_sources_that_are_one_are_found_wherever_parts_end(part: int, tmp_path: Path) -> None:
    # The copies differ in their keys alone.
    root = corpus(tmp_path, 3)
    at_once = verdict(root, Options(Engine.PANDERA))
    assert {finding.rule for finding in at_once.findings} == {"row_is_said_once"}
    in_parts = verdict(root, Options(Engine.STREAM, at_once=0, workers=1, part=part))
    assert told(in_parts) == told(at_once)


@rule("claims", reads=("claim_id",), kind="completeness")
def claim_is_answered_in_another_order(claims: DataFrame) -> Series:
    """One claim is wrong; the answer begins with the last."""
    return (claims["claim_id"] != "CLM-0002")[::-1]


@rule("claims", reads=("claim_id",), kind="completeness")
def claim_is_answered_for_some(claims: DataFrame) -> Series:
    """The answer is for all rows but the last."""
    return (claims["claim_id"] != "CLM-0002")[:-1]


@pytest.mark.parametrize("at_once", [0, 10**9])
@pytest.mark.parametrize("engine", [Engine.PANDERA, Engine.STREAM])
def test_rule_may_answer_in_any_order_but_for_all_rows(
    engine: Engine, at_once: int, tmp_path: Path
) -> None:
    root = damaged_copy(tmp_path, 0, share=0, medium=Medium.PARQUET)
    rules = [claim_is_answered_in_another_order, claim_is_answered_for_some]
    found = verdict(root, Options(engine, 1, at_once, rules=rules))
    outcomes = {c.rule: c.outcome for c in found.checks if c.rule.startswith("claim_is")}
    assert outcomes == {rules[0].name: Outcome.FAILED, rules[1].name: Outcome.CRASHED}
    assert [each.key for each in found.findings if each.rule == rules[0].name] == ["CLM-0002"]


@rule("claims", reads=("statement",), kind="completeness")
def statement_breaks_the_rule_itself(claims: DataFrame) -> Series:
    """It breaks down, whatever it is asked of."""
    raise ValueError(f"{len(claims)} rows are too many")


@pytest.mark.parametrize("at_once", [0, 10**9])
@pytest.mark.parametrize("engine", [Engine.PANDERA, Engine.STREAM])
def test_rule_that_breaks_down_has_not_passed(engine: Engine, at_once: int, tmp_path: Path) -> None:
    root = damaged_copy(tmp_path, 0, share=0, medium=Medium.PARQUET)
    asked = Options(engine, 1, at_once, rules=[statement_breaks_the_rule_itself])
    (check,) = [each for each in verdict(root, asked).checks if each.rule.startswith("statement_b")]
    assert check.outcome is Outcome.CRASHED
    assert "too many" in str(check.reason)


def test_error_goes_from_one_process_to_another() -> None:
    error = CannotJudge("no text", file="source.txt", line=3, advice="Put it there.")
    assert str(copy.copy(error)) == str(error)
