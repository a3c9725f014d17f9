"""A package in one file: a zip archive, written the same anywhere and unpacked with suspicion."""

from __future__ import annotations

import errno
import io
import shutil
import stat
import struct
import zipfile
import zlib
from collections.abc import Mapping
from datetime import date
from pathlib import Path, PurePosixPath

from evitab.finding import CannotJudge

_MAX_FILES = 10_000
_MAX_BYTES = 20_000_000_000
# Text packs by some ten to one. What grows by more than this, and to much, is made to fill a disk.
_MAX_RATIO, _ALWAYS_FINE = 100, 50_000_000
_CHUNK = 1 << 20
_MODE = (stat.S_IFREG | 0o644) << 16
# What zipfile raises, besides its own error, for bytes that make no sense to it.
_DAMAGE = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    EOFError,
    IndexError,
    NotImplementedError,
    OverflowError,
    RuntimeError,
    ValueError,
)
_METHODS = {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}


def is_archive(path: Path) -> bool:
    """Whether a path is a file that looks like a zip archive, or says that it is one."""
    return path.is_file() and (path.suffix.lower() == ".zip" or zipfile.is_zipfile(path))


def archive_bytes(files: Mapping[str, bytes], day: date) -> bytes:
    """A zip archive of files by their relative paths, dated to one day: same files, same bytes.

    Nothing is deflated: what deflate makes hangs on the version of zlib.
    """
    sink = io.BytesIO()
    with zipfile.ZipFile(sink, "w", zipfile.ZIP_STORED) as archive:
        for name in sorted(files):
            entry = zipfile.ZipInfo(name, (day.year, day.month, day.day, 0, 0, 0))
            entry.create_system, entry.external_attr = 3, _MODE
            archive.writestr(entry, files[name])
    return sink.getvalue()


def unpack(archive: Path, into: Path) -> None:
    """Unpack an archive into a folder, which is made and must not be there.

    Raises CannotJudge where it is no zip archive, is damaged, would fill the disk, or has an entry
    that is no plain file with a relative path below the folder; nothing is left behind then.
    """
    into.mkdir(parents=True)
    try:
        with zipfile.ZipFile(archive) as opened:
            entries = _entries(archive, opened.infolist())
            _refuse_too_much(archive, entries, into)
            for entry in entries:
                _extract(archive, opened, entry, into)
    except BaseException as error:
        shutil.rmtree(into, ignore_errors=True)
        if _is_damage(error):
            raise _refused(archive, f"no sound zip archive ({error})", _AGAIN) from None
        raise


def _is_damage(error: BaseException) -> bool:
    """Whether an error comes from the archive's own bytes, and not from the system."""
    # An offset that is no place in the file is an invalid argument to the system.
    return isinstance(error, _DAMAGE) or getattr(error, "errno", None) == errno.EINVAL


_AGAIN = "Fetch it again from where it was published."
_NEVER = "Do not use it; fetch it again from where it was published."


def _refused(archive: Path, message: str, advice: str = _NEVER) -> CannotJudge:
    return CannotJudge(message, file=archive.name, advice=advice)


def _entries(archive: Path, infos: list[zipfile.ZipInfo]) -> list[zipfile.ZipInfo]:
    """The entries that are files, each fit to be unpacked."""
    if len(infos) > _MAX_FILES:
        raise _refused(archive, f"{len(infos):,} entries, more than {_MAX_FILES:,}")
    seen: dict[str, str] = {}
    for info in infos:
        name = info.orig_filename
        if problem := _problem(info):
            raise _refused(archive, f"the entry {_shown(name)} {problem}")
        folded = name.rstrip("/").casefold()
        if folded in seen:
            raise _refused(archive, f"the entries {_shown(seen[folded])} and {_shown(name)} clash")
        seen[folded] = name
    files = [info for info in infos if not info.is_dir()]
    names = {info.orig_filename.casefold() for info in files}
    for info in files:
        for parent in PurePosixPath(info.orig_filename.casefold()).parents:
            if str(parent) in names:
                raise _refused(archive, f"{_shown(info.orig_filename)} lies below a file")
    return files


def _problem(info: zipfile.ZipInfo) -> str | None:
    """What makes an entry unfit to be unpacked, in words."""
    name, path = info.orig_filename, PurePosixPath(info.orig_filename)
    kind = stat.S_IFMT(info.external_attr >> 16)
    plain = {0, stat.S_IFDIR if info.is_dir() else stat.S_IFREG}
    is_odd = not name.isprintable() or bool({"\\", ":"} & set(name))
    problems = {
        "has a name that no file should have": is_odd or not name,
        "leads out of the archive": path.is_absolute() or ".." in path.parts,
        "is a link; links are not followed": kind == stat.S_IFLNK,
        "is no plain file": kind not in plain,
        "is encrypted": bool(info.flag_bits & 1),
        "is packed by another method than store or deflate": info.compress_type not in _METHODS,
    }
    return next((words for words, is_so in problems.items() if is_so), None)


def _shown(name: str) -> str:
    return repr(name if len(name) <= 80 else f"{name[:79]}…")


def _refuse_too_much(archive: Path, entries: list[zipfile.ZipInfo], into: Path) -> None:
    size, packed = sum(e.file_size for e in entries), archive.stat().st_size
    if size > _MAX_BYTES or (size > _ALWAYS_FINE and size > _MAX_RATIO * packed):
        raise _refused(archive, f"unpacks from {packed:,} to {size:,} bytes: a bomb")
    if size > (free := shutil.disk_usage(into).free):
        message = f"unpacks to {size:,} bytes, and {free:,} are free"
        raise _refused(archive, message, f"Make room where {into.parent} lies.")


def _extract(archive: Path, opened: zipfile.ZipFile, entry: zipfile.ZipInfo, into: Path) -> None:
    place = into / entry.orig_filename
    place.parent.mkdir(parents=True, exist_ok=True)
    left = entry.file_size
    with opened.open(entry) as packed, place.open("xb") as file:
        while chunk := packed.read(_CHUNK):
            left -= len(chunk)
            if left < 0:
                raise _refused(archive, f"{_shown(entry.orig_filename)} holds more than it says")
            file.write(chunk)
    if left:
        raise _refused(archive, f"{_shown(entry.orig_filename)} holds less than it says", _AGAIN)
