"""`dataset.json`: the hand-written facts about a package, read with care."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from evitab.finding import CannotJudge
from evitab.package.json_file import read_json
from evitab.package.paths import inside
from evitab.standard import Profile, Standard, home

FILE = "dataset.json"
# pyproject.toml keeps files of such names out of wheel and sdist.
_TEXT_FILE = re.compile(r"source(-[a-z0-9-]+)?\.txt")
_DOCUMENTS = re.compile(r"documents/[a-z0-9][a-z0-9-]*\.parquet")
_MAX_BYTES = 1_000_000


@dataclass(frozen=True)
class Dataset:
    """What `dataset.json` says, and the profile that it names."""

    facts: Mapping[str, Any]
    profile: Profile

    @property
    def name(self) -> str:
        """The package's name."""
        return str(self.facts["name"])

    @property
    def version(self) -> str:
        """The version of the data."""
        return str(self.facts["version"])

    @property
    def tables(self) -> tuple[str, ...]:
        """The tables written by hand that the package has, in the profile's order."""
        return tuple(name for name in self.profile.by_name if name in self.facts["tables"])

    @property
    def authority(self) -> Mapping[str, str] | None:
        """The authority package that this one is compared with: its name, version and SHA-256."""
        return self.facts.get("authority")

    @property
    def source_paths(self) -> tuple[str, ...]:
        """The files of the sources, relative to the package."""
        return tuple(source["path"] for source in self.facts.get("sources", []))


def is_documents(path: str) -> bool:
    """Whether a path is that of a Parquet file that holds the words of many sources."""
    return _DOCUMENTS.fullmatch(path) is not None


def read_dataset(root: Path, standard: Standard) -> Dataset:
    """Read `dataset.json` of the package in `root`; raises CannotJudge where it cannot be used."""
    facts = read_json(root, FILE, limit=_MAX_BYTES)
    for text in _texts(facts):
        if not text.strip() or any(unicodedata.category(c) == "Cc" for c in text):
            raise _cannot(f"{text[:40]!r} is blank or has control characters", "Mend it.")
    if problem := _first_problem(facts):
        raise _cannot(problem, "Mend it as schema/dataset.schema.json says.")
    if facts["profile"] not in standard.profiles:
        known = ", ".join(standard.profiles)
        raise _cannot(f"profile is {facts['profile']!r}", f"Use one of: {known}.")
    dataset = Dataset(facts, standard.profiles[facts["profile"]])
    _check_tables(dataset)
    for path in dataset.source_paths:
        inside(root, path, named_by=FILE)
        if not (_TEXT_FILE.fullmatch(path) or is_documents(path)):
            raise _cannot(
                f"sources: {path[:80]!r} is no name of a source",
                "Name it source.txt, source-<word>.txt or documents/<word>.parquet: files of "
                "these names stay out of wheels.",
            )
    return dataset


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for item in value.values() if isinstance(value, dict) else value:
            yield from _texts(item)


@cache
def _validator() -> Any:
    from jsonschema import Draft202012Validator

    path = home() / "schema" / "dataset.schema.json"
    return Draft202012Validator(json.loads(path.read_text(encoding="utf-8")))


def _first_problem(facts: Any) -> str | None:
    from jsonschema.exceptions import best_match

    error = best_match(_validator().iter_errors(facts))
    if error is None:
        return None
    where = ".".join(map(str, error.absolute_path)) or "the whole"
    message = error.message if len(error.message) <= 200 else error.message[:199] + "…"
    return f"{where}: {message}"


def _check_tables(dataset: Dataset) -> None:
    listed = set(dataset.facts["tables"])
    if unknown := sorted(listed - set(dataset.profile.by_name)):
        raise _cannot(
            f"tables: the profile {dataset.profile.name} has no table {unknown[0]!r}",
            f"Use any of: {', '.join(dataset.profile.by_name)}.",
        )
    if built := sorted(listed & dataset.profile.built):
        raise _cannot(f"tables: {built[0]!r} is listed, but it is built", "Remove it there.")
    if absent := sorted(dataset.profile.required - listed):
        raise _cannot(
            f"tables: {absent[0]!r} is not listed, and the profile requires it", "List it."
        )


def _cannot(message: str, advice: str) -> CannotJudge:
    return CannotJudge(message, file=FILE, advice=advice)
