"""A folder of files, written whole or not at all."""

from __future__ import annotations

import errno
import os
import shutil
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

from evitab.package.writing import UNFINISHED, is_running, write_durably

_OCCUPIED = {errno.ENOTEMPTY, errno.EEXIST}


def write_folder(place: Path, files: Mapping[str, bytes]) -> None:
    """Write files, by their relative paths, as one folder that replaces the one in its place.

    The folder is written beside and put there when it is whole: a disk that is full, a right that
    is missing or a process that is killed leaves the old one, or none. Of two that write at once
    the last one stays, whole. What killed processes left beside is removed.
    """
    place.parent.mkdir(parents=True, exist_ok=True)
    _clean(place.parent)
    beside, old = (
        place.with_name(f"{UNFINISHED}{os.getpid()}-{n}{place.name}") for n in ("", "o-")
    )
    try:
        for name in sorted(files):
            path = beside / name
            path.parent.mkdir(parents=True, exist_ok=True)
            write_durably(path, files[name])
        _put(beside, place, old)
    finally:
        for left in (beside, old):
            shutil.rmtree(left, ignore_errors=True)


def _put(beside: Path, place: Path, old: Path) -> None:
    while True:
        try:
            beside.rename(place)
        except OSError as error:
            if error.errno not in _OCCUPIED:
                raise
        else:
            return
        shutil.rmtree(old, ignore_errors=True)
        # Another process may just have moved it away.
        with suppress(FileNotFoundError):
            place.rename(old)


def _clean(folder: Path) -> None:
    for left in folder.glob(f"{UNFINISHED}*"):
        if left.is_dir() and not is_running(left.name.removeprefix(UNFINISHED).partition("-")[0]):
            shutil.rmtree(left, ignore_errors=True)
