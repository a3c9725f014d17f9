"""What a reader calls things: the preferred names of concepts, and where a link to a row leads."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from urllib.parse import quote

from evitab.package import Contents
from evitab.views.concepts import labels


class Names(dict[str, str]):
    """The preferred name of each concept of some packages, the first package's before others'."""

    def __init__(self, packages: Iterable[Contents | None]) -> None:
        super().__init__()
        for contents in packages:
            for concept, label in (labels(contents) if contents else {}).items():
                self.setdefault(concept, label)

    def of(self, concept: str | None) -> str:
        """A concept's name; its key in plain words where it has none."""
        return self.get(concept or "", (concept or "").replace("-", " "))


def link(table: str, key: str | None) -> str:
    """The fragment by which a row of the package is reached inside the report."""
    return f"#{table}/{quote(key or '', safe='')}"


def key_of(row: Mapping[str, object], primary_key: Iterable[str]) -> str:
    """The key of a row as text, its parts joined by a vertical bar."""
    return "|".join(str(row[name] or "") for name in primary_key)


def figure(value: float | None) -> str:
    """A number as people print it: thousands apart, no needless zeros."""
    if value is None:
        return ""
    return f"{value:,.0f}" if value == int(value) else f"{value:,.5g}"
