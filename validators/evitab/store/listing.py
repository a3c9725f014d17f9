"""Which versions a store has: the entries, and the index made of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict

from evitab.finding import CannotJudge
from evitab.package.json_file import parse_json
from evitab.store.entry import (
    LATEST,
    Entry,
    as_file,
    entry_from,
    entry_path,
    is_version,
    no_entry,
    read_entry,
    refuse_name,
    refuse_version,
)
from evitab.store.place import Store

_MAX_ENTRY, _MAX_INDEX = 10_000, 10_000_000


def entries(store: Store, name: str) -> list[Entry]:
    """The published versions of a package, the oldest version first; none where there is none.

    A store that can list is asked for the entries themselves, another one for its index. Raises
    CannotJudge where one cannot be used, StoreUnreachable where the store does not answer.
    """
    refuse_name(name)
    if not store.can_list:
        return _indexed(store, name)
    files = store.names(f"{name}/versions")
    versions = [file.removesuffix(".json") for file in files if file.endswith(".json")]
    found = [entry_of(store, name, version) for version in versions if is_version(version)]
    return by_version([entry for entry in found if entry is not None])


def entry_of(store: Store, name: str, version: str) -> Entry | None:
    """The entry of a version; None where it is not published."""
    path = entry_path(name, version)
    data = store.read(path, _MAX_ENTRY)
    return None if data is None else read_entry(data, name, version, store.shown(path))


def wanted(store: Store, name: str, version: str) -> Entry:
    """The entry of a version, or of the latest one.

    Raises CannotJudge, with those that there are, where it is not published.
    """
    refuse_name(name)
    refuse_version(name, version)
    found = None if version == LATEST else entry_of(store, name, version)
    if found is None:
        there = entries(store, name)
        if version != LATEST or not there:
            raise _not_published(store, name, version, there)
        found = there[-1]
    return found


def by_version(found: Sequence[Entry]) -> list[Entry]:
    """Entries in the order of their versions."""
    return sorted(found, key=lambda entry: entry.order)


def index_of(name: str, there: Sequence[Entry]) -> bytes:
    """The index: the latest version, and every entry."""
    versions = [asdict(entry) for entry in there]
    return as_file({"name": name, LATEST: there[-1].version, "versions": versions})


def index_path(name: str) -> str:
    """The path of a package's index in a store."""
    return f"{name}/index.json"


def read_index(store: Store, name: str) -> bytes | None:
    """The index as it is; None where there is none."""
    return store.read(index_path(name), _MAX_INDEX)


def _indexed(store: Store, name: str) -> list[Entry]:
    data, place = read_index(store, name), store.shown(index_path(name))
    if data is None:
        return []
    try:
        facts = parse_json(data)
        found = by_version([entry_from(each, name) for each in facts["versions"]])
    except (ValueError, TypeError, KeyError, RecursionError) as error:
        raise no_entry(place, str(error)) from None
    if len({entry.version for entry in found}) < len(found):
        raise no_entry(place, "a version stands there twice")
    return found


def _not_published(store: Store, name: str, version: str, there: list[Entry]) -> CannotJudge:
    what = f"no {name}" if version == LATEST else f"no {name} {version}"
    last = ", ".join(entry.version for entry in there[-5:])
    advice = f"There is {last}; `evitab versions {name}` lists all." if last else "Mind the name."
    return CannotJudge(f"{what} is published there", file=store.url, advice=advice)
