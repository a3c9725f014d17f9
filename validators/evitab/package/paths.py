"""The only way to a package's files: no path that leaves it, no link, nothing but plain files."""

from __future__ import annotations

import re
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath

from evitab.finding import CannotJudge

_URL = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")


def inside(root: Path, relative: str, *, named_by: str) -> Path:
    """The file that a package names by a relative path, whether it exists or not.

    Raises CannotJudge where the path is a URL, is absolute, climbs out of the package or runs
    through a link.
    """
    path = PurePosixPath(relative)
    if _URL.match(relative):
        raise _refused(relative, named_by, "a URL; nothing is fetched")
    if path.is_absolute() or "\\" in relative or "\0" in relative:
        raise _refused(relative, named_by, "no relative path with forward slashes")
    if ".." in path.parts:
        raise _refused(relative, named_by, "a path that climbs out of the package")
    current = root
    for part in path.parts:
        current = current / part
        if _is_link(current):
            shown = str(current.relative_to(root))
            advice = "Put the file itself there."
            raise CannotJudge("a link; links are not followed", file=shown, advice=advice)
    return current


def _is_link(path: Path) -> bool:
    try:
        return path.is_symlink()
    except OSError:
        # A name that the system cannot hold is no link; what reads it will say so.
        return False


def read_bytes(root: Path, relative: str, *, limit: int, named_by: str | None = None) -> bytes:
    """The bytes of a file of the package.

    Raises CannotJudge where there is no such file, it is no plain file, it holds more than
    `limit` bytes, or the system refuses it.
    """
    path = plain_file(root, relative, limit=limit, named_by=named_by)
    with _told(relative):
        return path.read_bytes()


def plain_file(
    root: Path, relative: str, *, limit: int | None = None, named_by: str | None = None
) -> Path:
    """A file of the package that is there; raises CannotJudge as `read_bytes` does."""
    path = inside(root, relative, named_by=named_by or relative)
    with _told(relative):
        status = path.stat()
    if not stat.S_ISREG(status.st_mode):
        raise CannotJudge("not a plain file", file=relative, advice="Put a file there.")
    if limit is not None and status.st_size > limit:
        raise CannotJudge(
            f"{status.st_size:,} bytes, more than the {limit:,} that are read",
            file=relative,
            advice="Split it, or remove what does not belong there.",
        )
    return path


@contextmanager
def _told(relative: str) -> Iterator[None]:
    """Say of a file that the system does not give why."""
    try:
        yield
    except FileNotFoundError:
        raise CannotJudge("no such file", file=relative, advice="Add it.") from None
    except OSError as error:
        reason = error.strerror or str(error)
        raise CannotJudge(
            f"the system refuses it ({reason})", file=relative, advice="Mend the file's rights."
        ) from None


def _refused(relative: str, named_by: str, what: str) -> CannotJudge:
    shown = relative if len(relative) <= 80 else relative[:79] + "…"
    return CannotJudge(
        f"the path {shown!r} is {what}",
        file=named_by,
        advice="Name a file inside the package by its relative path.",
    )
