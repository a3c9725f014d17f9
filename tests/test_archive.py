"""Archives: the same bytes anywhere, and nothing unpacked that should not be."""

from __future__ import annotations

import io
import random
import shutil
import stat
import zipfile
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from evitab.finding import CannotJudge
from evitab.package.archive import archive_bytes, is_archive, unpack

FILES = {"b/c.txt": b"two\n", "a.txt": b"one\n"}
DAY = date(2026, 11, 24)


def test_archive_is_the_same_whatever_the_order_and_comes_back_whole(tmp_path: Path) -> None:
    data = archive_bytes(FILES, DAY)
    assert data == archive_bytes(dict(reversed(FILES.items())), DAY)
    (tmp_path / "a.zip").write_bytes(data)
    unpack(tmp_path / "a.zip", tmp_path / "out")
    found = {
        str(path.relative_to(tmp_path / "out")): path.read_bytes()
        for path in (tmp_path / "out").rglob("*")
        if path.is_file()
    }
    assert found == FILES
    entries = zipfile.ZipFile(io.BytesIO(data)).infolist()
    assert {entry.date_time for entry in entries} == {(2026, 11, 24, 0, 0, 0)}
    assert {stat.S_IMODE(entry.external_attr >> 16) for entry in entries} == {0o644}


Entries = list[tuple[zipfile.ZipInfo, bytes]]


def plain(name: str, mode: int = stat.S_IFREG | 0o644) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo("x")
    info.filename = name
    info.create_system, info.external_attr = 3, mode << 16
    return info


def with_attributes(**attributes: int) -> zipfile.ZipInfo:
    info = plain("x.txt")
    for name, value in attributes.items():
        setattr(info, name, value)
    return info


def zeros(info: zipfile.ZipInfo) -> zipfile.ZipInfo:
    info.compress_type = zipfile.ZIP_DEFLATED
    return info


HOSTILE: dict[str, tuple[Entries, str]] = {
    "climbs out": ([(plain("../x.txt"), b"")], "leads out of the archive"),
    "climbs out from within": ([(plain("a/../../x.txt"), b"")], "leads out of the archive"),
    "absolute": ([(plain("/etc/x"), b"")], "leads out of the archive"),
    "backslash": ([(plain("..\\x.txt"), b"")], "a name that no file should have"),
    "drive": ([(plain("C:x.txt"), b"")], "a name that no file should have"),
    "line feed": ([(plain("a\nb"), b"")], "a name that no file should have"),
    "link": ([(plain("x", stat.S_IFLNK | 0o777), b"/etc/passwd")], "is a link"),
    "device": ([(plain("x", stat.S_IFCHR | 0o666), b"")], "is no plain file"),
    "pipe": ([(plain("x", stat.S_IFIFO | 0o666), b"")], "is no plain file"),
    "twice": ([(plain("x"), b"1"), (plain("x"), b"2")], "clash"),
    "twice but for case": ([(plain("x"), b"1"), (plain("X"), b"2")], "clash"),
    "below a file": ([(plain("x"), b"1"), (plain("x/y"), b"2")], "lies below a file"),
    "packed otherwise": ([(with_attributes(compress_type=zipfile.ZIP_LZMA), b"1")], "by another"),
    "bomb": ([(zeros(plain("x")), bytes(60_000_000))], "a bomb"),
}


@pytest.mark.parametrize("case", HOSTILE)
@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_hostile_archive_is_refused_and_leaves_nothing(case: str, tmp_path: Path) -> None:
    entries, message = HOSTILE[case]
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        for info, data in entries:
            archive.writestr(info, data)
    with pytest.raises(CannotJudge, match=message):
        unpack(tmp_path / "a.zip", tmp_path / "out")
    assert [path.name for path in tmp_path.iterdir()] == ["a.zip"]


def cut(data: bytes) -> bytes:
    return data[: len(data) // 2]


def flip(data: bytes) -> bytes:
    place = data.index(b"two")
    return data[:place] + b"TWO" + data[place + 3 :]


def grow(data: bytes) -> bytes:
    """Let the directory and the entry say that a file is shorter than it is."""
    return data.replace((4).to_bytes(4, "little") * 2, (4).to_bytes(4, "little") + bytes(4))


def encrypt(data: bytes) -> bytes:
    place = data.index(b"PK\x01\x02")
    return data[: place + 8] + b"\x01" + data[place + 9 :]


@pytest.mark.parametrize("damage", [cut, flip, grow, encrypt, lambda _: b"", lambda _: b"no zip"])
def test_damaged_archive_is_refused(damage: Callable[[bytes], bytes], tmp_path: Path) -> None:
    (tmp_path / "a.zip").write_bytes(damage(archive_bytes(FILES, DAY)))
    assert is_archive(tmp_path / "a.zip")
    with pytest.raises(CannotJudge) as caught:
        unpack(tmp_path / "a.zip", tmp_path / "out")
    assert caught.value.file == "a.zip"
    assert not (tmp_path / "out").exists()


def test_full_disk_is_told_before_it_is_full(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "a.zip").write_bytes(archive_bytes(FILES, DAY))
    usage = type("Usage", (), {"free": 3})
    monkeypatch.setattr(shutil, "disk_usage", lambda _: usage)
    with pytest.raises(CannotJudge, match="unpacks to 8 bytes, and 3 are free"):
        unpack(tmp_path / "a.zip", tmp_path / "out")


def test_archive_of_any_bytes_is_refused_or_unpacked(tmp_path: Path) -> None:
    """Some thousand archives with a few bytes changed: no error but ours, and nothing left."""
    chance, whole = random.Random(1), archive_bytes(FILES, DAY)  # noqa: S311
    for _ in range(3000):
        data = bytearray(whole)
        for _ in range(chance.choice([1, 2, 4])):
            data[chance.randrange(len(data))] = chance.randrange(256)
        (tmp_path / "a.zip").write_bytes(data)
        try:
            unpack(tmp_path / "a.zip", tmp_path / "out")
        except CannotJudge:
            assert not (tmp_path / "out").exists()
        else:
            shutil.rmtree(tmp_path / "out")
