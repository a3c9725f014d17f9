"""Croissant's own reader takes a release's `croissant.json`, and reads every table through it."""

from __future__ import annotations

import datetime
import hashlib
from pathlib import Path
from typing import Any

import mlcroissant
import pyarrow.parquet as pq
import pytest

from described import PACKAGES, described, in_full, metadata, put_release
from evitab.release.model import Release

# What the reader's own libraries warn of is theirs.
pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")


@pytest.fixture(params=[*PACKAGES, "full"])
def release(request: pytest.FixtureRequest) -> Release:
    return in_full() if request.param == "full" else described(request.param)


def plain(value: Any) -> Any:
    """A value of the reader as Parquet's reader has it."""
    if isinstance(value, bytes):
        return value.decode()
    return value.date() if isinstance(value, datetime.datetime) else value


def test_reader_finds_no_fault_and_reads_every_row(release: Release, tmp_path: Path) -> None:
    folder = put_release(release, tmp_path)
    dataset = mlcroissant.Dataset(str(folder / "croissant.json"))
    issues = dataset.metadata.ctx.issues
    assert (issues.errors, issues.warnings) == (set(), set())
    assert [each.id for each in dataset.metadata.record_sets] == list(release.contents.names)
    for table in release.contents.names:
        records = [
            {name.removeprefix(f"{table}/"): plain(value) for name, value in record.items()}
            for record in dataset.records(table)
        ]
        assert records == pq.read_table(folder / "parquet" / f"{table}.parquet").to_pylist(), table


def test_reader_refuses_what_is_wrong() -> None:
    wrong = metadata(described("authority"), "croissant.json")
    wrong["recordSet"][0]["field"][0]["source"]["fileObject"]["@id"] = "no-such-file"
    with pytest.raises(mlcroissant.ValidationError):
        mlcroissant.Dataset(wrong)


def test_files_are_told_with_sizes_and_sums(release: Release) -> None:
    told = metadata(release, "croissant.json")["distribution"]
    names = {name for name in release.files if name.startswith(("tables/", "parquet/"))}
    assert {file["contentUrl"] for file in told} == names
    for file in told:
        data = release.files[file["contentUrl"]]
        assert file["contentSize"] == f"{len(data)} B"
        assert file["sha256"] == hashlib.sha256(data).hexdigest()


def test_keys_and_references_are_told(release: Release) -> None:
    told = {each["@id"]: each for each in metadata(release, "croissant.json")["recordSet"]}
    for table in release.contents.names:
        schema = release.contents.schema(table)
        key = told[table]["key"]
        keys = [each["@id"] for each in (key if isinstance(key, list) else [key])]
        assert keys == [f"{table}/{name}" for name in schema.primary_key]
        found = {
            (field["name"], target["fileObject"]["@id"], target["extract"]["column"])
            for field in told[table]["field"]
            if (target := field.get("references"))
        }
        assert found == {
            (key.fields[0], f"parquet/{key.table}.parquet", key.reference_fields[0])
            for key in schema.foreign_keys
            if key.table in told
        }
