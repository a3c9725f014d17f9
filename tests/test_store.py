"""A store in a folder: publishing is all or nothing and never twice, versions are told in order."""

from __future__ import annotations

import json
import os
import re
import stat
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from packaging.version import Version

from evitab.finding import CannotJudge
from evitab.package.sums import altered
from evitab.standard import home
from evitab.store import entries, fetch, open_store, publish
from evitab.store.entry import NAME as NAME_PATTERN
from evitab.store.entry import VERSION, as_spec, order_of
from packages import GOLDEN
from releases import golden_release, put_archive
from rights import said_without_rights
from stores import NAME, broken_off, is_sound, put_release, versions


@pytest.fixture(autouse=True)
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("EVITAB_CACHE", str(tmp_path / "cache"))
    monkeypatch.delenv("EVITAB_STORE", raising=False)
    return tmp_path / "cache"


@pytest.fixture
def store(tmp_path: Path) -> str:
    return str(tmp_path / "store")


def files_of(store: str) -> dict[str, bytes]:
    root = Path(store)
    return {p.relative_to(root).as_posix(): p.read_bytes() for p in root.rglob("*") if p.is_file()}


def evitab(*words: str, **env: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "evitab", *words],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "COLUMNS": "80", **env},
    )


# Publishing -------------------------------------------------------------------------------------


def test_release_lies_there_to_be_read(store: str, tmp_path: Path) -> None:
    archive = put_release(tmp_path)
    done = publish(archive, store)
    folder = Path(store) / NAME
    assert done.is_new
    assert altered(folder / "1.0.0") == []
    assert (folder / f"{NAME}-1.0.0.zip").read_bytes() == archive.read_bytes()
    assert (folder / "versions" / "1.0.0.json").read_bytes() == done.entry.to_json()
    index = json.loads((folder / "index.json").read_bytes())
    assert (index["name"], index["latest"]) == (NAME, "1.0.0")
    assert index["versions"] == [json.loads(done.entry.to_json())]
    assert done.entry.released == "2026-11-24"
    assert not [name for name in files_of(store) if "unfinished" in name]
    is_for_all = stat.S_IMODE(folder.joinpath("1.0.0").stat().st_mode) & 0o055
    assert is_for_all == 0o055 & ~umask()


def umask() -> int:
    now = os.umask(0)
    os.umask(now)
    return now


def test_same_archive_again_changes_nothing(store: str, tmp_path: Path) -> None:
    archive = put_release(tmp_path)
    publish(archive, store)
    before = files_of(store)
    assert not publish(archive, store).is_new
    assert files_of(store) == before


def test_other_files_under_a_published_version_are_refused(store: str, tmp_path: Path) -> None:
    publish(put_release(tmp_path), store)
    before = files_of(store)
    with pytest.raises(CannotJudge, match=r"1\.0\.0 is published with other files.*raise the vers"):
        publish(put_release(tmp_path, note="-other"), store)
    assert files_of(store) == before


def test_index_is_mended(store: str, tmp_path: Path) -> None:
    for version in ("1.0.0", "1.1.0"):
        publish(put_release(tmp_path, version), store)
    index = Path(store) / NAME / "index.json"
    whole = index.read_bytes()
    for damaged in (b"", b"{", b" " * 10_000_001, whole.replace(b"1.1.0", b"9.9.9")):
        index.write_bytes(damaged)
        assert not publish(put_release(tmp_path), store).is_new
        assert index.read_bytes() == whole


def test_what_is_no_release_is_not_published(store: str, tmp_path: Path) -> None:
    whole = put_release(tmp_path)
    (tmp_path / "folder").mkdir()
    (tmp_path / "text.zip").write_text("no archive")
    (tmp_path / "half.zip").write_bytes(whole.read_bytes()[:1000])
    altered_one = whole.read_bytes().replace(b"as it was", b"as it Was")
    (tmp_path / "altered.zip").write_bytes(altered_one)
    for name in ("folder", "text.zip", "half.zip", "altered.zip", "none.zip"):
        with pytest.raises(CannotJudge):
            publish(tmp_path / name, store)
    assert not Path(store).exists()


def test_stores_that_cannot_be_written_say_so(tmp_path: Path) -> None:
    archive = put_release(tmp_path, small=True)
    (tmp_path / "file").write_text("")
    state = r"1\.0\.0 is not published; mend that, then publish the same archive again"
    for url, reason in {
        str(tmp_path / "no" / "store"): "No such file or directory",
        str(tmp_path / "file"): "File exists",
        "/proc/store": "No such file or directory",
    }.items():
        with pytest.raises(CannotJudge, match=rf"{reason}.*{state}"):
            publish(archive, url)
    with pytest.raises(CannotJudge, match=r"no store .*Protocol not known"):
        publish(archive, "nonsense://bucket")
    with pytest.raises(CannotJudge, match="a web server takes no releases"):
        publish(archive, "http://127.0.0.1:9/store")


def test_password_in_a_url_is_not_shown() -> None:
    store = open_store("http://me:secret@127.0.0.1:9/store")
    assert store.url == "http://127.0.0.1:9/store"
    with pytest.raises(CannotJudge) as raised:
        entries(store, NAME)
    assert "secret" not in str(raised.value)


def test_missing_library_names_the_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    import fsspec

    def missing(_: str) -> None:
        raise ImportError("Install s3fs to access S3")

    monkeypatch.setattr(fsspec, "url_to_fs", missing)
    with pytest.raises(CannotJudge, match=r"s3:// needs .*pip install 'evitab\[s3\]'"):
        open_store("s3://bucket/store")


def test_store_in_memory_works_alike(tmp_path: Path) -> None:
    for version in ("1.10.0", "1.9.0"):
        assert publish(put_release(tmp_path, version), "memory://store").is_new
    assert not publish(put_release(tmp_path, "1.9.0"), "memory://store").is_new
    with pytest.raises(CannotJudge, match="published with other files"):
        publish(put_release(tmp_path, "1.9.0", "-other"), "memory://store")
    assert versions("memory://store") == ["1.9.0", "1.10.0"]
    assert is_sound("memory://store")


# Broken off -------------------------------------------------------------------------------------


def test_killed_at_any_moment_the_store_is_before_or_after(store: str, tmp_path: Path) -> None:
    archive, other = (put_release(tmp_path, note=note, small=True) for note in ("", "-other"))
    later = put_release(tmp_path, "1.1.0", small=True)
    outcomes = []
    for number, (url, _) in enumerate(broken_off("kill", archive, store)):
        there = versions(url) if Path(url).exists() else []
        outcomes.append(there)
        assert is_sound(url) if there else True
        # Whether the same, other files or another version come next: it is as if nothing were.
        following = [archive, archive if there else other, later][number % 3]
        publish(following, url)
        assert versions(url) == sorted({*there, following.stem.split("-")[2]})
        assert is_sound(url)
        assert not [name for name in files_of(url) if "unfinished" in name]
        index = json.loads((Path(url) / NAME / "index.json").read_bytes())
        assert [entry["version"] for entry in index["versions"]] == versions(url)
    assert outcomes == sorted(outcomes)
    assert len(outcomes) > 50
    assert {len(there) for there in outcomes} == {0, 1}


@pytest.mark.parametrize(
    ("how", "reason"), [("fill", "No space left on device"), ("forbid", "Permission denied")]
)
def test_error_at_any_moment_says_in_what_state_the_store_is(
    how: str, reason: str, store: str, tmp_path: Path
) -> None:
    archive = put_release(tmp_path, small=True)
    said_of = dict(broken_off(how, archive, store))
    assert len(said_of) > 15
    for url, said in said_of.items():
        there = versions(url) if Path(url).exists() else []
        is_told = "1.0.0 is published" in said or said == "done"
        assert is_told == (there == ["1.0.0"])
        assert said == "done" or re.search(rf"{reason}\. .*publish the same archive again\.$", said)
        publish(archive, url)
        assert is_sound(url)
        assert not [name for name in files_of(url) if "unfinished" in name]


def test_disk_that_is_full(tmp_path: Path) -> None:
    disk = tmp_path / "disk"
    disk.mkdir()
    mounting = ["mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", str(disk)]
    if subprocess.run(mounting, check=False, capture_output=True).returncode:
        pytest.skip("a disk of 64 KB cannot be mounted here")
    try:
        publish(put_release(tmp_path, small=True), disk)
        before = files_of(str(disk))
        with pytest.raises(
            CannotJudge, match=r"No space left on device\. .* is not published; mend"
        ):
            publish(put_release(tmp_path, "1.1.0"), disk)
        assert files_of(str(disk)) == before
    finally:
        subprocess.run(["umount", str(disk)], check=True)


def test_right_that_is_missing(store: str, tmp_path: Path) -> None:
    publish(put_release(tmp_path), store)
    before = files_of(store)
    archive = put_release(tmp_path, "1.1.0")
    places = [Path(store), *Path(store).rglob("*")]
    for place in places:
        place.chmod(0o555 if place.is_dir() else 0o444)
    imports = f"""
import pathlib
from evitab.finding import CannotJudge
from evitab.store import publish
publish(pathlib.Path({str(archive)!r}), "memory://warm")
"""
    code = f"""
try:
    publish(pathlib.Path({str(archive)!r}), {store!r})
except CannotJudge as error:
    print(error)
"""
    said = said_without_rights(tmp_path, imports, code)
    assert "Permission denied. golden-authority 1.1.0 is not published; mend that" in said
    assert files_of(store) == before


# Versions ---------------------------------------------------------------------------------------

NUMBERS = st.integers(0, 10**9)
VERSIONS = st.tuples(NUMBERS, NUMBERS, NUMBERS).map(lambda parts: ".".join(map(str, parts)))


@given(VERSIONS, VERSIONS)
def test_versions_are_ordered_as_packaging_orders_them(one: str, other: str) -> None:
    assert (order_of(one) < order_of(other)) == (Version(one) < Version(other))


def test_names_and_versions_are_those_of_the_standard() -> None:
    schema = json.loads((home() / "schema" / "dataset.schema.json").read_text(encoding="utf-8"))
    for field, ours in {"name": NAME_PATTERN, "version": VERSION}.items():
        assert schema["properties"][field]["pattern"] == f"^{ours.pattern}$"


def test_name_with_version_is_understood() -> None:
    assert as_spec("vitamin-d3-k2@1.0.0") == ("vitamin-d3-k2", "1.0.0")
    assert as_spec("vitamin-d3-k2@latest") == ("vitamin-d3-k2", "latest")
    assert as_spec("vitamin-d3-k2") is None
    assert as_spec("./mail@home") is None
    for text in ("a@1.0", "a@v1.0.0", "a@../b", "a@01.0.0", "a@1.0.0\n", "a@", "a@１.0.0"):
        with pytest.raises(CannotJudge, match="no version"):
            as_spec(text)


HOSTILE = {
    "no JSON": b"{",
    "no object": b"[]",
    "a value too few": b'{"name": "golden-authority"}',
    "another name": b'"golden-authority"|"../../etc"',
    "another version": b'"1.0.0"|"../../1.0.0"',
    "no size": b'"size": |"size": -',
    "size as text": b'"size": |"size": "1", "x": ',
    "no digest": b'"sha256": "|"sha256": "../',
    "no day": b"2026-11-24|yesterday",
    "endless": b" " * 20_000,
    "deep": b"[" * 9_000,
    "no text": b"\xff\xfe",
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_entry_is_refused(name: str, store: str, tmp_path: Path) -> None:
    publish(put_release(tmp_path), store)
    place = Path(store) / NAME / "versions" / "1.0.0.json"
    old, is_change, new = HOSTILE[name].partition(b"|")
    place.write_bytes(place.read_bytes().replace(old, new) if is_change else HOSTILE[name])
    for ask in (lambda: versions(store), lambda: is_sound(store)):
        with pytest.raises(CannotJudge, match=r"versions/1\.0\.0\.json: (not what|more than)"):
            ask()


def test_store_in_which_a_file_is_a_folder_is_no_crash(store: str, tmp_path: Path) -> None:
    publish(put_release(tmp_path), store)
    place = Path(store) / NAME / "versions"
    (place / "1.0.0.json").unlink()
    (place / "1.0.0.json").mkdir()
    with pytest.raises(CannotJudge, match="not reached"):
        versions(store)
    (place / "1.0.0.json").rmdir()
    place.rmdir()
    place.write_bytes(b"")
    with pytest.raises(CannotJudge, match="not reached"):
        is_sound(store) and fetch(NAME, "1.0.0", store)


def test_names_that_lead_elsewhere_are_refused(store: str, tmp_path: Path) -> None:
    publish(put_release(tmp_path), store)
    for name in ("../store/golden-authority", "", "/etc", "a" * 100, "A", "a\n"):
        with pytest.raises(CannotJudge, match="no name of a package"):
            entries(open_store(store), name)
    (Path(store) / NAME / "versions" / "notes.txt").write_text("mine")
    (Path(store) / NAME / "versions" / "..evil.json").write_text("{}")
    assert versions(store) == ["1.0.0"]


# The command ------------------------------------------------------------------------------------


def test_command_publishes_lists_and_shows(tmp_path: Path, store: str) -> None:
    archive = put_archive(golden_release(tmp_path), tmp_path)
    first = evitab("publish", str(archive), "--to", store)
    assert (first.returncode, first.stderr) == (0, "")
    assert first.stdout.startswith(f"published golden-article 1.0.0 in {store}\n")
    again = evitab("publish", str(archive), EVITAB_STORE=store)
    assert again.stdout.startswith("there already, the same: golden-article 1.0.0 in ")
    listed = evitab("versions", "golden-article", "--store", store)
    digest = first.stdout.splitlines()[1].split()[0]
    assert listed.stdout == f"1.0.0  2026-11-24  {digest}  latest\n"
    told = evitab("versions", "golden-article", "--store", store, "--format", "json")
    assert told.stdout == (Path(store) / "golden-article" / "index.json").read_text()
    shown = evitab("show", "golden-article@1.0.0", EVITAB_STORE=store)
    assert "claims" in shown.stdout
    words = ("golden-article@1.0.0", str(GOLDEN["article"]), "--store", store)
    compared = evitab("diff", *words)
    assert (compared.stderr, compared.returncode) == ("", 0)
    assert "golden-article" in compared.stdout
    publish(put_release(tmp_path), store)
    judged = evitab("validate", f"{NAME}@latest", EVITAB_STORE=store)
    assert judged.stdout.startswith(f"{NAME}  1.0.0 ")
    assert "Traceback" not in judged.stderr


def test_command_says_what_is_not_there(tmp_path: Path, store: str) -> None:
    publish(put_release(tmp_path), store)
    for words, line in {
        ("versions", "golden-author"): "no golden-author is published there",
        ("show", f"{NAME}@1.2.0"): "no golden-authority 1.2.0 is published there. There is 1.0.0",
        ("show", f"{NAME}@1"): "no version",
    }.items():
        done = evitab(*words, EVITAB_STORE=store)
        assert done.returncode == 2
        assert line in done.stderr
        assert "Traceback" not in done.stderr
    gone = evitab("versions", NAME, "--store", str(tmp_path / "none"))
    assert (gone.returncode, gone.stdout) == (2, "")
    assert "none: not reached (no such folder" in gone.stderr
    altered_one = tmp_path / "altered.zip"
    altered_one.write_bytes(put_release(tmp_path).read_bytes().replace(b"as it was", b"as it Was"))
    refused = evitab("publish", str(altered_one), "--to", store)
    assert refused.returncode == 2
    assert (
        "altered.zip: no sound zip archive (Bad CRC-32 for file 'dataset.json')" in refused.stderr
    )
