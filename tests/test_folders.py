"""Folders are written whole or not at all, whatever happens meanwhile."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable, Iterator
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import pytest

from evitab.package.folders import write_folder

OLD = {"a.txt": b"old", "gone.txt": b"old"}
NEW = {"a.txt": b"new", "b/c.txt": b"new", "b/d.txt": b"new"}
# Every call to the system that writing makes is a moment at which the process may be killed.
CALLS = ((os, "fsync"), (Path, "mkdir"), (Path, "open"), (Path, "rename"))


def there(place: Path) -> dict[str, bytes]:
    found = (path for path in place.rglob("*") if path.is_file())
    return {path.relative_to(place).as_posix(): path.read_bytes() for path in found}


def write_and_die(place: Path, moment: int) -> None:
    """Write the new folder, and be killed before so many of the calls."""
    left = iter(range(moment))

    def dying(call: Callable[..., Any]) -> Callable[..., Any]:
        def wrapped(*args: Any, **options: Any) -> Any:
            if next(left, None) is None:
                os.kill(os.getpid(), signal.SIGKILL)
            return call(*args, **options)

        return wrapped

    for owner, name in CALLS:
        setattr(owner, name, dying(getattr(owner, name)))
    write_folder(place, NEW)


def deaths(place: Path) -> Iterator[int]:
    """Kill a writer at each moment, until one lives."""
    for moment in range(200):
        writer = get_context("fork").Process(target=write_and_die, args=(place, moment))
        writer.start()
        writer.join()
        if writer.exitcode == 0:
            return
        assert writer.exitcode == -signal.SIGKILL
        yield moment
    pytest.fail("no writer lives")


@pytest.mark.filterwarnings("ignore:.*fork.*:DeprecationWarning")
def test_killed_at_any_moment_a_new_folder_is_there_or_not(tmp_path: Path) -> None:
    place = tmp_path / "out" / "release"
    moments = 0
    for _ in deaths(place):
        moments += 1
        assert there(place) in ({}, NEW)
    assert there(place) == NEW
    assert moments >= 10
    write_folder(place, NEW)
    assert [path.name for path in place.parent.iterdir()] == ["release"]


@pytest.mark.filterwarnings("ignore:.*fork.*:DeprecationWarning")
def test_killed_at_any_moment_an_older_folder_is_not_mixed_with_the_new(tmp_path: Path) -> None:
    place = tmp_path / "release"
    for _ in deaths(place):
        # Between the two moves there is none in its place: a whole one, never a mixture.
        assert there(place) in ({}, OLD, NEW)
        write_folder(place, OLD)
    assert there(place) == NEW


def test_error_leaves_the_older_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    place = tmp_path / "release"
    write_folder(place, OLD)

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space left"):
        write_folder(place, NEW)
    assert there(place) == OLD
    assert [path.name for path in tmp_path.iterdir()] == ["release"]


def write_often(place: Path, files: dict[str, bytes]) -> None:
    for _ in range(30):
        write_folder(place, files)


@pytest.mark.filterwarnings("ignore:.*fork.*:DeprecationWarning")
def test_of_two_that_write_at_once_one_stays_whole(tmp_path: Path) -> None:
    place = tmp_path / "release"
    writers = [
        get_context("fork").Process(target=write_often, args=(place, files)) for files in (OLD, NEW)
    ]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    assert [writer.exitcode for writer in writers] == [0, 0]
    assert there(place) in (OLD, NEW)
    assert [path.name for path in tmp_path.iterdir()] == ["release"]
