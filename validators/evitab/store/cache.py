"""The cache: releases that were fetched, each verified whenever it is used."""

from __future__ import annotations

import hashlib
import os
import shutil
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from platformdirs import user_cache_dir

from evitab.finding import CannotJudge
from evitab.package.sums import FILE, altered, sha256_of
from evitab.package.writing import UNFINISHED, is_running, write_files
from evitab.store.entry import LATEST, Entry, is_version, read_entry
from evitab.store.listing import by_version

VARIABLE = "EVITAB_CACHE"
_TURN = threading.Lock()


@dataclass(frozen=True)
class Cache:
    """The folder of this user's fetched releases, as one store has to do with it.

    `releases/<name>-<version>-<digest>/` holds a release, whichever store it came from;
    `stores/<digest>/<name>/<version>.json` what a store said of one.
    """

    root: Path
    store: str

    @classmethod
    def of(cls, store: str) -> Cache:
        """The cache, at `EVITAB_CACHE` or where the system keeps such things."""
        root = Path(os.environ.get(VARIABLE) or user_cache_dir("evitab")).expanduser().absolute()
        return cls(root, hashlib.sha256(store.encode()).hexdigest()[:16])

    def place(self, entry: Entry) -> Path:
        """Where a release lies, or would lie."""
        return self.root / "releases" / f"{entry.name}-{entry.version}-{entry.sha256[:16]}"

    def holds(self, entry: Entry) -> bool:
        """Whether a release is there, whole and unaltered."""
        return is_whole(self.place(entry), entry)

    def remember(self, entry: Entry) -> None:
        """Keep what the store says of a version, for when it cannot be asked."""
        place = self._entries(entry.name) / f"{entry.version}.json"
        with _TURN, usable(self.root):
            if not place.is_file() or place.read_bytes() != entry.to_json():
                write_files({place: entry.to_json()})

    def remembered(self, name: str, version: str) -> list[Entry]:
        """What the store has said of a version (of all, for the latest), oldest version first, as
        far as it can be read and its release is whole.
        """
        pattern = "*.json" if version == LATEST else f"{version}.json"
        files = [file for file in self._entries(name).glob(pattern) if is_version(file.stem)]
        found = []
        for file in files:
            try:
                found.append(read_entry(file.read_bytes(), name, file.stem, str(file)))
            except (CannotJudge, OSError):
                continue
        return by_version([entry for entry in found if self.holds(entry)])

    @contextmanager
    def room(self) -> Iterator[Path]:
        """A folder in which a release is made ready, gone afterwards; that of a process that was
        killed goes too. Threads of one process wait for one another.
        """
        with _TURN, usable(self.root):
            releases = self.root / "releases"
            releases.mkdir(parents=True, exist_ok=True)
            for left in releases.glob(f"{UNFINISHED}*"):
                if not is_running(left.name.removeprefix(UNFINISHED).partition("-")[0]):
                    shutil.rmtree(left, ignore_errors=True)
            prefix = f"{UNFINISHED}{os.getpid()}-"
            with tempfile.TemporaryDirectory(prefix=prefix, dir=releases) as folder:
                yield Path(folder)

    def settle(self, ready: Path, entry: Entry) -> None:
        """Put a release in its place, unless another process was first; a damaged one goes."""
        place = self.place(entry)
        for attempt in range(10):
            try:
                ready.rename(place)
            except OSError:
                if self.holds(entry):
                    return
                if not place.exists():
                    raise
                place.rename(ready.with_name(f"damaged-{attempt}"))
            else:
                return

    def _entries(self, name: str) -> Path:
        return self.root / "stores" / self.store / name


def is_whole(place: Path, entry: Entry) -> bool:
    """Whether a folder holds just the files of a release, each as it was published."""
    try:
        return sha256_of(place / FILE) == entry.sums_sha256 and not altered(place)
    except (OSError, CannotJudge):
        return False


@contextmanager
def usable(root: Path) -> Iterator[None]:
    """A block in which the cache is written."""
    try:
        yield
    except OSError as error:
        advice = f"Make room and set the rights there, or set {VARIABLE} to another folder."
        message = f"the cache cannot be written ({error.strerror or error})"
        raise CannotJudge(message, file=str(root), advice=advice) from None
