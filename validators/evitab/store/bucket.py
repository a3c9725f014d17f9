"""Writing to a store that cannot rename, above all to a bucket of S3."""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from evitab.finding import CannotJudge
from evitab.package.sums import FILE, sha256_of
from evitab.store.entry import Entry
from evitab.store.listing import index_path
from evitab.store.place import Store

_CHUNK = 1 << 20


@dataclass(frozen=True)
class Bucket:
    """A bucket, in which whole objects appear at once, and nobody waits for anybody.

    The sums of a release are put there first, and only where there are none: with them a version
    is claimed for these files. Whoever comes with other files stops there, so that two that
    publish at once cannot mix theirs; whoever comes with the same goes on with the work.

    It rests on the store's word to create an object only where there is none (S3: If-None-Match).
    Where a protocol looks first and writes then, as fsspec does for those that have no such
    word, two that publish at the very same moment are told apart only by the entry.
    """

    store: Store

    @contextmanager
    def alone(self, name: str) -> Iterator[None]:  # noqa: ARG002
        """There are no turns here."""
        yield

    def put_files(self, entry: Entry, release: Path, archive: Path, *, take_over: bool) -> None:
        """Claim the version, then put the files there; those that are there already are these."""
        claims = {f"{entry.folder}/{FILE}": release / FILE, entry.archive: archive}
        if take_over:
            self._remove_others(entry, claims)
        for path, file in claims.items():
            self._create(entry, path, file)
        files = sorted(path for path in release.rglob("*") if path.is_file())
        names = [f"{entry.folder}/{path.relative_to(release).as_posix()}" for path in files]
        pairs = [(str(f), self._path(n)) for f, n in zip(files, names, strict=True)]
        self.store.fs.put([local for local, _ in pairs], [there for _, there in pairs])

    def put_entry(self, entry: Entry) -> None:
        """Create the entry."""
        with _as_file(entry.to_json()) as file:
            self.store.fs.put_file(file, self._path(entry.path), mode="create")

    def put_index(self, name: str, data: bytes) -> None:
        """Put the index there."""
        self.store.fs.pipe_file(self._path(index_path(name)), data)

    def _path(self, relative: str) -> str:
        return self.store.path(relative)

    def _create(self, entry: Entry, path: str, file: Path) -> None:
        """Create an object; where that fails, what is there may be the same (an earlier upload, or
        an answer that was lost).
        """
        try:
            self.store.fs.put_file(str(file), self._path(path), mode="create")
        except Exception:
            there = self._sha256(path)
            if there is None:
                raise
            if there != sha256_of(file):
                raise self._claimed(entry, path) from None

    def _sha256(self, path: str) -> str | None:
        digest, is_there = hashlib.sha256(), False
        for chunk in self.store.chunks(path, _CHUNK):
            is_there = True
            digest.update(chunk)
        return digest.hexdigest() if is_there else None

    def _remove_others(self, entry: Entry, claims: Mapping[str, Path]) -> None:
        """Remove what was never published, where it is not the same release."""
        if all(self._sha256(path) in {None, sha256_of(file)} for path, file in claims.items()):
            return
        self.store.fs.invalidate_cache()
        for path in (entry.archive, entry.folder):
            if self.store.fs.exists(self._path(path)):
                self.store.fs.rm(self._path(path), recursive=True)

    def _claimed(self, entry: Entry, path: str) -> CannotJudge:
        return CannotJudge(
            f"other files of {entry.name} {entry.version} lie there: someone is publishing them, or"
            " was broken off",
            file=self.store.shown(path),
            advice="If nobody publishes it now, --take-over removes them.",
        )


@contextmanager
def _as_file(data: bytes) -> Iterator[str]:
    with tempfile.TemporaryDirectory(prefix="evitab-") as folder:
        file = Path(folder) / "entry.json"
        file.write_bytes(data)
        yield str(file)
