"""Stores for the tests, and small releases to publish in them."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from evitab.package.archive import archive_bytes
from evitab.package.sums import FILE, altered, sums_of
from evitab.store import entries, fetch, open_store
from packages import GOLDEN, TESTS

if TYPE_CHECKING:
    import pytest
    from moto.server import ThreadedMotoServer

NAME = "golden-authority"
BUCKET = "evitab-releases"


def release(version: str = "1.0.0", note: str = "as it was", *, small: bool = False) -> bytes:
    """The archive of a release of the golden authority, or of its facts alone."""
    root = GOLDEN["authority"]
    facts = json.loads((root / "dataset.json").read_text(encoding="utf-8"))
    facts = {**facts, "version": version, "description": note}
    files = {"dataset.json": json.dumps(facts).encode(), "tables/README.md": b"nothing here\n"}
    if not small:
        paths = [*root.glob("tables/*.csv"), *root.glob("parquet/*.parquet")]
        files |= {path.relative_to(root).as_posix(): path.read_bytes() for path in paths}
        del files["tables/README.md"]
    return archive_bytes(files | {FILE: sums_of(files)}, date(2026, 11, 24))


def put_release(
    folder: Path, version: str = "1.0.0", note: str = "", *, small: bool = False
) -> Path:
    """The archive of a release, as a file."""
    place = folder / f"{NAME}-{version}{note[:9]}.zip"
    place.write_bytes(release(version, note or "as it was", small=small))
    return place


def versions(url: str) -> list[str]:
    """The versions that a store has published."""
    return [entry.version for entry in entries(open_store(url), NAME)]


def is_sound(url: str) -> bool:
    """Whether each version that a store lists can be fetched whole, and lies there whole."""
    store = open_store(url)
    for entry in entries(store, NAME):
        assert altered(fetch(NAME, entry.version, url)) == []
        if store.is_folder:
            assert altered(Path(store.path(entry.folder))) == []
    return True


def broken_off(how: str, archive: Path, url: str, **env: str) -> Iterator[tuple[str, str]]:
    """Publish an archive in one store after the other, `<url>-1` and so on, broken off one step
    later each time; gives each store with what was said.
    """
    command = [sys.executable, str(TESTS / "broken_off.py"), how, str(archive), url]
    done = subprocess.run(
        command, capture_output=True, text=True, check=False, env={**os.environ, **env}
    )
    assert done.returncode == 0, done.stderr
    for line in done.stdout.splitlines():
        store, _, said = line.partition("\t")
        yield store, said


def use_s3(server: ThreadedMotoServer, patch: pytest.MonkeyPatch, folder: Path) -> None:
    """Settings as a user has them: in the environment, nothing of ours. Caches in a folder."""
    import s3fs

    host, port = server.get_host_and_port()
    patch.setenv("AWS_ENDPOINT_URL", f"http://{host}:{port}")
    patch.setenv("AWS_ACCESS_KEY_ID", "somebody")
    patch.setenv("AWS_SECRET_ACCESS_KEY", "knows")
    patch.setenv("AWS_DEFAULT_REGION", "us-east-1")
    patch.setenv("AWS_CONFIG_FILE", "/nowhere")
    patch.setenv("EVITAB_CACHE", str(folder / "cache"))
    s3fs.S3FileSystem.clear_instance_cache()
