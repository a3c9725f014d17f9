"""What a package rests on: its sources, its authority package, the works that it refers to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from evitab.release.model import Release

_DOI = "https://doi.org/"


# Where an identifier leads to; an ISBN has no such place.
_PAGES = {"doi": _DOI + "{}", "pmid": "https://pubmed.ncbi.nlm.nih.gov/{}/", "url": "{}"}


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
        """Where the work is on the web."""
        if self.identifier is None or self.identifier.kind not in _PAGES:
            return None
        return _PAGES[self.identifier.kind].format(quote(self.identifier.value, safe="/:;()?&=%#"))


def doi(release: Release) -> str | None:
    """The DOI of this version, where `dataset.json` has one."""
    found = release.contents.dataset.facts.get("id")
    return None if found is None else str(found).removeprefix(_DOI)


def page(release: Release) -> str | None:
    """Where the package is on the web: its homepage, else what its DOI leads to."""
    facts = release.contents.dataset.facts
    return facts.get("homepage") or facts.get("id")


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
