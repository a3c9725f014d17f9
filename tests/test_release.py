"""Making releases: the version follows from what changed, the bytes from the commit."""

from __future__ import annotations

import csv
import json
import os
import random
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from evitab.finding import CannotJudge
from evitab.package.archive import unpack
from evitab.package.descriptor import table_schema
from evitab.package.writing import UNFINISHED, write_files
from evitab.release.build import built_files
from evitab.release.make import Made, make_release
from evitab.release.model import EPOCH, day_of_release
from evitab.release.record import records
from evitab.release.verify import verify
from evitab.standard import standard
from packages import GOLDEN, REPOSITORY, copy_of, put_cell, put_rows, rows_of
from test_bad_input import dataset
from test_cli import evitab


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The golden authority package, built and ready to be released as 1.0.0."""
    monkeypatch.setenv(EPOCH, "1795478400")
    return built(copy_of(GOLDEN["authority"], tmp_path / "data"))


def built(root: Path) -> Path:
    write_files(built_files(root, standard()))
    return root


def released(root: Path, version: str | None = None) -> Made:
    if version is not None:
        dataset(version=version)(root)
        built(root)
    return make_release(root, standard(), root.parent.parent / "dist", "0")


def reword(root: Path) -> None:
    put_cell(root, "concepts", 0, "scope_note", "Said in other words.")


def add(root: Path) -> None:
    labels = rows_of(root, "concept_labels")
    new = {"concept_id": labels[0]["concept_id"], "label": "another name", "type": "alternative"}
    put_rows(root, "concept_labels", [*labels, {**labels[0], **new}])


def remove(root: Path) -> None:
    add(root)
    put_rows(root, "concept_labels", rows_of(root, "concept_labels")[:-1])


def test_first_release_is_whole_and_is_put_on_record(root: Path) -> None:
    made = released(root)
    assert (made.version, made.why) == ("1.0.0", "the first release")
    assert verify(made.folder, standard()).exit_code == verify(made.archive, standard()).exit_code
    assert verify(made.archive, standard()).problems == []
    assert list(records(root)) == ["1.0.0"]
    unpack(made.archive, root.parent / "unpacked")
    there = {path.relative_to(made.folder) for path in made.folder.rglob("*") if path.is_file()}
    unpacked = root.parent / "unpacked"
    assert there == {p.relative_to(unpacked) for p in unpacked.rglob("*") if p.is_file()}
    for path in made.record.rglob("*"):
        if path.is_file():
            assert path.read_bytes() == (made.folder / path.relative_to(made.record)).read_bytes()


def test_release_is_made_again_with_the_same_bytes_or_not_at_all(root: Path) -> None:
    first = released(root).archive.read_bytes()
    again = released(root)
    assert (again.archive.read_bytes(), again.why) == (first, "the same release, made again")
    reword(root)
    with pytest.raises(CannotJudge, match=r"released already, with another .* other files"):
        released(built(root))
    assert again.archive.read_bytes() == first


@pytest.mark.parametrize(
    ("change", "too_small", "least", "why"),
    [
        (reword, None, "1.0.1", "PATCH"),
        (add, "1.0.1", "1.1.0", "MINOR"),
        (add, "0.9.0", "1.1.0", "MINOR"),
        (add, None, "7.0.0", "MINOR"),
    ],
)
def test_version_follows_from_what_changed(
    change: Callable[[Path], None], too_small: str | None, least: str, why: str, root: Path
) -> None:
    released(root)
    change(root)
    if too_small is not None:
        with pytest.raises(CannotJudge, match=f"{too_small} is too small after 1.0.0: ") as caught:
            released(root, too_small)
        assert "Write 1.1.0 or a greater version" in caught.value.advice
    made = released(root, least)
    assert why in made.why
    assert verify(made.archive, standard()).problems == []


def test_removed_row_asks_for_a_new_major_version_and_changelogs_add_up(root: Path) -> None:
    released(root)
    add(root)
    released(root, "1.1.0")
    labels = rows_of(root, "concept_labels")
    put_rows(root, "concept_labels", [row for row in labels if row["label"] != "another name"])
    with pytest.raises(CannotJudge, match="concept_labels: 1 row removed"):
        released(root, "1.1.1")
    text = (released(root, "2.0.0").folder / "CHANGELOG.md").read_text(encoding="utf-8")
    heads = [line for line in text.splitlines() if line.startswith("## ")]
    assert heads == ["## 2.0.0, 2026-11-24", "## 1.1.0, 2026-11-24", "## 1.0.0, 2026-11-24"]
    assert text.startswith("# Changes of golden-authority\n")
    assert text.count("another name") >= 2
    assert "The first release." in text


def test_nothing_changed_is_no_release(root: Path) -> None:
    released(root)
    with pytest.raises(CannotJudge, match=r"nothing changed since 1\.0\.0"):
        released(root, "1.0.1")
    assert list(records(root)) == ["1.0.0"]


def test_record_that_another_release_is_writing_is_none(root: Path) -> None:
    whole = released(root).record
    shutil.copytree(whole, whole.with_name(f"{UNFINISHED}1-{whole.name}"))
    assert list(records(root)) == ["1.0.0"]


def test_faulty_or_stale_package_is_not_released(root: Path) -> None:
    put_cell(root, "concepts", 0, "kind", "tale")
    with pytest.raises(CannotJudge, match="1 findings, the first of them vocabulary"):
        released(root)
    assert not (root.parent.parent / "dist").exists()


def test_package_whose_source_is_away_is_not_released(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(EPOCH, "1795478400")
    root = built(copy_of(GOLDEN["article"], tmp_path / "data"))
    (root / "source.txt").unlink()
    with pytest.raises(CannotJudge, match=r"was not asked: source\.txt is not here"):
        released(root)


# The day -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("text", ["soon", "-1", "0", "99999999999999999999", "4102444800"])
def test_day_that_is_none_is_refused(
    text: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(EPOCH, text)
    with pytest.raises(CannotJudge, match="expected seconds since 1970"):
        day_of_release(tmp_path)


def test_day_is_that_of_the_last_commit_in_the_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv(EPOCH, raising=False)
    with pytest.raises(CannotJudge, match="no day"):
        day_of_release(tmp_path)
    for name, day in (("package", "2026-03-01"), ("elsewhere", "2026-04-01")):
        (tmp_path / name).mkdir()
        (tmp_path / name / "a.txt").write_text("a")
        # Late in the evening in the west it is the next day in UTC.
        when = {
            "GIT_AUTHOR_DATE": f"{day}T23:00:00-0500",
            "GIT_COMMITTER_DATE": f"{day}T23:00:00-0500",
        }
        names = {"GIT_AUTHOR_NAME": "a", "GIT_COMMITTER_NAME": "a"}
        mails = {"GIT_AUTHOR_EMAIL": "a@example.org", "GIT_COMMITTER_EMAIL": "a@example.org"}
        for words in (["init", "-q"], ["add", "."], ["commit", "-q", "-m", name]):
            command = ["git", "-C", str(tmp_path), *words]
            subprocess.run(command, check=True, env={**os.environ, **when, **names, **mails})
    assert day_of_release(tmp_path / "package").isoformat() == "2026-03-02"


# The bytes ---------------------------------------------------------------------------------------

PLACES = [
    {"TZ": "Pacific/Kiritimati", "LC_ALL": "C", "PYTHONHASHSEED": "1", "umask": "077"},
    {"TZ": "America/Los_Angeles", "LC_ALL": "C.UTF-8", "PYTHONHASHSEED": "2", "umask": "000"},
]


def copied_in_any_order(source: Path, target: Path, seed: int) -> None:
    """A copy whose files were made in another order, which a folder may list them in."""
    files = sorted(path for path in source.rglob("*") if path.is_file())
    random.Random(seed).shuffle(files)  # noqa: S311 - an order, no secret
    for path in files:
        place = target / path.relative_to(source)
        place.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, place)


def test_one_commit_gives_the_same_bytes_anywhere(root: Path, tmp_path: Path) -> None:
    archives = []
    for number, place in enumerate(PLACES):
        data = tmp_path / f"place {number}" / "data"
        copied_in_any_order(root, data / root.name, number)
        script = f'umask {place["umask"]}; exec "$@"'
        command = [sys.executable, "-m", "evitab", "release", str(data / root.name)]
        env = {**os.environ, **place, EPOCH: "1795478400"}
        subprocess.run(
            ["sh", "-c", script, "sh", *command, "--dist", str(data.parent / "dist")],
            check=True, env=env, cwd=tmp_path if number else "/", capture_output=True,
        )  # fmt: skip
        archives.append((data.parent / "dist" / f"{root.name}-1.0.0.zip").read_bytes())
    assert archives[0] == archives[1]


# When the system refuses -------------------------------------------------------------------------


def limited(root: Path, limit: str) -> subprocess.CompletedProcess[str]:
    """Make a release where no file may grow beyond so many blocks, as on a disk that is full."""
    command = [sys.executable, "-m", "evitab", "release", str(root), "--dist", "dist"]
    return subprocess.run(
        ["sh", "-c", f'ulimit -f {limit}; exec "$@"', "sh", *command],
        cwd=root.parent.parent, capture_output=True, text=True, check=False,
    )  # fmt: skip


def test_full_disk_leaves_nothing_half_written(root: Path) -> None:
    done = limited(root, "200")
    assert done.returncode == 2
    assert "the system refuses it (File too large)" in done.stderr
    assert "Traceback" not in done.stderr
    assert not (root.parent.parent / "dist" / "golden-authority-1.0.0.zip").exists()
    assert records(root) == {}
    again = limited(root, "unlimited")
    assert again.returncode == 0, again.stderr
    left = {path.name for path in (root.parent.parent / "dist").iterdir()}
    assert left == {"golden-authority-1.0.0", "golden-authority-1.0.0.zip"}


def test_place_that_cannot_be_written_is_told(root: Path) -> None:
    (root.parent.parent / "dist").write_text("a file\n")
    done = evitab("release", str(root), "--dist", str(root.parent.parent / "dist"))
    assert done.returncode == 2
    assert "dist: a file, not a folder. Name another --dist." in done.stderr
    assert records(root) == {}


def test_two_releases_at_once_are_both_whole(root: Path) -> None:
    command = [sys.executable, "-m", "evitab", "release", str(root), "--dist", "dist"]
    both = [
        subprocess.Popen(command, cwd=root.parent.parent, stdout=subprocess.PIPE) for _ in range(2)
    ]
    assert [(one.communicate(), one.returncode)[1] for one in both] == [0, 0]
    made = root.parent.parent / "dist" / "golden-authority-1.0.0"
    assert verify(made, standard()).problems == []
    assert verify(made.with_name(f"{made.name}.zip"), standard()).problems == []


def test_plain_tools_read_what_an_archive_holds(root: Path, tmp_path: Path) -> None:
    """As a stranger would: unzip, csv, pandas, and sha256sum."""
    made = released(root)
    shutil.unpack_archive(made.archive, tmp_path / "out")
    checked = subprocess.run(
        ["sha256sum", "--check", "--quiet", "SHA256SUMS"], cwd=tmp_path / "out", check=False
    )
    assert checked.returncode == 0
    import pandas as pd

    with (tmp_path / "out" / "tables" / "concepts.csv").open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    frame = pd.read_parquet(tmp_path / "out" / "parquet" / "concepts.parquet")
    assert [row["concept_id"] for row in rows] == frame["concept_id"].tolist()


def test_standard_that_something_was_released_under_is_the_same_still() -> None:
    """Whoever verifies an old release holds its schemas against the standard of its version."""
    for package in (REPOSITORY / "data").glob("*/dataset.json"):
        for version, record in records(package.parent).items():
            old = json.loads((record / "datapackage.json").read_text(encoding="utf-8"))
            if old["evitab"]["standard"] != standard().version:
                continue
            profile = standard().profiles[old["evitab"]["profile"]]
            names = tuple(resource["name"] for resource in old["resources"])
            for resource in old["resources"]:
                now = table_schema(profile.by_name[resource["name"]], standard(), names)
                assert resource["schema"] == now, (
                    f"{resource['name']} changed since {package.parent.name} {version}: raise the "
                    "version in schema/standard.json"
                )


def test_frictionless_takes_folder_and_archive_as_they_are(root: Path) -> None:
    import frictionless

    made = released(root)
    for place in (made.folder / "datapackage.json", made.archive):
        report = frictionless.validate(str(place))
        assert report.valid, report.flatten(["title", "message"])
        assert len(report.tasks) == len(list((made.folder / "tables").iterdir()))
