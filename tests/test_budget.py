"""`--memory`: how much is worked on at once, and what is refused."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import cast

import pytest

from damage import damaged_copy
from evitab.engines.engine import Engine
from evitab.finding import AnyFinding, CannotJudge
from evitab.package import Medium
from evitab.package.pieces import Scan, scan_table
from evitab.standard import standard
from evitab.validation import Options, budget
from evitab.validation.budget import MB, Budget
from evitab.validation.parts.part import Part
from test_engines import told, verdict


@dataclass(frozen=True)
class Pieces:
    """A table of which nothing is known but its largest piece."""

    largest: tuple[str, int]


def scans(size: int) -> list[Scan]:
    return cast("list[Scan]", [Pieces(("a.csv", 10)), Pieces(("b.csv", size))])


def test_without_a_bound_all_cores_work() -> None:
    all_there_is = Budget(None, 8)
    assert all_there_is.readers(scans(10**12)) == 8
    assert all_there_is.judges(10**9, 10**9) == 8
    assert (all_there_is.at_once(100_000), all_there_is.part(50_000, 10**9, 10**9)) == (
        100_000,
        50_000,
    )
    all_there_is.refuse([Part({}, {}, {})], 10**12, 10**12)
    assert all_there_is.whole(10**12) is None


def test_more_memory_lets_more_be_done_at_once() -> None:
    sizes = [300, 500, 700, 1500, 4000]
    readers = [Budget(each * MB, 8).readers(scans(5 * MB)) for each in sizes]
    judges = [Budget(each * MB, 8).judges(1000, 5 * MB) for each in sizes]
    parts = [Budget(each * MB, 8).part(50_000, 1000, 5 * MB) for each in sizes]
    for numbers in (readers, judges, parts):
        assert numbers == sorted(numbers)
        assert numbers[0] >= 1
    assert (readers[0], readers[-1]) == (1, 8)
    assert (judges[0], judges[-1]) == (1, 8)
    assert parts[0] < parts[-1] == 50_000


def test_what_cannot_fit_is_refused_with_what_it_takes() -> None:
    with pytest.raises(CannotJudge) as told_of:
        Budget(300 * MB, 2).readers(scans(100 * MB))
    assert told_of.value.file == "b.csv"
    assert "100 MB" in told_of.value.message
    assert "300 MB are allowed" in told_of.value.message
    assert "row groups" in str(told_of.value.advice)
    with pytest.raises(CannotJudge, match="at the least; 200 MB are allowed"):
        Budget(200 * MB, 2).readers(scans(0))
    with pytest.raises(CannotJudge, match="200 MB are allowed"):
        Budget(200 * MB, 2).refuse([Part({}, {}, {})], 10**6, 0)
    assert "the 100,000 rows that belong to no source" in str(Budget(300 * MB, 2).whole(100_000))
    assert Budget(300 * MB, 2).whole(1000) is None


def test_bound_changes_no_finding(tmp_path: Path) -> None:
    root = damaged_copy(tmp_path, 4, share=0.02, medium=Medium.PARQUET, articles=3)
    expected = told(verdict(root, Options(Engine.STREAM)))
    assert told(verdict(root, Options(Engine.STREAM, at_once=0, memory=300 * MB))) == expected
    (error,) = verdict(root, Options(Engine.STREAM, at_once=0, memory=100 * MB)).errors
    assert "100 MB are allowed" in error.message


def test_what_belongs_to_no_source_is_not_read_without_room(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = damaged_copy(tmp_path, 4, share=0.05, medium=Medium.CSV, in_folders=False)
    monkeypatch.setattr(budget, "_ROW", 2 * MB)
    found: list[AnyFinding] = []
    options = Options(Engine.STREAM, at_once=0, memory=300 * MB, sink=found.extend)
    (too_many,) = verdict(root, options).errors
    assert "the rows of one source" in too_many.message
    (root / Medium.CSV.file("sources")).write_bytes(b"")
    found.clear()
    report = verdict(root, options)
    unread, refused = report.errors
    assert unread.file == Medium.CSV.file("sources")
    assert "belong to no source" in refused.message
    assert "the table of sources" in str(refused.advice)
    # What was found before it was refused is told.
    assert report.findings
    assert sorted(map(str, report.findings)) == sorted(map(str, found))


@pytest.mark.parametrize("medium", Medium)
def test_largest_piece_is_that_of_a_file(medium: Medium, tmp_path: Path) -> None:
    root = damaged_copy(tmp_path, 4, share=0, medium=medium, in_folders=False)
    schema = standard().profiles["article"].by_name["passages"]
    file, size = scan_table(root, schema, medium).largest
    assert file == medium.file("passages")
    path = root / file
    assert 1000 < size <= (path.stat().st_size if medium is Medium.CSV else 10**6)
