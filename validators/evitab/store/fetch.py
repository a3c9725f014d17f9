"""Fetching: a published version as a folder of this machine, verified."""

from __future__ import annotations

import hashlib
import os
import warnings
from pathlib import Path

from evitab.finding import CannotJudge
from evitab.package.archive import unpack
from evitab.store.cache import Cache, is_whole
from evitab.store.entry import LATEST, Entry
from evitab.store.listing import wanted
from evitab.store.place import Store, StoreUnreachable, open_store

_CHUNK = 1 << 20


class OfflineWarning(UserWarning):
    """A store was not reached, and what had been fetched from it before is used."""


def fetch(name: str, version: str = LATEST, store: str | os.PathLike[str] | None = None) -> Path:
    """The folder of a published release in the cache: fetched where it is not there or was
    damaged, and verified each time; not to be written into.

    Where the store is not reached, what was fetched from it before is used, with OfflineWarning.
    Raises CannotJudge where the version is not published, where what comes is not what was
    published (nothing of it is kept), and where the store is not reached and nothing was fetched.
    """
    place = open_store(store)
    cache = Cache.of(place.fs.unstrip_protocol(place.root))
    try:
        entry = wanted(place, name, version)
    except StoreUnreachable as error:
        return _offline(cache, name, version, error)
    if not cache.holds(entry):
        _download(place, cache, entry)
    cache.remember(entry)
    return cache.place(entry)


def _offline(cache: Cache, name: str, version: str, error: StoreUnreachable) -> Path:
    there = cache.remembered(name, version)
    if not there:
        what = name if version == LATEST else f"{name} {version}"
        message = f"{error.message}, and {what} was not fetched from there before"
        raise StoreUnreachable(message, file=error.file, advice=error.advice)
    entry = there[-1]
    newer = "; there may be a newer one" if version == LATEST else ""
    warnings.warn(
        f"{error.file}: {error.message}. Using {entry.name} {entry.version} from the cache{newer}.",
        OfflineWarning,
        # Past the functions of ours that lead here from `evitab.load`.
        stacklevel=5,
    )
    return cache.place(entry)


def _download(store: Store, cache: Cache, entry: Entry) -> None:
    """Put a release into the cache, whole or not at all."""
    with cache.room() as room:
        if cache.holds(entry):  # Another thread has just done it.
            return
        archive, ready = room / Path(entry.archive).name, room / "release"
        _copy(store, entry, archive)
        unpack(archive, ready)
        if not is_whole(ready, entry):
            raise _corrupt(store, entry, "its files are not those of its SHA256SUMS")
        cache.settle(ready, entry)


def _copy(store: Store, entry: Entry, to: Path) -> None:
    """Copy the archive, no more of it than there should be, and compare it with its entry."""
    digest, size = hashlib.sha256(), 0
    with to.open("wb") as file:
        for chunk in store.chunks(entry.archive, _CHUNK):
            size += len(chunk)
            if size > entry.size:
                raise _corrupt(store, entry, f"more than {entry.size:,} bytes")
            digest.update(chunk)
            file.write(chunk)
    if size != entry.size:
        raise _corrupt(store, entry, f"{size:,} bytes, expected {entry.size:,}")
    if digest.hexdigest() != entry.sha256:
        raise _corrupt(store, entry, f"SHA-256 {digest.hexdigest()}, expected {entry.sha256}")


def _corrupt(store: Store, entry: Entry, what: str) -> CannotJudge:
    return CannotJudge(
        f"not the archive that was published: {what}",
        file=store.shown(entry.archive),
        advice="Nothing of it was kept. Fetch it again; if it stays so, tell the store's keeper.",
    )
