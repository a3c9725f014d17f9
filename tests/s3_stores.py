"""A store in S3, as a plugin of pytest: a real server, started here on loopback."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from stores import BUCKET, use_s3

if TYPE_CHECKING:
    from moto.server import ThreadedMotoServer


@pytest.fixture(scope="module")
def s3_server() -> Iterator[ThreadedMotoServer]:
    # It takes seconds to import, and few tests want it.
    from moto.server import ThreadedMotoServer

    logging.getLogger("werkzeug").setLevel(logging.CRITICAL)
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    yield server
    server.stop()


@pytest.fixture
def s3_store(
    s3_server: ThreadedMotoServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[str]:
    import s3fs

    use_s3(s3_server, monkeypatch, tmp_path)
    fs = s3fs.S3FileSystem()
    fs.mkdir(BUCKET)
    yield f"s3://{BUCKET}/some/store"
    fs.invalidate_cache()
    fs.rm(BUCKET, recursive=True)
