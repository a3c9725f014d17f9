"""The files of a release as catalogues describe them: title, what it is, media type."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath

from evitab.package import Medium
from evitab.release.model import Release

_MEDIA_TYPES = {
    ".cff": "application/yaml",
    ".csv": "text/csv",
    ".json": "application/json",
    ".md": "text/markdown",
    ".parquet": "application/vnd.apache.parquet",
}
_LD = "application/ld+json"
_KNOWN: Mapping[str, tuple[str, str]] = {
    "README.md": ("README", "What is in the release and how to read it."),
    "dataset.json": ("Facts", "The hand-written facts about the package."),
    "datapackage.json": ("Data Package, CSV", "Describes the CSV files as a Data Package."),
    "datapackage-parquet.json": (
        "Data Package, Parquet",
        "Describes the Parquet files as a Data Package.",
    ),
    "DICTIONARY.md": ("Data dictionary", "What each table and column means."),
    "RULES.md": ("Rule book", "What each rule asks for, and why."),
    "FINDINGS.md": ("Findings", "What does not add up in the source."),
    "CHANGELOG.md": ("Changelog", "What changed from version to version."),
    "validation.json": ("Validation report", "The verdict with which the release was made."),
    "CONTENT-SHA256": ("Content hashes", "SHA-256 over what each table holds."),
    "CITATION.cff": ("Citation", "How to cite the release, in the Citation File Format."),
    "datacite.json": ("DataCite", "The release in DataCite's metadata schema."),
    ".zenodo.json": ("Zenodo", "The release in the terms of a deposit at Zenodo."),
    "croissant.json": ("Croissant", "The release in the Croissant format."),
}


@dataclass(frozen=True)
class ReleaseFile:
    """A file of a release, and what is said of it."""

    path: str
    title: str
    description: str
    media_type: str
    size: int
    sha256: str


def release_files(release: Release) -> list[ReleaseFile]:
    """The files of a release, by path."""
    return [_described(release, path) for path in sorted(release.files)]


def data_files(release: Release, medium: Medium) -> dict[str, ReleaseFile]:
    """The files of the tables in a medium, by table."""
    return {name: _described(release, medium.file(name)) for name in release.contents.names}


def data_formats() -> list[str]:
    """The media types of the tables."""
    return [_MEDIA_TYPES[f".{medium.value}"] for medium in Medium]


def _described(release: Release, path: str) -> ReleaseFile:
    data = release.files[path]
    title, description = _words(release, PurePosixPath(path))
    digest = hashlib.sha256(data).hexdigest()
    return ReleaseFile(path, title, description, _media_type(path), len(data), digest)


def _words(release: Release, path: PurePosixPath) -> tuple[str, str]:
    """A file's title, and what it is."""
    if str(path) in _KNOWN:
        return _KNOWN[str(path)]
    table = release.contents.tables.get(path.stem)
    if table is None:
        return path.name, "The text of a source."
    if path.parent.name == "schema":
        return f"Schema of {path.stem}", "Describes the table's columns as a Table Schema."
    form = "CSV" if path.suffix == ".csv" else "Parquet"
    return f"{table.schema.title}, {form}", table.schema.description


def _media_type(path: str) -> str:
    if path == "croissant.json":
        return _LD
    return _MEDIA_TYPES.get(PurePosixPath(path).suffix, "text/plain")
