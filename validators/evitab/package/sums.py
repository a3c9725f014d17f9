"""The sums of a folder's files: SHA-256 of each, as sha256sum writes and checks them."""

from __future__ import annotations

import hashlib
import re
import stat
from collections.abc import Mapping
from pathlib import Path

from evitab.finding import CannotJudge
from evitab.package.paths import read_bytes

FILE = "SHA256SUMS"
_LINE = re.compile(r"([0-9a-f]{64})  (\S(?:.*\S)?)")
_MOST, _MAX_BYTES = 10_000, 10_000_000
_CHUNK = 1 << 20


def sums_of(files: Mapping[str, bytes]) -> bytes:
    """The lines of `SHA256SUMS` for files by their relative paths."""
    return lines_of({name: hashlib.sha256(data).hexdigest() for name, data in files.items()})


def lines_of(sums: Mapping[str, str]) -> bytes:
    """Sums by name as lines of a file of sums."""
    return "".join(f"{sums[name]}  {name}\n" for name in sorted(sums)).encode()


def read_sums(root: Path, file: str = FILE) -> dict[str, str]:
    """The sums of a file of sums in a folder, by name; raises CannotJudge where it is none."""
    data = read_bytes(root, file, limit=_MAX_BYTES)
    sums: dict[str, str] = {}
    try:
        lines = data.decode().removesuffix("\n").split("\n")
    except UnicodeDecodeError as error:
        raise problem(file, f"byte {error.start} is not UTF-8") from None
    for number, line in enumerate(lines, 1):
        found = _LINE.fullmatch(line)
        if found is None or found[2] in sums:
            raise problem(file, "expected a SHA-256, two blanks and a name, each name once", number)
        sums[found[2]] = found[1]
    return sums


def problem(file: str, message: str, line: int | None = None) -> CannotJudge:
    """What is wrong with a file of a release."""
    advice = "Fetch the release again from where it was published."
    return CannotJudge(message, file=file, line=line, advice=advice)


def altered(root: Path) -> list[CannotJudge]:
    """How the files below a folder differ from those that its `SHA256SUMS` lists: missing, too
    many, altered, or no plain files; each with its file.
    """
    try:
        sums = read_sums(root)
    except CannotJudge as error:
        return [error]
    there, problems = _listing(root)
    there.discard(FILE)
    problems += [problem(name, "a file that is no part of the release") for name in there - {*sums}]
    problems += [problem(name, "missing") for name in {*sums} - there]
    for name in there & {*sums}:
        if (digest := sha256_of(root / name)) != sums[name]:
            message = f"altered: its SHA-256 is {digest}, that of the release {sums[name]}"
            problems.append(problem(name, message))
    return sorted(problems, key=lambda problem: problem.file or "")


def _listing(root: Path) -> tuple[set[str], list[CannotJudge]]:
    """The plain files below a folder by their relative paths, and what else is there."""
    files: set[str] = set()
    problems: list[CannotJudge] = []
    for path in root.rglob("*"):
        name, mode = path.relative_to(root).as_posix(), path.lstat().st_mode
        if stat.S_ISREG(mode):
            files.add(name)
        elif not stat.S_ISDIR(mode):
            problems.append(problem(name, "a link, or something else that is no plain file"))
        if len(files) > _MOST:
            return files, [problem(".", f"more than {_MOST:,} files")]
    return files, problems


def sha256_of(path: Path) -> str:
    """The SHA-256 of a file, in hexadecimal."""
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            digest.update(chunk)
    return digest.hexdigest()
