"""What a report is about: a package, the verdict on it, and the words that may be shown."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from evitab.finding import CannotJudge, PackageReport, SourceFinding
from evitab.grounding import Grounding, ground
from evitab.package import Contents, Table, read_package
from evitab.reporting.source_findings import gravity
from evitab.standard import Standard
from evitab.validation import validate_package

Row = dict[str, Any]


@dataclass(frozen=True)
class Subject:
    """A package with its verdict; `texts` are the sources' own words, by the source's key, and
    empty where they are not here or are not to be shown.
    """

    contents: Contents
    verdict: PackageReport
    grounding: Grounding | None
    texts: Mapping[str, str]
    standard: Standard

    def rows(self, table: str) -> list[Row]:
        """The rows of one of the package's tables; none where it has no such table."""
        return rows_of(self.contents, table)

    @cached_property
    def findings(self) -> list[SourceFinding]:
        """The findings about the source on record, worst first: by harm, what is at odds before
        what is to know, then by rule.
        """
        return sorted(
            self.verdict.source_findings,
            key=lambda each: (gravity(each.harm, each.severity), each.rule),
        )

    @cached_property
    def authority(self) -> Contents | None:
        """The authority package that this one is compared with; None where it cannot be read."""
        try:
            return self.contents.authority
        except CannotJudge:
            return None

    @property
    def is_restricted(self) -> bool:
        """Whether words are shown that `dataset.json` does not allow to be passed on."""
        sources = self.contents.dataset.facts.get("sources", [])
        return bool(self.texts) and not all(each.get("redistributable") for each in sources)

    def label(self, vocabulary: str, code: str | None) -> str:
        """What a vocabulary calls a code; the code itself where it does not know it."""
        term = self.standard.vocabularies[vocabulary].get(code or "")
        return term.label if term else code or ""


def look_at(root: Path, standard: Standard, *, with_source: bool = True) -> Subject:
    """Read and judge the package in a folder; its sources' words come along `with_source` only.

    Raises CannotJudge where the package cannot be read at all.
    """
    contents = read_package(root, standard)
    verdict = validate_package(root, standard, name=contents.dataset.name)
    grounding = _grounded(contents, standard, verdict)
    texts = grounding.texts if grounding and with_source else {}
    return Subject(contents, verdict, grounding, texts, standard)


def _grounded(contents: Contents, standard: Standard, verdict: PackageReport) -> Grounding | None:
    if "passages" not in contents.tables or verdict.errors:
        return None
    return ground(contents, standard, is_clean=not verdict.faults)


def rows_of(contents: Contents | None, table: str) -> list[Row]:
    """The rows of a table in the order of its key, each with every column of the schema."""
    found: Table | None = contents.tables.get(table) if contents else None
    if found is None:
        return []
    empty = dict.fromkeys(found.schema.by_name)
    return [{**empty, **row} for row in found.data.to_pylist()]
