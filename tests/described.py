"""Releases with their metadata, for the tests of each standard."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from evitab import __version__
from evitab.finding import PackageReport, Report
from evitab.package import read_dataset, read_package
from evitab.package.dataset import FILE
from evitab.package.sums import FILE as SUMS
from evitab.package.writing import write_files
from evitab.release.assemble import release_files
from evitab.release.build import built_files
from evitab.release.metadata import NAMES, metadata_files
from evitab.release.model import Release
from evitab.standard import standard
from packages import GOLDEN, REPOSITORY, copy_of
from releases import DAY

PACKAGES = ("vitamin-d3-k2", "authorities", *GOLDEN)
JUDGES = Path(sys.prefix) / "judges" / "bin"

# Facts of every kind, with words that markup of any kind could trip over.
FULL: Mapping[str, Any] = {
    "id": "https://doi.org/10.1234/evitab.1",
    "title": "- \"Vitamin\" 'X': <b>100 %</b> & more #1 {a: [b]} | > ~ é 中文 🥐 \u2028 \\n",
    "description": "? yes: no, *no* `medical` advice & <script>1 < 2</script> @ %TAG ! \ufeff !!",
    "homepage": "https://example.org/x?a=1&b=2#c",
    "languages": ["en", "de-AT"],
    "keywords": ["null", "1.0", "2026-11-24", "a: b", "true"],
    "contributors": [
        {
            "title": "Josiah Carberry",
            "givenName": "Josiah",
            "familyName": "Carberry, Jr.: \"J\"",
            "path": "https://orcid.org/0000-0002-1825-0097",
            "organization": "Brown University & Sons",
            "roles": ["author", "contact"],
        },
        {"title": "no", "roles": ["wrangler", "Maintainer", "juggler"]},
        {"title": "The House", "path": "https://ror.org/03f0f6041", "roles": ["publisher"]},
        {"title": "The Purse", "path": "https://purse.example/", "roles": ["funder"]},
    ],
    "licenses": [
        {"name": "CC-BY-4.0"},
        {"name": "LOINC", "path": "https://loinc.org/license/", "title": "LOINC: <codes> & more"},
        {"name": "House-Rules"},
    ],
}  # fmt: skip


def described(package: str, facts: Mapping[str, Any] | None = None) -> Release:
    """The release of a package under `data/` or of a golden one, as its files without metadata;
    with `facts` in its `dataset.json`.
    """
    release = _released(package)
    own = dict(release.contents.dataset.facts) | dict(facts or {})
    data = json.dumps(own, ensure_ascii=False).encode()
    with TemporaryDirectory() as folder:
        (Path(folder) / FILE).write_bytes(data)
        dataset = read_dataset(Path(folder), standard())
    files = {**release.files, FILE: data}
    if not all(source["redistributable"] for source in dataset.facts.get("sources", [])):
        files.pop("source.txt", None)
    return Release(replace(release.contents, dataset=dataset), DAY, files)


@cache
def _released(package: str) -> Release:
    with TemporaryDirectory() as folder:
        root = REPOSITORY / "data" / package
        if package in GOLDEN:
            root = copy_of(GOLDEN[package], Path(folder))
            write_files(built_files(root, standard()))
        report = Report(__version__, standard().version, (PackageReport(package, "."),))
        made = release_files(root, standard(), DAY, report, b"# Changes\n")
        files = {name: data for name, data in made.items() if name not in {*NAMES, SUMS}}
        return Release(read_package(root, standard()), DAY, files)


def in_full() -> Release:
    """The golden article with facts of every kind."""
    return described("article", FULL)


def put_release(release: Release, folder: Path) -> Path:
    """A folder with the files of a release and its metadata."""
    for name, data in {**release.files, **metadata_files(release)}.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(data)
    return folder


def metadata(release: Release, name: str) -> Any:
    """A metadata file that is JSON, as its value."""
    return json.loads(metadata_files(release)[name])


def judge(name: str) -> str:
    """A program of the judges' environment, which `make test` sets up."""
    path = JUDGES / name
    assert path.exists(), f"{path} is not there: `make .venv/judges.stamp` puts it there"
    return str(path)
