"""Many who publish at once, in a folder and in S3: one wins, and nothing of the others is lost."""

from __future__ import annotations

import json
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import fsspec
import pytest

from evitab.package.sums import altered
from evitab.store import fetch, publish
from stores import NAME, is_sound, put_release

PUBLISH = """
import pathlib, sys
from evitab.finding import CannotJudge
from evitab.store import publish
try: print(publish(pathlib.Path(sys.argv[1]), sys.argv[2]).is_new)
except CannotJudge as error: print(error)
"""

pytest_plugins = ("s3_stores",)


@pytest.fixture(params=["folder", "s3"])
def store(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setenv("EVITAB_CACHE", str(tmp_path / "cache"))
    if request.param == "folder":
        return str(tmp_path / "store")
    return str(request.getfixturevalue("s3_store"))


def test_two_at_once_publish_one(store: str, tmp_path: Path) -> None:
    archives = [put_release(tmp_path, note=f"-{n}", small=True) for n in range(4)]

    def run(archive: Path) -> str:
        command = [sys.executable, "-c", PUBLISH, str(archive), store]
        return subprocess.run(command, capture_output=True, text=True, check=True).stdout

    with ThreadPoolExecutor(4) as pool:
        said = list(pool.map(run, archives))
    assert said.count("True\n") == 1
    # In a bucket, who comes second may meet the sums of a release that is not published yet.
    refusals = ("with other files", "lie there") if "://" in store else ("with other files",)
    assert sum(any(words in line for words in refusals) for line in said) == 3
    assert is_sound(store)
    assert altered(fetch(NAME, "1.0.0", store)) == []


def test_same_archive_by_many_at_once_is_published(store: str, tmp_path: Path) -> None:
    archive = put_release(tmp_path, small=True)
    with ThreadPoolExecutor(8) as pool:
        done = list(pool.map(lambda _: publish(archive, store), range(8)))
    assert {each.entry for each in done} == {done[0].entry}
    assert is_sound(store)


def test_versions_published_at_once_are_all_in_the_index(store: str, tmp_path: Path) -> None:
    archives = [put_release(tmp_path, f"1.{n}.0", small=True) for n in range(6)]
    with ThreadPoolExecutor(6) as pool:
        list(pool.map(lambda archive: publish(archive, store), archives))
    with fsspec.open(f"{store}/{NAME}/index.json") as file:
        index = json.load(file)
    assert [entry["version"] for entry in index["versions"]] == [f"1.{n}.0" for n in range(6)]
    assert index["latest"] == "1.5.0"
