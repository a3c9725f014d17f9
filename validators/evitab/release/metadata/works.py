"""What a package is known by, and what it rests on: its DOI and page, its sources, its works."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, unquote

from evitab.release.model import Release

_DOI = "https://doi.org/"


@dataclass(frozen=True)
class Identifier:
    """An identifier of a work; `kind` is the column that holds it: doi, pmid, isbn or url."""

    kind: str
    value: str


@dataclass(frozen=True)
class Work:
    """A row of the table `references`: its key, title and first identifier, if it has one."""

    key: str
    title: str
    identifier: Identifier | None

    @property
    def page(self) -> str | None:
        """Where the work is on the web; an ISBN leads nowhere."""
        match self.identifier:
            case Identifier("doi", value):
                return _DOI + quote(value, safe="/:;()")
            case Identifier("pmid", value):
                return f"https://pubmed.ncbi.nlm.nih.gov/{value}/"
            case Identifier("url", value):
                return value
        return None


def doi(release: Release) -> str | None:
    """The DOI of this version, where `dataset.json` has one."""
    address = doi_page(release)
    return None if address is None else unquote(address.removeprefix(_DOI))


def doi_page(release: Release) -> str | None:
    """The address that stands for the DOI."""
    return release.contents.dataset.facts.get("id")


def page(release: Release) -> str | None:
    """Where the package is on the web: its homepage, else what its DOI leads to."""
    return release.contents.dataset.facts.get("homepage") or doi_page(release)


def sources(release: Release) -> list[Mapping[str, Any]]:
    """The rows of the table of sources."""
    return _rows(release, "sources")


def references(release: Release) -> list[Work]:
    """The works of the table `references`."""
    return [
        Work(row["reference_id"], row["title"], _identifier(row))
        for row in _rows(release, "references")
    ]


def identifiers(release: Release) -> list[Identifier]:
    """An identifier of each work that has one, each of them once."""
    found = [work.identifier for work in references(release) if work.identifier]
    return list(dict.fromkeys(found))


def _identifier(row: Mapping[str, Any]) -> Identifier | None:
    known = (Identifier(kind, row[kind]) for kind in ("doi", "pmid", "isbn", "url") if row[kind])
    return next(known, None)


def _rows(release: Release, table: str) -> list[Mapping[str, Any]]:
    found = release.contents.tables.get(table)
    return [] if found is None else found.data.to_pylist()
