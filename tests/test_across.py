"""Rows that point to a row of another source: `row_points_within_its_source`."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from corpus import write_corpus
from damage import damaged_copy
from evitab.engines.engine import Engine
from evitab.finding import Outcome, PackageReport
from evitab.package import Medium, csv_pieces, read_package
from evitab.standard import standard
from evitab.validation import Options
from packages import GOLDEN, put_rows, rows_of
from test_engines import OPTIONS, told, verdict

RULE = "row_points_within_its_source"
# Read at once, and cut into parts of one source each.
WAYS = [Options(Engine.PANDERA), Options(Engine.STREAM, at_once=0, workers=1, part=1)]


def two_articles(folder: Path) -> Path:
    root = folder / GOLDEN["article"].name
    (folder / GOLDEN["authority"].name).symlink_to(GOLDEN["authority"])
    return write_corpus(read_package(GOLDEN["article"], standard()), 2, root, Medium.CSV)


def moved(root: Path, table: str, column: str) -> tuple[Mapping[str, str], str]:
    """The last row of a table that has a value in a column, with that of the first one instead."""
    rows = rows_of(root, table)
    first = next(row[column] for row in rows if row[column])
    last = next(row for row in reversed(rows) if row[column])
    last[column] = first
    put_rows(root, table, rows)
    return last, first


def outcomes(report: PackageReport) -> set[Outcome]:
    return {check.outcome for check in report.checks if check.rule == RULE}


@pytest.mark.parametrize("options", WAYS, ids=["at once", "in parts"])
def test_rows_that_keep_to_their_source_are_left_alone(options: Options, tmp_path: Path) -> None:
    report = verdict(two_articles(tmp_path), options)
    assert outcomes(report) == {Outcome.PASSED}
    assert report.findings == []


@pytest.mark.parametrize("options", WAYS, ids=["at once", "in parts"])
@pytest.mark.parametrize(
    ("table", "column"),
    [
        ("observations", "study_id"),
        ("dosages", "regimen_id"),
        ("claims", "restates_claim_id"),
    ],
)
def test_row_of_another_source_is_a_finding(
    table: str, column: str, options: Options, tmp_path: Path
) -> None:
    root = two_articles(tmp_path)
    row, other = moved(root, table, column)
    report = verdict(root, options)
    (finding,) = [each for each in report.findings if each.rule == RULE]
    assert (finding.table, finding.field, finding.value) == (table, column, other)
    assert finding.key == next(iter(row.values()))
    assert outcomes(report) == {Outcome.PASSED, Outcome.FAILED}
    assert {each.rule for each in report.findings} == {RULE}


@pytest.mark.parametrize("seed", range(4))
def test_engines_agree_on_what_points_astray(
    seed: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(csv_pieces, "BLOCK", 600)
    medium, share = list(Medium)[seed % 2], 0.01 if seed > 1 else 0
    root = damaged_copy(tmp_path, seed, share, medium, articles=3, across=0.2)
    report = verdict(root, Options(Engine.PANDERA))
    assert any(finding.rule == RULE for finding in report.findings)
    for options in OPTIONS:
        assert told(verdict(root, options)) == told(report), options
