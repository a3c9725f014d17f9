"""An entry: what a store says of one published version."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from datetime import date
from typing import Any

from evitab.finding import CannotJudge
from evitab.package.json_file import parse_json

LATEST = "latest"
# As schema/dataset.schema.json has them: nothing else may become part of a path.
NAME = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*", re.ASCII)
VERSION = re.compile(r"(0|[1-9][0-9]*)\.(0|[1-9][0-9]*)\.(0|[1-9][0-9]*)", re.ASCII)
_SHA256 = re.compile(r"[0-9a-f]{64}")
_LONGEST_NAME, _LONGEST_VERSION = 80, 30
_MAX_ARCHIVE = 100_000_000_000


@dataclass(frozen=True)
class Entry:
    """A published version: `released` is its day, `size` and `sha256` are those of its archive,
    `sums_sha256` is the SHA-256 of its `SHA256SUMS`.
    """

    name: str
    version: str
    profile: str
    released: str
    size: int
    sha256: str
    sums_sha256: str

    @property
    def order(self) -> tuple[int, ...]:
        """What sorts versions: 1.9.0 before 1.10.0."""
        return order_of(self.version)

    @property
    def folder(self) -> str:
        """The path of its files in a store."""
        return f"{self.name}/{self.version}"

    @property
    def archive(self) -> str:
        """The path of its archive in a store."""
        return f"{self.name}/{self.name}-{self.version}.zip"

    @property
    def path(self) -> str:
        """The path of the entry itself in a store."""
        return entry_path(self.name, self.version)

    def to_json(self) -> bytes:
        """The entry as a file; the same archive gives the same bytes."""
        return as_file(asdict(self))


def as_file(value: Mapping[str, Any]) -> bytes:
    """An object as a store keeps it."""
    return (json.dumps(value, indent=2) + "\n").encode()


def order_of(version: str) -> tuple[int, ...]:
    """What sorts versions, as Semantic Versioning does."""
    return tuple(map(int, version.split(".")))


def entry_path(name: str, version: str) -> str:
    """The path of an entry in a store."""
    return f"{name}/versions/{version}.json"


def is_version(text: str) -> bool:
    """Whether a text is a version: three whole numbers."""
    return len(text) <= _LONGEST_VERSION and VERSION.fullmatch(text) is not None


def refuse_name(name: str) -> None:
    """Raises CannotJudge where a text cannot be the name of a package."""
    if len(name) > _LONGEST_NAME or not NAME.fullmatch(name):
        advice = "Name a package: small letters, digits and hyphens."
        raise CannotJudge("no name of a package", file=repr(name[:80]), advice=advice)


def refuse_version(name: str, version: str) -> None:
    """Raises CannotJudge where a text is neither a version nor `latest`."""
    if version != LATEST and not is_version(version):
        advice = f"Write three numbers, as 1.0.0, or {LATEST}; `evitab versions {name}` lists them."
        raise CannotJudge("no version", file=f"{name}@{version[:40]}", advice=advice)


def as_spec(text: str) -> tuple[str, str] | None:
    """The name and the version of a text like `vitamin-d3-k2@1.0.0`; None where it is no such.

    Raises CannotJudge where what follows the `@` is neither a version nor `latest`.
    """
    name, at, version = text.partition("@")
    if not at or not NAME.fullmatch(name):
        return None
    refuse_version(name, version)
    return name, version


def read_entry(data: bytes, name: str, version: str, place: str) -> Entry:
    """The entry of a version in the bytes of its file.

    Raises CannotJudge where they are none, or speak of something else.
    """
    try:
        return entry_from(parse_json(data), name, version)
    except (ValueError, TypeError, RecursionError) as error:
        raise no_entry(place, str(error)) from None


def entry_from(facts: Any, name: str, version: str | None = None) -> Entry:
    """An entry from a JSON value; raises ValueError where it is none of that name (and version)."""
    wanted = {field.name: field.type for field in fields(Entry)}
    if not isinstance(facts, dict) or set(facts) != set(wanted):
        raise ValueError(f"expected an object with {', '.join(wanted)}")
    numbers = isinstance(facts["size"], int) and 0 < facts["size"] <= _MAX_ARCHIVE
    texts = [value for key, value in facts.items() if key != "size"]
    if not numbers or not all(isinstance(text, str) and len(text) <= 100 for text in texts):
        raise ValueError("a value has another type, or is too long")
    entry = Entry(**facts)
    is_asked_for = entry.name == name and entry.version == (version or entry.version)
    if not is_asked_for or not is_version(entry.version):
        raise ValueError(f"it speaks of {entry.name!r} {entry.version!r}")
    if not (_SHA256.fullmatch(entry.sha256) and _SHA256.fullmatch(entry.sums_sha256)):
        raise ValueError("expected SHA-256 in hexadecimal")
    date.fromisoformat(entry.released)
    return entry


def no_entry(place: str, why: str) -> CannotJudge:
    """What is said of a file of a store that does not say what it should."""
    advice = "Do not use this store before its keeper has mended it."
    return CannotJudge(
        f"not what a store says of a release: {why[:200]}", file=place, advice=advice
    )
