"""Writing to a store that is a folder of this machine."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from evitab.package.writing import UNFINISHED, write_durably
from evitab.store.entry import Entry
from evitab.store.listing import index_path
from evitab.store.place import Store

if sys.platform != "win32":
    import fcntl


@dataclass(frozen=True)
class Folder:
    """A folder in which one publishes after the other: the system ends the turn of a process that
    is killed, and what it left unfinished is removed in the next turn.
    """

    store: Store

    @contextmanager
    def alone(self, name: str) -> Iterator[None]:
        """The turn of one process to publish a package."""
        home = self._place(name)
        Path(self.store.root).mkdir(exist_ok=True)
        (home / "versions").mkdir(parents=True, exist_ok=True)
        if sys.platform == "win32":
            yield
            return
        handle = os.open(home, os.O_RDONLY)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX)
            for left in [*home.glob(f"{UNFINISHED}*"), *home.glob(f"versions/{UNFINISHED}*")]:
                _remove(left)
            yield
        finally:
            os.close(handle)

    def put_files(self, entry: Entry, release: Path, archive: Path, *, take_over: bool) -> None:  # noqa: ARG002
        """Write the files beside, wait for the disk, and put them there: the archive, then all of
        the folder at once. What has no entry, in our turn, was never published and gives way.
        """
        place, packed = self._place(entry.folder), self._place(entry.archive)
        beside, packed_beside, old = _beside(place), _beside(packed), _beside(place, "old-")
        try:
            _copy(archive, packed_beside)
            beside.mkdir()
            for path in sorted(release.rglob("*")):
                _copy(path, beside / path.relative_to(release))
            for folder in [*(path for path in beside.rglob("*") if path.is_dir()), beside]:
                _sync(folder)
            packed_beside.replace(packed)
            if place.exists():
                place.rename(old)
            beside.rename(place)
            _sync(place.parent)
        finally:
            for left in (beside, packed_beside, old):
                _remove(left)

    def put_entry(self, entry: Entry) -> None:
        """Write the entry beside, and link it to its place, which fails where one is."""
        place = self._place(entry.path)
        beside = _beside(place)
        try:
            write_durably(beside, entry.to_json())
            place.hardlink_to(beside)
            _sync(place.parent)
        finally:
            _remove(beside)

    def put_index(self, name: str, data: bytes) -> None:
        """Write the index beside, and put it in place of the old one."""
        place = self._place(index_path(name))
        beside = _beside(place)
        try:
            write_durably(beside, data)
            beside.replace(place)
            _sync(place.parent)
        finally:
            _remove(beside)

    def _place(self, relative: str) -> Path:
        return Path(self.store.path(relative))


def _beside(place: Path, kind: str = "") -> Path:
    return place.with_name(f"{UNFINISHED}{os.getpid()}-{kind}{place.name}")


def _copy(path: Path, to: Path) -> None:
    if path.is_dir():
        to.mkdir()
    else:
        shutil.copyfile(path, to)
        _sync(to)


def _remove(path: Path) -> None:
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)


def _sync(path: Path) -> None:
    """Wait until the disk has a file, or what a folder lists."""
    if sys.platform == "win32" and path.is_dir():
        return
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
