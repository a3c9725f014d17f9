"""Releases that were altered: each is refused, and says which file and why."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from corpora import DOCUMENTS, in_documents
from evitab.finding import CannotJudge
from evitab.package.digest import CONTENT
from evitab.package.sums import FILE as SUMS
from evitab.release.verify import verify
from evitab.standard import standard
from packages import GOLDEN
from releases import (
    FORMS,
    Files,
    golden_release,
    put_archive,
    put_folder,
    release_of,
    with_sums,
)


@pytest.fixture(scope="session")
def released(tmp_path_factory: pytest.TempPathFactory) -> Files:
    return golden_release(tmp_path_factory.mktemp("golden"))


@pytest.mark.parametrize("form", FORMS)
def test_release_is_told_from_its_files_alone(form: str, released: Files, tmp_path: Path) -> None:
    found = verify(FORMS[form](released, tmp_path), standard())
    assert (found.problems, found.exit_code, found.version) == ([], 0, "1.0.0")
    assert any("source.txt is not here" in reason for reason in found.skipped)
    assert any("golden-authority" in reason for reason in found.skipped)
    source = verify(FORMS[form](released, tmp_path), standard(), [GOLDEN["article"] / "source.txt"])
    assert source.exit_code == 0
    assert not any("source.txt" in reason for reason in source.skipped)


def test_source_that_may_be_passed_on_travels(tmp_path: Path) -> None:
    files = golden_release(tmp_path, with_source=True)
    assert files["source.txt"] == (GOLDEN["article"] / "source.txt").read_bytes()
    found = verify(put_archive(files, tmp_path), standard())
    assert found.exit_code == 0
    assert not any("source.txt" in reason for reason in found.skipped)


@pytest.mark.parametrize("with_source", [True, False])
def test_documents_travel_or_are_named(with_source: bool, tmp_path: Path) -> None:
    root = in_documents(tmp_path)
    files = release_of(root, with_source=with_source)
    assert (DOCUMENTS in files) is with_source
    given = [] if with_source else [root / DOCUMENTS]
    found = verify(put_archive(files, tmp_path), standard(), given)
    assert (found.problems, found.exit_code) == ([], 0)
    assert not any(DOCUMENTS in reason for reason in found.skipped)


def test_text_of_a_document_is_no_file_of_the_release(tmp_path: Path) -> None:
    """Its SHA-256 is on record, and it must not be put in the place of the documents."""
    files = release_of(in_documents(tmp_path))
    found = verify(put_archive(files, tmp_path), standard(), [GOLDEN["article"] / "source.txt"])
    assert "none of the package's sources" in found.problems[0].message
    assert f"{DOCUMENTS} is not here" in " ".join(found.skipped)


def test_other_source_is_no_source_of_the_release(released: Files, tmp_path: Path) -> None:
    other = tmp_path / "other.txt"
    other.write_text("All About Vitamin Z\n", encoding="utf-8")
    found = verify(put_folder(released, tmp_path), standard(), [other, tmp_path / "no.txt"])
    assert [problem.message.partition(":")[0] for problem in found.problems] == [
        "none of the package's sources",
        "no such file",
    ]
    assert found.exit_code == 1


Damage = Callable[[Files], Files]


def changed(name: str, old: bytes, new: bytes) -> Damage:
    def damage(files: Files) -> Files:
        assert old in files[name]
        return files | {name: files[name].replace(old, new, 1)}

    return damage


def without(name: str) -> Damage:
    return lambda files: {key: data for key, data in files.items() if key != name}


def put(name: str, data: bytes) -> Damage:
    return lambda files: files | {name: data}


def swapped(files: Files) -> Files:
    """The Parquet file of a table is that of another."""
    return files | {"parquet/study_arms.parquet": files["parquet/effects.parquet"]}


CLAIMS = "tables/claims.csv"
REWORDED = changed(CLAIMS, b"Vitamin X helps the bones.", b"Vitamin X harms the bones.")
SIMPLE: Mapping[str, tuple[Damage, str, str]] = {
    "a byte": (REWORDED, CLAIMS, "altered"),
    "a byte of Parquet": (changed("parquet/claims.parquet", b"PAR1", b"PAR2"), "", "altered"),
    "a file less": (without("RULES.md"), "RULES.md", "missing"),
    "a table less": (without(CLAIMS), CLAIMS, "missing"),
    "a file more": (put("tables/more.csv", b"a\n"), "tables/more.csv", "no part of the release"),
    "a hidden file more": (put(".more", b""), ".more", "no part of the release"),
    "no sums": (without(SUMS), SUMS, "no such file"),
    "no sums but words": (put(SUMS, b"All is well.\n"), SUMS, "expected a SHA-256"),
    "sums twice": (lambda f: f | {SUMS: f[SUMS] * 2}, SUMS, "each name once"),
    "sums not text": (put(SUMS, b"\xff\xfe"), SUMS, "byte 0 is not UTF-8"),
    "sums of a climbing path": (
        lambda f: f | {SUMS: f[SUMS] + b"0" * 64 + b"  ../x\n"}, "../x", "missing",
    ),
    "another Parquet file": (swapped, "parquet/study_arms.parquet", "altered"),
    "another descriptor": (put("datapackage.json", b"{}"), "datapackage.json", "altered"),
}  # fmt: skip


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("case", SIMPLE)
def test_altered_release_is_refused(case: str, form: str, released: Files, tmp_path: Path) -> None:
    damage, file, message = SIMPLE[case]
    found = verify(FORMS[form](damage(released), tmp_path), standard())
    assert found.exit_code == 1
    assert any(
        file in {problem.file, ""} and message in problem.message for problem in found.problems
    ), [str(problem) for problem in found.problems]


def described(change: Callable[[dict[str, object]], object]) -> Damage:
    """A descriptor that says something else."""

    def damage(files: Files) -> Files:
        facts = json.loads(files["datapackage.json"])
        change(facts)
        return files | {"datapackage.json": json.dumps(facts).encode()}

    return damage


WITH_SUMS: Mapping[str, tuple[Damage, str]] = {
    "a statement": (REWORDED, f"its content is not that of {CONTENT}"),
    "a Parquet file": (swapped, f"its content is not that of {CONTENT}"),
    "a content hash": (changed(CONTENT, b"0", b"1"), f"its content is not that of {CONTENT}"),
    "a content hash less": (
        lambda f: f | {CONTENT: f[CONTENT].split(b"\n", 1)[1]}, "not the tables that there are",
    ),
    "a title in the descriptor": (
        described(lambda facts: facts.update(title="Another")), "descriptor_is_current",
    ),
    "a licence in the descriptor": (
        described(lambda facts: facts.update(licenses=[])), "descriptor_is_current",
    ),
    "no standard in the descriptor": (
        described(lambda facts: facts.pop("evitab")), "under which standard it was made",
    ),
    "a descriptor that is none": (put("datapackage.json", b"[]"), "under which standard"),
    "a constraint in a schema": (
        changed("schema/claims.json", b'"required": true', b'"required": false'),
        "not the schema that this version of the standard has",
    ),
    "a version in dataset.json": (
        changed("dataset.json", b'1.0.0",\n  "profile"', b'9.9.9",\n  "profile"'),
        "descriptor_is_current",
    ),
    "a table that dataset.json lists no more": (
        changed("dataset.json", b'"effects",', b""), "not the tables that there are",
    ),
    "a dataset.json that is none": (put("dataset.json", b"{}"), "dataset.json"),
}  # fmt: skip


@pytest.mark.parametrize("case", WITH_SUMS)
def test_release_whose_sums_were_written_anew_is_refused(
    case: str, released: Files, tmp_path: Path
) -> None:
    damage, message = WITH_SUMS[case]
    found = verify(put_archive(with_sums(damage(released)), tmp_path), standard())
    assert found.exit_code
    told = [str(problem) for problem in found.problems]
    told += [f"{one.rule} {one.file}" for one in (found.report.findings if found.report else [])]
    assert any(message in words for words in told), told


def test_link_in_a_folder_is_refused(released: Files, tmp_path: Path) -> None:
    root = put_folder(released, tmp_path)
    (tmp_path / "claims.csv").write_bytes(released[CLAIMS])
    (root / CLAIMS).unlink()
    (root / CLAIMS).symlink_to(tmp_path / "claims.csv")
    shutil.move(root / "schema", tmp_path / "schema")
    (root / "schema").symlink_to(tmp_path / "schema")
    found = verify(root, standard())
    problems = {problem.file: problem.message for problem in found.problems}
    assert "a link" in problems["schema"]
    assert problems[CLAIMS] in {"missing", "a link, or something else that is no plain file"}


def test_release_of_another_standard_is_verified_as_far_as_it_goes(
    released: Files, tmp_path: Path
) -> None:
    def older(facts: dict[str, object]) -> None:
        facts["evitab"] = {"profile": "article", "standard": "0.0.9"}

    found = verify(put_folder(with_sums(described(older)(released)), tmp_path), standard())
    assert (found.problems, found.report, found.exit_code) == ([], None, 0)
    assert "was made under version 0.0.9 of the standard" in found.skipped[0]


def test_no_release_is_told(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("a")
    for place in (tmp_path / "a.txt", tmp_path / "nothing"):
        with pytest.raises(CannotJudge, match="no release"):
            verify(place, standard())
