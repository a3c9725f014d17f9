"""What is built is complete, the same each time, and whole whatever happens."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from evitab.finding import CannotJudge
from evitab.package.writing import fresh, write_files
from evitab.release.build import built_files
from evitab.standard import standard
from packages import (
    GOLDEN,
    REAL,
    TESTS,
    change_bytes,
    copy_of,
    grown,
    judged,
    put_cell,
    rows_of,
    rules_found,
)


def build(root: Path) -> None:
    write_files(built_files(root, standard()))


def state(root: Path) -> dict[str, str]:
    return {
        str(path.relative_to(root)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(root.rglob("*"))
        if path.is_file()
    }


@pytest.mark.parametrize("profile", GOLDEN)
def test_built_package_is_judged_without_skipping(profile: str, tmp_path: Path) -> None:
    root = copy_of(GOLDEN[profile], tmp_path)
    build(root)
    report = judged(root)
    assert (report.findings, report.errors, report.skipped) == ([], [], [])


def test_build_twice_gives_the_same_bytes(tmp_path: Path) -> None:
    root = copy_of(REAL, tmp_path)
    for path in (*root.glob("parquet/*"), *root.glob("datapackage*.json")):
        path.unlink()
    build(root)
    assert state(root) == state(REAL)


def test_parquet_is_typed_described_and_sorted(tmp_path: Path) -> None:
    root = copy_of(REAL, tmp_path)
    path = root / "tables" / "quantities.csv"
    header, *rows = path.read_text(encoding="utf-8").splitlines()
    path.write_text("\n".join([header, *reversed(rows)]) + "\n", encoding="utf-8")
    build(root)
    table = pq.read_table(root / "parquet" / "quantities.parquet")
    keys = table.column("quantity_id").to_pylist()
    assert keys == sorted(keys)
    assert keys == [row["quantity_id"] for row in rows_of(REAL, "quantities")]
    assert str(table.schema.field("value_low").type) == "double"
    for field in table.schema:
        assert field.metadata[b"description"]
    assert table.schema.metadata[b"title"] == b"Quantities"
    assert rules_found(root) == []


def test_descriptor_tells_hash_bytes_and_schema() -> None:
    for name in ("datapackage.json", "datapackage-parquet.json"):
        descriptor = json.loads((REAL / name).read_text(encoding="utf-8"))
        for resource in descriptor["resources"]:
            data = (REAL / resource["path"]).read_bytes()
            assert resource["bytes"] == len(data)
            assert resource["hash"] == f"sha256:{hashlib.sha256(data).hexdigest()}"
            assert resource["schema"]["fields"]
        assert "source.txt" not in json.dumps(descriptor["sources"])


def test_csv_that_differs_from_parquet_is_found_with_row_and_value(tmp_path: Path) -> None:
    root = copy_of(REAL, tmp_path)
    put_cell(root, "concepts", 0, "scope_note", "A note.")
    found = {finding.rule: finding for finding in judged(root).findings}
    assert set(found) == {"parquet_equals_csv", "descriptor_is_current"}
    stale = found["parquet_equals_csv"]
    assert (stale.file, stale.key, stale.field) == (
        "parquet/concepts.parquet",
        rows_of(REAL, "concepts")[0]["concept_id"],
        "scope_note",
    )
    assert stale.value == rows_of(REAL, "concepts")[0]["scope_note"]
    assert "A note." in stale.expected


def test_altered_descriptor_is_found(tmp_path: Path) -> None:
    root = copy_of(REAL, tmp_path)
    change_bytes(root / "datapackage.json", lambda data: data.replace(b"claims", b"clams", 1))
    assert rules_found(root) == ["descriptor_is_current"]


def test_nothing_is_built_on_a_package_with_findings(tmp_path: Path) -> None:
    root = copy_of(REAL, tmp_path)
    put_cell(root, "claims", 0, "assertion_strength", "loud")
    before = state(root)
    with pytest.raises(CannotJudge, match="vocabulary: found 'loud'"):
        build(root)
    assert state(root) == before


def test_parquet_of_a_table_that_is_gone_is_removed(tmp_path: Path) -> None:
    root = copy_of(REAL, tmp_path)
    stray = root / "parquet" / "waivers.parquet"
    stray.write_bytes(b"stale")
    build(root)
    assert not stray.exists()


def test_findings_that_are_gone_are_removed(tmp_path: Path) -> None:
    at_odds = grown(TESTS / "broken" / "stated_ratio_agrees_with_doses", tmp_path / "at odds")
    build(at_odds)
    root = copy_of(GOLDEN["article"], tmp_path)
    files = ("tables/findings.csv", "parquet/findings.parquet")
    (root / "parquet").mkdir()
    for file in files:
        shutil.copy(at_odds / file, root / file)
    build(root)
    assert not any((root / file).exists() for file in files)
    assert rules_found(root) == []


def broken_disk(monkeypatch: pytest.MonkeyPatch, after: int) -> None:
    """Let the disk be full after so many files."""
    calls = iter(range(1000))

    def full(_: int) -> None:
        if next(calls) >= after:
            raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)


@pytest.mark.parametrize("after", [0, 1, 5])
def test_full_disk_leaves_every_file_as_it_was(
    after: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = copy_of(REAL, tmp_path)
    put_cell(root, "claims", 2, "statement", "Another statement.")
    before = state(root)
    files = {
        path: data + b" " if data else data for path, data in built_files(root, standard()).items()
    }
    broken_disk(monkeypatch, after)
    with pytest.raises(OSError, match="No space left"):
        write_files(files)
    assert state(root) == before


# Large files, written without pause: a kill falls into the middle of a write.
KILLED = """
import sys
from pathlib import Path
from evitab.package.writing import fresh, write_files
print("begun", flush=True)
while True:
    for filler in (b"a", b"b"):
        write_files({Path(sys.argv[1]) / name: filler * 30_000_000 for name in "xyz"})
"""


@pytest.mark.parametrize("delay", [0.01, 0.03, 0.07, 0.15, 0.3])
def test_killed_build_leaves_no_file_half_written(delay: float, tmp_path: Path) -> None:
    process = subprocess.Popen(
        [sys.executable, "-c", KILLED, str(tmp_path)], stdout=subprocess.PIPE, text=True
    )
    with process:
        assert process.stdout is not None
        process.stdout.readline()
        time.sleep(delay)
        process.send_signal(signal.SIGKILL)
    for name in "xyz":
        if (tmp_path / name).exists():
            data = (tmp_path / name).read_bytes()
            assert len(data) == 30_000_000
            assert data.count(data[:1]) == len(data)
    write_files({tmp_path / name: b"c" for name in "xyz"})
    assert sorted(path.name for path in tmp_path.iterdir()) == ["x", "y", "z"]


def test_files_of_a_build_that_still_runs_are_left_alone(tmp_path: Path) -> None:
    theirs = tmp_path / f".evitab-unfinished-{os.getppid()}-x"
    theirs.touch()
    write_files({tmp_path / "x": b"c"})
    assert theirs.exists()


def test_build_follows_no_link(tmp_path: Path) -> None:
    root = copy_of(REAL, tmp_path)
    outside = (root / "parquet").rename(tmp_path / "outside")
    (outside / "precious.parquet").touch()
    (root / "parquet").symlink_to(outside)
    before = state(outside)
    with pytest.raises(CannotJudge, match="links are not followed"):
        build(root)
    assert state(outside) == before


def test_build_reads_no_pipe(tmp_path: Path) -> None:
    root = copy_of(REAL, tmp_path)
    (root / "datapackage.json").unlink()
    os.mkfifo(root / "datapackage.json")
    with pytest.raises(CannotJudge, match="not a plain file"):
        fresh(root / "datapackage.json", b"")


def test_nothing_is_built_on_an_altered_source(tmp_path: Path) -> None:
    root = copy_of(REAL, tmp_path)
    (root / "source.txt").write_text("Another article.", encoding="utf-8")
    with pytest.raises(CannotJudge, match="source_is_unaltered"):
        build(root)


@pytest.mark.parametrize("make", [lambda p: p.mkdir(), lambda p: p.touch(mode=0o400)])
def test_write_goes_to_the_place_or_fails(make: Callable[[Path], None], tmp_path: Path) -> None:
    target = tmp_path / "x"
    make(target)
    if target.is_dir():
        with pytest.raises(OSError, match=r"Is a directory|not permitted"):
            write_files({target: b"c"})
        assert [path.name for path in tmp_path.iterdir()] == ["x"]
    else:
        write_files({target: b"c"})
        assert target.read_bytes() == b"c"
