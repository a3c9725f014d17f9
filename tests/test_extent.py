"""What is small enough to be read at once is told before it is read."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from evitab.package import Medium
from evitab.package.contents import is_small_enough
from evitab.package.extent import extent
from evitab.standard import standard
from evitab.validation.budget import MB, Budget
from packages import GOLDEN, copy_of, rows_of


def put(folder: Path, name: str, data: bytes) -> str:
    (folder / name).write_bytes(data)
    return name


def test_rows_of_parquet_are_those_of_its_footer(tmp_path: Path) -> None:
    pq.write_table(pa.table({"a": ["x"] * 7_000}), tmp_path / "a.parquet", row_group_size=1_000)
    assert extent(tmp_path, "a.parquet", 10**6) == 7_000
    long = pa.table({"a": pa.array([f"{at:05}" * 200 for at in range(100)])})
    pq.write_table(long, tmp_path / "b.parquet", compression="zstd")
    assert 190 < extent(tmp_path, "b.parquet", 10**6) < 220


def test_first_row_of_a_csv_file_tells_nothing_of_the_others(tmp_path: Path) -> None:
    rows = b"a\n" + b"x" * 1_100_000 + b"\n" + b"y\n" * 300_000
    assert extent(tmp_path, put(tmp_path, "a.csv", rows), 10**6) == 300_002
    assert extent(tmp_path, put(tmp_path, "b.csv", b"a\n" + b"x" * 5_000), 10**6) == 10


@pytest.mark.parametrize("suffix", ["csv", "parquet"])
def test_what_cannot_be_read_has_its_size(suffix: str, tmp_path: Path) -> None:
    """Else a file of any size would be taken into memory, only to be refused."""
    assert extent(tmp_path, put(tmp_path, f"a.{suffix}", b"a;b;c " * 10_000), 10**6) == 120
    assert extent(tmp_path, f"none.{suffix}", 10**6) == 0
    assert extent(tmp_path, f"../a.{suffix}", 10**6) == 0


def test_package_is_small_by_the_rows_of_all_its_tables(tmp_path: Path) -> None:
    root = copy_of(GOLDEN["article"], tmp_path)
    files = [f"tables/{file.name}" for file in (root / "tables").glob("*.csv")]
    rows = sum(extent(root, file, 10**6) for file in files)
    # A header is a line as any other.
    assert rows >= sum(len(rows_of(root, Path(file).stem)) + 1 for file in files)
    assert is_small_enough(root, standard(), Medium.CSV, rows)
    assert not is_small_enough(root, standard(), Medium.CSV, rows - 1)


def test_what_memory_there_is_bounds_what_is_read_at_once() -> None:
    most = [Budget(each * MB, 2).at_once(100_000) for each in (200, 300, 400, 4_000)]
    assert most == [0, 28_000, 68_000, 100_000]
    assert Budget(None, 2).at_once(100_000) == 100_000
