"""Fetching: what comes is what was published; the cache is verified and serves while offline."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import threading
import warnings
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

import evitab
from evitab.finding import CannotJudge
from evitab.package.sums import altered
from evitab.store import OfflineWarning, StoreUnreachable, fetch, open_store, publish
from packages import GOLDEN
from stores import NAME, put_release


@pytest.fixture(autouse=True)
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("EVITAB_CACHE", str(tmp_path / "cache"))
    monkeypatch.delenv("EVITAB_STORE", raising=False)
    return tmp_path / "cache"


@pytest.fixture
def store(tmp_path: Path) -> Path:
    """A store with three versions of a package."""
    for version in ("1.9.0", "1.10.0", "1.2.0"):
        publish(put_release(tmp_path, version), tmp_path / "store")
    return tmp_path / "store"


class Quiet(SimpleHTTPRequestHandler):
    """Serves a folder, and breaks off what `cut` names after so many bytes."""

    cut: tuple[str, int] | None = None

    def log_message(self, *_: object) -> None:
        pass

    def copyfile(self, source: object, outputfile: object) -> None:
        data = source.read()  # type: ignore[attr-defined]
        if self.cut is not None and self.path.endswith(self.cut[0]):
            data = data[: self.cut[1]]
        outputfile.write(data)  # type: ignore[attr-defined]


@pytest.fixture
def web(store: Path) -> Iterator[str]:
    """The same store behind a web server on this machine."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(store)))
    thread = threading.Thread(target=server.serve_forever, args=(0.05,))
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def files_below(folder: Path) -> list[str]:
    return sorted(p.relative_to(folder).as_posix() for p in folder.rglob("*") if p.is_file())


def entry_file(store: Path, version: str) -> Path:
    return store / NAME / "versions" / f"{version}.json"


@pytest.mark.parametrize("where", ["store", "web"])
def test_release_is_fetched_once_and_verified(
    where: str, request: pytest.FixtureRequest, cache: Path
) -> None:
    url = str(request.getfixturevalue(where))
    place = fetch(NAME, "1.2.0", url)
    assert altered(place) == []
    assert json.loads((place / "dataset.json").read_bytes())["version"] == "1.2.0"
    assert place.is_relative_to(cache)
    was = (place / "dataset.json").stat()
    assert fetch(NAME, "1.2.0", url) == place
    assert (place / "dataset.json").stat().st_ino == was.st_ino
    assert fetch(NAME, store=url).name.startswith(f"{NAME}-1.10.0-")
    assert not [name for name in files_below(cache) if "unfinished" in name]


@pytest.mark.parametrize("where", ["store", "web"])
def test_package_is_loaded_from_a_store(
    where: str, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> None:
    url = str(request.getfixturevalue(where))
    assert evitab.load(NAME, version="1.2.0", store=url).version == "1.2.0"
    latest = evitab.load(NAME, store=url)
    assert (latest.name, latest.version, latest.profile) == (NAME, "1.10.0", "authority")
    assert len(latest.concepts) == len(evitab.load(str(GOLDEN["authority"])).concepts)
    monkeypatch.setenv("EVITAB_STORE", url)
    assert evitab.load(f"{NAME}@1.9.0").version == "1.9.0"
    assert evitab.load(f"{NAME}@latest").version == "1.10.0"
    assert evitab.load(NAME, version="latest").version == "1.10.0"
    with pytest.raises(ValueError, match="two versions"):
        evitab.load(f"{NAME}@1.9.0", version="1.2.0")


@pytest.mark.parametrize("where", ["store", "web"])
def test_version_that_is_not_there_is_named_with_those_that_are(
    where: str, request: pytest.FixtureRequest
) -> None:
    url = str(request.getfixturevalue(where))
    with pytest.raises(
        CannotJudge, match=r"no .* 2\.0\.0 is .*There is 1\.2\.0, 1\.9\.0, 1\.10\.0"
    ):
        fetch(NAME, "2.0.0", url)
    with pytest.raises(CannotJudge, match="no nothing is published there"):
        fetch("nothing", store=url)
    with pytest.raises(CannotJudge, match="no version"):
        fetch(NAME, "../1.2.0", url)
    with pytest.raises(CannotJudge, match="no name of a package"):
        fetch("../golden-authority", "1.2.0", url)


def test_nothing_is_fetched_that_nobody_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("EVITAB_STORE", raising=False)
    with pytest.raises(CannotJudge, match="no store of releases is named"):
        fetch(NAME)


def empty(root: Path) -> Path:
    shutil.rmtree(root)
    return root


DAMAGES: dict[str, Callable[[Path], object]] = {
    "a byte": lambda root: (root / "tables" / "concepts.csv").write_bytes(b"x"),
    "a file gone": lambda root: (root / "tables" / "concepts.csv").unlink(),
    "a file more": lambda root: (root / "tables" / "more.csv").write_bytes(b""),
    "sums gone": lambda root: (root / "SHA256SUMS").unlink(),
    "other sums": lambda root: (root / "SHA256SUMS").write_bytes(b""),
    "all gone but the folder": lambda root: empty(root).mkdir(),
    "a file in its place": lambda root: empty(root).write_bytes(b""),
}


@pytest.mark.parametrize("name", DAMAGES)
def test_damaged_cache_is_fetched_anew(name: str, store: Path, cache: Path) -> None:
    place = fetch(NAME, "1.2.0", store)
    before = files_below(cache)
    DAMAGES[name](place)
    assert fetch(NAME, "1.2.0", store) == place
    assert altered(place) == []
    assert files_below(cache) == before


def corrupt(store: Path, change: Callable[[bytes], bytes]) -> None:
    archive = store / NAME / f"{NAME}-1.2.0.zip"
    archive.write_bytes(change(archive.read_bytes()))


CORRUPTED: dict[str, tuple[Callable[[bytes], bytes], str]] = {
    "a byte": (lambda data: data.replace(b"as it was", b"as it Was"), "SHA-256"),
    "truncated": (lambda data: data[:-1], "bytes, expected"),
    "nothing": (lambda _: b"", "0 bytes, expected"),
    "too long": (lambda data: data + b"x" * 5_000_000, "more than"),
}


@pytest.mark.parametrize("where", ["store", "web"])
@pytest.mark.parametrize("name", CORRUPTED)
def test_corrupt_download_is_refused_and_not_kept(
    name: str, where: str, store: Path, cache: Path, request: pytest.FixtureRequest
) -> None:
    change, said = CORRUPTED[name]
    corrupt(store, change)
    url = str(request.getfixturevalue(where))
    with pytest.raises(CannotJudge, match=f"not the archive that was published: .*{said}"):
        fetch(NAME, "1.2.0", url)
    assert files_below(cache) == []


def test_archive_that_is_gone_is_refused(store: Path, cache: Path) -> None:
    (store / NAME / f"{NAME}-1.2.0.zip").unlink()
    with pytest.raises(CannotJudge, match="not the archive that was published: 0 bytes"):
        fetch(NAME, "1.2.0", store)
    assert files_below(cache) == []


def test_entry_that_vouches_for_another_release_is_refused(store: Path, cache: Path) -> None:
    other = json.loads(entry_file(store, "1.9.0").read_bytes())
    mixed = json.loads(entry_file(store, "1.2.0").read_bytes()) | {"sums_sha256": other["sha256"]}
    entry_file(store, "1.2.0").write_text(json.dumps(mixed))
    with pytest.raises(CannotJudge, match="its files are not those of its SHA256SUMS"):
        fetch(NAME, "1.2.0", store)
    assert files_below(cache) == []


def test_download_that_breaks_off_is_not_kept(
    web: str, cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Quiet, "cut", (".zip", 1000))
    with pytest.raises(CannotJudge, match=r"not reached|not the archive"):
        fetch(NAME, "1.2.0", web)
    assert files_below(cache) == []


def test_index_that_is_huge_or_hostile_is_refused(web: str, store: Path) -> None:
    index = store / NAME / "index.json"
    facts = json.loads(index.read_bytes())
    lies = {
        "more than": b" " * 10_000_001,
        "stands there twice": json.dumps(facts | {"versions": facts["versions"] * 2}).encode(),
        "it speaks of": index.read_bytes().replace(b'"1.2.0"', b'"../1.2.0"'),
        "versions": b"{}",
    }
    for said, data in lies.items():
        index.write_bytes(data)
        with pytest.raises(CannotJudge, match=rf"index\.json: .*{said}"):
            fetch(NAME, store=web)
    assert fetch(NAME, "1.2.0", web).is_dir()


def test_server_that_fails_is_not_taken_for_an_empty_one(
    web: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    fetch(NAME, "1.2.0", web)
    monkeypatch.setattr(Quiet, "do_GET", lambda self: self.send_error(503))
    monkeypatch.setattr(Quiet, "do_HEAD", lambda self: self.send_error(503))
    with pytest.warns(OfflineWarning, match=r"not reached .*Using golden-authority 1\.2\.0"):
        assert altered(fetch(NAME, "1.2.0", web)) == []
    with pytest.raises(StoreUnreachable, match=r"and .* 1\.9\.0 was not fetched from there before"):
        fetch(NAME, "1.9.0", web)


@pytest.mark.parametrize("where", ["store", "web"])
def test_offline_the_cache_is_used_and_says_so(
    where: str, store: Path, request: pytest.FixtureRequest, tmp_path: Path, cache: Path
) -> None:
    url = str(request.getfixturevalue(where))
    for version in ("1.2.0", "1.9.0"):
        fetch(NAME, version, url)
    go_offline(where, store, request)
    with pytest.warns(OfflineWarning, match=r"not reached .*Using golden-authority 1\.2\.0 from"):
        assert evitab.load(NAME, version="1.2.0", store=url).version == "1.2.0"
    with pytest.warns(evitab.OfflineWarning, match=r"1\.9\.0 .*there may be a newer one"):
        assert evitab.load(NAME, store=url).version == "1.9.0"
    with pytest.raises(StoreUnreachable, match=r"1\.10\.0 was not fetched from there before"):
        fetch(NAME, "1.10.0", url)
    next(cache.glob(f"releases/{NAME}-1.9.0-*/SHA256SUMS")).write_bytes(b"")
    with pytest.raises(StoreUnreachable):
        fetch(NAME, "1.9.0", url)
    done = subprocess.run(
        [sys.executable, "-m", "evitab", "show", f"{NAME}@1.2.0"],
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, "EVITAB_STORE": url},
    )
    assert done.stderr.startswith(f"evitab: {url}: not reached (")
    assert done.stderr.count("\n") == 1


def go_offline(where: str, store: Path, request: pytest.FixtureRequest) -> None:
    if where == "store":
        store.rename(store.with_name("unplugged"))
    else:

        def refuse(handler: SimpleHTTPRequestHandler) -> None:
            handler.connection.close()
            raise ConnectionAbortedError

        patch = request.getfixturevalue("monkeypatch")
        patch.setattr(Quiet, "handle", refuse)
        patch.setattr(ThreadingHTTPServer, "handle_error", lambda *_: None)


def test_same_release_of_two_stores_is_kept_once(store: Path, tmp_path: Path, cache: Path) -> None:
    other = tmp_path / "other"
    publish(put_release(tmp_path, "1.2.0"), other)
    assert fetch(NAME, "1.2.0", store) == fetch(NAME, "1.2.0", other)
    publish(put_release(tmp_path, "1.2.0", "-altered"), tmp_path / "third")
    assert fetch(NAME, "1.2.0", tmp_path / "third") != fetch(NAME, "1.2.0", store)


def test_threads_and_processes_that_fetch_at_once_all_get_it(store: Path, cache: Path) -> None:
    code = (
        "import sys; from evitab.store import fetch; from evitab.package.sums import altered\n"
        f"place = fetch({NAME!r}, sys.argv[1], {str(store)!r}); assert altered(place) == []"
    )

    def process(version: str) -> None:
        subprocess.run([sys.executable, "-c", code, version], check=True)

    def thread(version: str) -> None:
        assert altered(fetch(NAME, version, store)) == []

    with ThreadPoolExecutor(12) as pool:
        jobs = [pool.submit(process, "1.10.0") for _ in range(4)]
        jobs += [pool.submit(thread, v) for v in ("1.10.0", "1.2.0") for _ in range(20)]
        for job in jobs:
            job.result()
    assert not [name for name in files_below(cache) if "unfinished" in name]


def test_what_a_killed_process_left_in_the_cache_goes(store: Path, cache: Path) -> None:
    left = cache / "releases" / ".evitab-unfinished-999999999-x"
    left.mkdir(parents=True)
    (left / "half.zip").write_bytes(b"PK")
    fetch(NAME, "1.2.0", store)
    assert not left.exists()


def test_cache_that_cannot_be_written_says_what_to_do(
    store: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("EVITAB_CACHE", "/proc/evitab")
    with pytest.raises(CannotJudge, match=r"the cache cannot be written .*EVITAB_CACHE to another"):
        fetch(NAME, "1.2.0", store)


def test_cache_lies_where_the_system_keeps_such_things(
    store: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("EVITAB_CACHE")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "xdg"))
    assert fetch(NAME, "1.2.0", store).is_relative_to(tmp_path / "xdg" / "evitab")


def test_online_nothing_is_warned(store: Path) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        fetch(NAME, store=store)
        assert open_store(store).is_folder
