"""Publishing: an archive becomes a version of a store, all of it or nothing."""

from __future__ import annotations

import os
import shutil
import tempfile
import zipfile
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Protocol

from evitab.finding import CannotJudge
from evitab.package import read_dataset
from evitab.package.archive import is_archive, unpack
from evitab.package.sums import FILE, altered, sha256_of
from evitab.standard import standard
from evitab.store.bucket import Bucket
from evitab.store.entry import Entry
from evitab.store.folder import Folder
from evitab.store.listing import by_version, entries, entry_of, index_of, read_index
from evitab.store.place import Store, open_store, words_of

_AGAIN = "publish the same archive again"


@dataclass(frozen=True)
class Published:
    """What publishing did: the version's entry, the store, and whether it was not there before."""

    entry: Entry
    url: str
    is_new: bool


class Writer(Protocol):
    """A way to write to a store.

    `put_entry` is the moment in which a version becomes published: it fails where there is an
    entry already, whoever was first.
    """

    def alone(self, name: str) -> AbstractContextManager[None]:
        """The time in which nobody else publishes that package, where that can be had."""

    def put_files(self, entry: Entry, release: Path, archive: Path, *, take_over: bool) -> None:
        """Put the files of a release and its archive in place of what was never published."""

    def put_entry(self, entry: Entry) -> None:
        """Put the entry there, whole, if and only if there is none."""

    def put_index(self, name: str, data: bytes) -> None:
        """Put the index there, whole, in place of the one that is there."""


def publish(
    archive: Path, to: str | os.PathLike[str] | None = None, *, take_over: bool = False
) -> Published:
    """Publish the zip archive of a release in the store at a URL; nothing is ever overwritten.

    The same archive may be published again: nothing is written then but an index that lacks it.
    `take_over` removes what an upload of other files under this version has left behind.

    Raises CannotJudge where the archive is no sound release, where other files are published
    under its version, or where the store cannot be written; it says in what state the store is.
    """
    with _opened(archive) as (release, copy):
        entry = _described(release, copy)
        store = open_store(to)
        if not store.can_list:
            advice = "Publish to what it serves: a folder, or a bucket."
            raise CannotJudge("a web server takes no releases", file=store.url, advice=advice)
        writer: Writer = Folder(store) if store.is_folder else Bucket(store)
        is_new = _put(writer, store, entry, (release, copy), take_over=take_over)
        return Published(entry, store.url, is_new)


def _put(
    writer: Writer, store: Store, entry: Entry, files: tuple[Path, Path], *, take_over: bool
) -> bool:
    what = f"{entry.name} {entry.version}"
    with (
        _told(store, f"{what} is not published; mend that, then {_AGAIN}"),
        writer.alone(entry.name),
    ):
        known = entry_of(store, entry.name, entry.version)
        if known is None:
            writer.put_files(entry, *files, take_over=take_over)
            _commit(writer, store, entry)
        elif known != entry:
            raise _taken(store, known, entry)
        with _told(store, f"{what} is published, but its index is not up to date: {_AGAIN}"):
            _mend_index(writer, store, entry)
    return known is None


def _commit(writer: Writer, store: Store, entry: Entry) -> None:
    """Put the entry there. Where that fails the store is asked: an answer may have been lost on
    its way, or another publisher may have been faster.
    """
    try:
        writer.put_entry(entry)
    except Exception:
        with _told(
            store, f"Whether {entry.name} {entry.version} is published is unknown: {_AGAIN}"
        ):
            known = entry_of(store, entry.name, entry.version)
        if known is None:
            raise
        if known != entry:
            raise _taken(store, known, entry) from None


def _mend_index(writer: Writer, store: Store, entry: Entry) -> None:
    """Write the index until it says what the entries say: another publisher may be at it too."""
    for _ in range(10):
        there = {each.version: each for each in entries(store, entry.name)}
        # A listing may lag behind what was just written.
        data = index_of(entry.name, by_version([*({entry.version: entry} | there).values()]))
        if _is_index(store, entry.name, data):
            return
        writer.put_index(entry.name, data)


def _is_index(store: Store, name: str, data: bytes) -> bool:
    try:
        return read_index(store, name) == data
    except CannotJudge:
        # Whatever it is that cannot be read, it is to be replaced.
        return False


@contextmanager
def _told(store: Store, state: str) -> Iterator[None]:
    """A block whose errors say in what state they leave the store."""
    try:
        yield
    except _Told:
        raise
    except CannotJudge as error:
        raise _Told(error.message, file=error.file, advice=f"{error.advice} {state}.") from None
    except Exception as error:
        raise _Told(words_of(error), file=store.url, advice=f"{state}.") from None


class _Told(CannotJudge):
    """An error that says in what state the store is."""


def _taken(store: Store, known: Entry, entry: Entry) -> CannotJudge:
    return _Told(
        f"{known.name} {known.version} is published with other files: its archive has the SHA-256 "
        f"{known.sha256}, this one {entry.sha256}",
        file=store.url,
        advice="What is published stays as it is: raise the version in dataset.json, and release.",
    )


@contextmanager
def _opened(archive: Path) -> Iterator[tuple[Path, Path]]:
    """A copy of an archive's files and of the archive itself, for the time being."""
    if not is_archive(archive):
        what = "a folder" if archive.is_dir() else "no archive" if archive.exists() else "not there"
        advice = "Name the zip archive that `evitab release` made."
        raise CannotJudge(what, file=str(archive), advice=advice)
    with tempfile.TemporaryDirectory(prefix="evitab-") as folder:
        copy = Path(shutil.copyfile(archive, Path(folder) / archive.name))
        release = Path(folder) / "release"
        unpack(copy, release)
        for problem in altered(release):
            raise problem
        yield release, copy


def _described(release: Path, archive: Path) -> Entry:
    dataset = read_dataset(release, standard())
    with zipfile.ZipFile(archive) as opened:
        # Every file of a release is dated to its day.
        day = date(*opened.getinfo(FILE).date_time[:3])
    return Entry(
        name=dataset.name,
        version=dataset.version,
        profile=dataset.profile.name,
        released=day.isoformat(),
        size=archive.stat().st_size,
        sha256=sha256_of(archive),
        sums_sha256=sha256_of(release / FILE),
    )
