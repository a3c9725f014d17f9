"""roc-validator and ro-crate-py take a release for an RO-Crate, without a network."""

from __future__ import annotations

import hashlib
import json
import subprocess
from pathlib import Path
from typing import Any

import pytest

from described import FULL, PACKAGES, described, judge, metadata, put_release
from evitab.release.metadata.ro_crate import FILE
from evitab.release.model import Release
from packages import TESTS

# The one recommendation that cannot be met: a name has an address only where somebody gave it.
NO_ADDRESS = "The organization SHOULD have a URL."


@pytest.fixture(params=[*PACKAGES, "full", "without-source"])
def release(request: pytest.FixtureRequest) -> Release:
    kept = {"sources": [{"path": "source.txt", "redistributable": False}]}
    special = {"full": FULL, "without-source": kept}
    if request.param in special:
        return described("article", special[request.param])
    return described(request.param)


def verdict(folder: Path, scratch: Path) -> dict[str, Any]:
    """What the judges say."""
    scratch.mkdir()
    script = str(TESTS / "judges" / "ro_crate.py")
    command = [judge("python"), script, str(folder), str(scratch)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return dict(json.loads(done.stdout))


def test_release_is_an_ro_crate(release: Release, tmp_path: Path) -> None:
    found = verdict(put_release(release, tmp_path / "release"), tmp_path / "scratch")
    graph = {each["@id"]: each for each in metadata(release, FILE)["@graph"]}
    nameless = {
        f"./{name}"
        for name, each in graph.items()
        if each["@type"] == "Organization" and "url" not in each
    }
    issues = {(each["severity"], each["message"], each["entity"]) for each in found["issues"]}
    assert issues == {("RECOMMENDED", NO_ADDRESS, name) for name in nameless}
    assert found["name"] == release.contents.dataset.facts["title"]
    others = {"CITATION.cff", "datacite.json", ".zenodo.json", "croissant.json"}
    assert set(found["parts"]) == {*release.files, *others}


def test_judge_sees_what_is_wrong(tmp_path: Path) -> None:
    folder = put_release(described("authority"), tmp_path / "release")
    crate = json.loads((folder / FILE).read_text(encoding="utf-8"))
    del crate["@graph"][1]["datePublished"]
    crate["@graph"][1]["unheardOf"] = "x"
    (folder / FILE).write_text(json.dumps(crate), encoding="utf-8")
    found = verdict(folder, tmp_path / "scratch")
    messages = " ".join(issue["message"] for issue in found["issues"])
    assert "datePublished" in messages
    assert "unheardOf" in messages


def test_every_file_is_told_with_size_and_sum(release: Release) -> None:
    graph = {each["@id"]: each for each in metadata(release, FILE)["@graph"]}
    for name, data in release.files.items():
        assert graph[name]["@type"] == "File"
        assert graph[name]["contentSize"] == str(len(data))
        assert graph[name]["sha256"] == hashlib.sha256(data).hexdigest()
        assert "/" in graph[name]["encodingFormat"]


def test_what_it_was_made_from_is_told(release: Release) -> None:
    graph = {each["@id"]: each for each in metadata(release, FILE)["@graph"]}
    basis = graph["./"]["isBasedOn"]
    names = [each["@id"] for each in (basis if isinstance(basis, list) else [basis])]
    assert all("name" in graph[name] for name in names)
    assert graph["#release"]["object"] == basis
    assert graph["#evitab"]["version"]
    if "sources" in release.contents.names:
        source = "source.txt" if "source.txt" in release.files else "#SRC-0001"
        assert names[0] == source
        assert graph[names[1]]["version"] == release.contents.dataset.authority["version"]  # type: ignore[index]
