"""A store in S3: a real server, started here on loopback, that honours conditional writes."""

from __future__ import annotations

import errno
import json
import logging
import time
from pathlib import Path
from typing import Any

import pytest
import s3fs
from moto.server import ThreadedMotoServer

import evitab
from evitab.finding import CannotJudge
from evitab.store import OfflineWarning, fetch, publish
from stores import BUCKET, NAME, broken_off, is_sound, put_release, use_s3, versions

pytest_plugins = ("s3_stores",)


@pytest.fixture
def store(s3_store: str) -> str:
    return s3_store


def objects(url: str) -> dict[str, bytes]:
    fs = s3fs.S3FileSystem()
    fs.invalidate_cache()
    there = fs.find(url)
    return {path: fs.cat_file(path) for path in there}


def test_release_is_published_listed_and_loaded(store: str, tmp_path: Path) -> None:
    for version in ("1.9.0", "1.10.0"):
        assert publish(put_release(tmp_path, version), store).is_new
    before = objects(store)
    assert not publish(put_release(tmp_path, "1.9.0"), store).is_new
    assert objects(store) == before
    assert versions(store) == ["1.9.0", "1.10.0"]
    index = json.loads(before[f"{store.removeprefix('s3://')}/{NAME}/index.json"])
    assert index["latest"] == "1.10.0"
    for damaged in (b"", b"{}"):
        s3fs.S3FileSystem().pipe_file(f"{store}/{NAME}/index.json", damaged)
        assert not publish(put_release(tmp_path, "1.9.0"), store).is_new
        assert objects(store) == before
    assert is_sound(store)
    assert evitab.load(NAME, version="1.9.0", store=store).version == "1.9.0"
    assert evitab.load(NAME, store=store).version == "1.10.0"


def test_other_files_under_a_published_version_are_refused(store: str, tmp_path: Path) -> None:
    publish(put_release(tmp_path), store)
    before = objects(store)
    for take_over in (False, True):
        with pytest.raises(CannotJudge, match="published with other files"):
            publish(put_release(tmp_path, note="-other"), store, take_over=take_over)
    assert objects(store) == before


def test_killed_at_any_moment_the_store_is_before_or_after(store: str, tmp_path: Path) -> None:
    archive, other = (put_release(tmp_path, note=note, small=True) for note in ("", "-other"))
    later = put_release(tmp_path, "1.1.0", small=True)
    outcomes = []
    for number, (url, _) in enumerate(broken_off("kill", archive, store)):
        there = versions(url)
        outcomes.append(there)
        assert is_sound(url)
        following = [archive, later, archive if there else other][number % 3]
        publish(following, url, take_over=following == other)
        assert versions(url) == sorted({*there, following.stem.split("-")[2]})
        assert is_sound(url)
        index = json.loads(s3fs.S3FileSystem().cat_file(f"{url}/{NAME}/index.json"))
        assert [entry["version"] for entry in index["versions"]] == versions(url)
    assert outcomes == sorted(outcomes)
    assert len(outcomes) > 20
    assert {len(there) for there in outcomes} == {0, 1}


def test_other_files_of_an_unfinished_upload_are_refused_unless_taken_over(
    store: str, tmp_path: Path
) -> None:
    first, other = (put_release(tmp_path, note=note, small=True) for note in ("", "-other"))
    publish(first, store)
    s3fs.S3FileSystem().rm(f"{store}/{NAME}/versions/1.0.0.json")
    before = objects(store)
    said = r"other files of .* 1\.0\.0 lie there.*--take-over removes them\. .* is not published"
    with pytest.raises(CannotJudge, match=said):
        publish(other, store)
    assert objects(store) == before
    assert publish(other, store, take_over=True).is_new
    assert is_sound(store)


@pytest.mark.parametrize("lost", ["1.0.0.json", "SHA256SUMS", ".zip"])
def test_answer_that_is_lost_on_its_way_does_no_harm(
    lost: str, store: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The object is there, and the writer does not know: as after a retry, or with a server that
    refuses a second time in other words.
    """
    call = s3fs.S3FileSystem._call_s3

    async def lossy(self: Any, method: str, *words: Any, **named: Any) -> Any:
        answer = await call(self, method, *words, **named)
        if method == "put_object" and named["Key"].endswith(lost) and "IfNoneMatch" in named:
            raise OSError(errno.EINVAL, "PreconditionFailed")
        return answer

    monkeypatch.setattr(s3fs.S3FileSystem, "_call_s3", lossy)
    assert publish(put_release(tmp_path, small=True), store).is_new
    assert is_sound(store)


def test_error_at_any_request_says_in_what_state_the_store_is(store: str, tmp_path: Path) -> None:
    for url, said in broken_off("forbid", put_release(tmp_path, small=True), store):
        there = versions(url)
        if "is not published" in said:
            assert there == []
        elif said == "done" or "is published, but its index" in said:
            assert there == ["1.0.0"]
        else:
            assert "Whether golden-authority 1.0.0 is published is unknown" in said
        publish(put_release(tmp_path, small=True), url)
        assert is_sound(url)


def test_bucket_that_is_not_there_says_so(store: str, tmp_path: Path) -> None:
    with pytest.raises(CannotJudge, match=r"bucket does not exist.* 1\.0\.0 is not published"):
        publish(put_release(tmp_path), "s3://no-such-bucket/store")
    with pytest.raises(CannotJudge, match="no golden-authority is published there"):
        fetch(NAME, store="s3://no-such-bucket/store")


def test_offline_the_cache_is_used_and_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    logging.getLogger("werkzeug").setLevel(logging.CRITICAL)
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    use_s3(server, monkeypatch, tmp_path)
    s3fs.S3FileSystem().mkdir(BUCKET)
    url = f"s3://{BUCKET}"
    publish(put_release(tmp_path, small=True), url)
    place = fetch(NAME, "1.0.0", url)
    server.stop()
    s3fs.S3FileSystem.clear_instance_cache()
    begun = time.monotonic()
    with pytest.warns(OfflineWarning, match=r"not reached .*Using golden-authority 1\.0\.0"):
        assert fetch(NAME, "1.0.0", url) == place
    assert time.monotonic() - begun < 60
    with pytest.raises(CannotJudge, match=r"not reached .* is not published; mend that"):
        publish(put_release(tmp_path, "1.1.0", small=True), url)
