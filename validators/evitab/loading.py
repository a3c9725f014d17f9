"""Loading: a package by its name, its folder, or out of a store of releases."""

from __future__ import annotations

from pathlib import Path

from evitab.loaded import Package
from evitab.package import Medium, read_package, refuse_unread
from evitab.places import find, installed
from evitab.standard import standard


def load(
    name_or_path: str,
    *,
    version: str | None = None,
    store: str | None = None,
    medium: str | None = None,
) -> Package:
    """Load a package by its name (`evitab list` tells them) or by its folder.

    `medium` is "csv" or "parquet"; without it CSV is read where there is any. Loading reads and
    types the tables, it does not judge them: `evitab validate` does.

    A released version comes from a store, by `version` ("1.0.0" or "latest"), by its name
    (`evitab.load("vitamin-d3-k2@1.0.0")`), or by the `store` alone, which means the latest:

        evitab.load("vitamin-d3-k2", version="1.0.0", store="s3://bucket/releases")

    `store` is a folder or a URL; without it that of the variable EVITAB_STORE. A release is
    downloaded once, to EVITAB_CACHE or where the system keeps such things, and verified whenever
    it is loaded. Where the store is not reached, the release that was downloaded before is used,
    and `evitab.OfflineWarning` says so.

    Raises CannotJudge, with the file and what to do, where something cannot be read or a download
    is not what was published, and ValueError for another medium, or two versions at once.
    """
    form = None if medium is None else Medium(medium)
    contents = read_package(_folder(str(name_or_path), version, store), standard(), form)
    refuse_unread(contents)
    return Package(contents)


def packages() -> tuple[str, ...]:
    """The names of the packages that came with evitab."""
    return tuple(installed())


def _folder(name_or_path: str, version: str | None, store: str | None) -> Path:
    """The folder of a package: of a release in the cache where a version or a store is named."""
    if not (version or store or "@" in name_or_path):
        return find(name_or_path)
    # fsspec is slow to import, and few ask a store.
    from evitab.store import as_spec, fetch

    name, named = as_spec(name_or_path) or (name_or_path, None)
    if version and named:
        raise ValueError(f"two versions: {version} and that of {name_or_path}")
    if version or named or store:
        return fetch(name, version or named or "latest", store)
    return find(name_or_path)
