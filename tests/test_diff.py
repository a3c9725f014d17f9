"""`evitab diff`: from folders, archives, names and versions; text, JSON, Markdown; and errors."""

from __future__ import annotations

import json
import shutil
import zipfile
from collections.abc import Callable
from datetime import date
from pathlib import Path

import jsonschema
import pytest

from comparisons import Draft, base, changed, column
from evitab.changes import compare, judge, read_snapshot
from evitab.finding import CannotJudge
from evitab.package.archive import archive_bytes
from evitab.reporting.changelog import to_markdown
from evitab.reporting.changes import to_text
from evitab.standard import home, standard
from packages import REAL, change_bytes, copy_of, put_cell, put_rows, rows_of
from test_cli import evitab


@pytest.fixture
def edited(tmp_path: Path) -> Path:
    """The real package with a few changes of each kind."""
    root = copy_of(REAL, tmp_path)
    claims = rows_of(root, "claims")
    claims[4]["statement"] = claims[4]["statement"].replace("marathon", "long-distance")
    claims[20] |= {name: cell for name, cell in claims[150].items() if name != "claim_id"}
    new = {"claim_id": "CLM-0999", "statement": "A claim that nobody made before."}
    put_rows(root, "claims", [*claims, {**claims[-1], **new}])
    put_cell(root, "dosages", 2, "dose_low", "2500.0")
    facts = json.loads((root / "dataset.json").read_text(encoding="utf-8"))
    facts |= {"version": "1.0.1", "title": "Claims | *revised*"}
    (root / "dataset.json").write_text(json.dumps(facts), encoding="utf-8")
    return root


def zipped(root: Path, place: Path) -> Path:
    files = {
        str(path.relative_to(root)): path.read_bytes() for path in root.rglob("*") if path.is_file()
    }
    place.write_bytes(archive_bytes(files, date(2026, 11, 24)))
    return place


def released(root: Path, place: Path) -> Path:
    """A package as a release has it: what its own descriptor says counts."""
    shutil.copytree(root, place, ignore=shutil.ignore_patterns("source*.txt"))
    (place / "SHA256SUMS").write_text("", encoding="utf-8")
    return place


def test_text_tells_the_summary_and_the_worst_first(edited: Path) -> None:
    done = evitab("diff", str(REAL), str(edited))
    assert (done.returncode, done.stderr) == (0, "")
    lines = [line.rstrip() for line in done.stdout.splitlines()]
    assert lines[:3] == [
        "vitamin-d3-k2 1.0.0 → vitamin-d3-k2 1.0.1",
        "MAJOR: 1.0.0 leads to 2.0.0 or greater; 1.0.1 is too small",
        "  claims: 1 id reused for something else (data that others may refer to has",
    ]
    assert "! CLM-0021 seems to mean something else: 8 of its 8 filled cells differ" in " ".join(
        done.stdout.split()
    )
    assert "dose_low  100 → 2500" in done.stdout
    assert lines.index("claims") < lines.index("dosages")
    assert max(map(len, lines)) <= 80
    assert "\x1b" not in done.stdout


def test_package_does_not_differ_from_its_parquet_its_archive_or_its_release(
    tmp_path: Path,
) -> None:
    release = released(REAL, tmp_path / "release")
    archive = zipped(release, tmp_path / "release.zip")
    parquet = copy_of(REAL, tmp_path)
    shutil.rmtree(parquet / "tables")
    (parquet / "datapackage.json").unlink()
    for other in (release, archive, parquet):
        done = evitab("diff", str(REAL), str(other), "--exit-code")
        assert done.stdout.endswith("no differences\n")
        assert done.returncode == 0
    (release / "datapackage.json").unlink()
    shutil.rmtree(release / "tables")
    assert "no differences" in evitab("diff", str(REAL), str(release)).stdout


def test_folder_under_work_is_described_as_it_is_now(tmp_path: Path) -> None:
    root = copy_of(REAL, tmp_path)
    (root / "datapackage.json").write_text("stale", encoding="utf-8")
    done = evitab("diff", str(REAL), f"./{root.name}", cwd=tmp_path)
    assert "no differences" in done.stdout


def test_exit_code_tells_differences_where_it_is_asked_for(edited: Path) -> None:
    assert evitab("diff", str(REAL), str(edited), "--exit-code").returncode == 1


def test_json_has_the_published_form(edited: Path, tmp_path: Path) -> None:
    place = tmp_path / "diff.json"
    done = evitab("diff", str(REAL), str(edited), "--format", "json", "--output", str(place))
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    schema = json.loads((home() / "schema" / "diff.schema.json").read_text(encoding="utf-8"))
    found = json.loads(place.read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator.check_schema(schema)
    jsonschema.Draft202012Validator(schema).validate(found)
    assert (found["bump"], found["leastVersion"], found["isEnough"]) == ("major", "2.0.0", False)
    assert [reason["kind"] for reason in found["reasons"] if reason["forces"]] == ["row-reused"]
    dosages = next(table for table in found["tables"] if table["name"] == "dosages")
    cells = [{"field": "dose_low", "old": "100", "new": "2500"}]
    assert dosages["rows"]["changed"] == [{"key": ["DOS-0003"], "reused": None, "cells": cells}]


def test_markdown_is_an_entry_of_a_changelog(edited: Path) -> None:
    done = evitab("diff", str(REAL), str(edited), "--format", "markdown")
    assert done.stdout.startswith("## vitamin-d3-k2 1.0.0 → vitamin-d3-k2 1.0.1\n\n**MAJOR: ")
    assert "| DOS-0003 | `dose_low` | 100 | 2500 |\n" in done.stdout
    assert "→ Claims \\| \\*revised\\*\n" in done.stdout


def many(draft: Draft) -> None:
    row = draft.rows["foods"][0]
    draft.rows["foods"] += [
        {**row, "food_id": f"F-{n}", "name": f"Food {n}"} for n in range(100, 400)
    ]


def test_long_lists_are_cut_and_counted(tmp_path: Path) -> None:
    old, new = base().read(tmp_path / "old"), changed(many).read(tmp_path / "new")
    diff = compare(old, new, standard())
    text = to_text(diff, judge(diff), everything=False)
    assert "… and 290 more added; --all shows them" in text
    assert "… and 100 more." in to_markdown(diff, judge(diff), everything=False)
    assert to_text(diff, judge(diff), everything=True).count("  + F-") == 300
    assert to_markdown(diff, judge(diff), everything=True).count("\n| F-") == 300


def test_long_texts_are_shortened_to_what_differs(tmp_path: Path) -> None:
    def say(word: str) -> Callable[[Draft], None]:
        text = f"{'So it goes. ' * 40}{word}{' And on it goes.' * 40}"
        return lambda draft: draft.rows["foods"][0].update(note=text)

    old, new = changed(say("Yes")).read(tmp_path / "o"), changed(say("No")).read(tmp_path / "n")
    diff = compare(old, new, standard())
    line = "…So it goes. So it goes. {} And on it goes. And on …"
    told = f"| F-1 | `note` | {line.format('Yes')} | {line.format('No')} |"
    assert told in to_markdown(diff, judge(diff), everything=False)


def test_text_from_a_package_does_no_harm(tmp_path: Path) -> None:
    def harm(draft: Draft) -> None:
        draft.rows["foods"][0]["note"] = "\x1b[31m<img src=x>|`a`\n# x"
        draft.facts["title"] = "\x1b]0;gone\x07"

    old, new = base().read(tmp_path / "old"), changed(harm).read(tmp_path / "new")
    diff = compare(old, new, standard())
    for text in (
        to_text(diff, judge(diff), everything=False),
        to_markdown(diff, judge(diff), everything=False),
    ):
        assert all(c.isprintable() or c == "\n" for c in text)
    assert "\\<img src=x\\>\\|\\`a\\`" in text


# Errors ---------------------------------------------------------------------------------------


def refused(root: Path) -> str:
    with pytest.raises(CannotJudge) as error:
        read_snapshot(root, standard())
    return str(error.value)


def draft_of(root: Path, change: Callable[[dict[str, object]], object]) -> Path:
    """A written package with its descriptor changed."""
    path = root / "datapackage.json"
    package = json.loads(path.read_text(encoding="utf-8"))
    change(package)
    path.write_text(json.dumps(package), encoding="utf-8")
    return root


def test_what_is_not_there_is_told(tmp_path: Path) -> None:
    done = evitab("diff", str(tmp_path / "none"), str(REAL))
    assert (done.returncode, done.stdout) == (2, "")
    assert "no package of that name, and no such folder" in done.stderr
    assert "neither dataset.json nor datapackage.json" in refused(tmp_path)
    assert "no such folder or archive" in refused(tmp_path / "none")


def test_key_that_stands_twice_is_told(tmp_path: Path) -> None:
    root = copy_of(REAL, tmp_path)
    put_cell(root, "dosages", 1, "dosage_id", "DOS-0001")
    message = "vitamin-d3-k2/tables/dosages.csv: the key DOS-0001 stands twice; rows are compared"
    assert message in refused(root)
    put_cell(root, "dosages", 1, "dosage_id", "")
    assert "a row without dosage_id, by which rows are compared" in refused(root)


def test_table_without_a_primary_key_is_told(tmp_path: Path) -> None:
    draft = changed(lambda draft: draft.schemas["parts"].pop("primaryKey"))
    told = refused(draft.write(tmp_path / "a"))
    assert "datapackage.json: resource 'parts' has no primaryKey, by which rows are" in told
    draft = changed(lambda draft: draft.schemas["parts"].update(primaryKey="moon"))
    assert "primaryKey names 'moon', which is no field" in refused(draft.write(tmp_path / "b"))


@pytest.mark.parametrize(
    ("file", "data", "message"),
    [
        ("tables/foods.csv", b"food_id\nF-1\n", "the column 'name' of the schema is not there"),
        ("tables/parts.csv", b"part_id,food_id,share,x\n1,2,3,4\n", "'x' is in no schema"),
        (
            "tables/parts.csv",
            b"part_id,food_id,share\n1,2\n",
            "csv:2: a row of 2 cells; expected 3",
        ),
        ("tables/parts.csv", b"part_id,food_id,share\n1,\xff,3\n", "is not UTF-8"),
        ("datapackage.json", b"{", "datapackage.json:1: not JSON"),
        ("datapackage.json", b"[]", "the whole: [] is not of type 'object'"),
        ("datapackage.json", b"[" * 100_000, "datapackage.json: nested more than 20 deep"),
    ],
)
def test_what_would_be_lost_is_refused(
    file: str, data: bytes, message: str, tmp_path: Path
) -> None:
    root = base().write(tmp_path / "package")
    (root / file).write_bytes(data)
    assert message in refused(root)


@pytest.mark.parametrize(
    ("path", "message"),
    [
        ("../secret.csv", "climbs out of the package"),
        ("https://example.org/foods.csv", "a URL; nothing is fetched"),
        ("tables/link.csv", "a link; links are not followed"),
        ("tables/none.csv", "no such file"),
    ],
)
def test_path_that_leads_elsewhere_is_refused(path: str, message: str, tmp_path: Path) -> None:
    root = base().write(tmp_path / "package")
    (root / "tables" / "link.csv").symlink_to(root / "tables" / "foods.csv")
    draft_of(root, lambda package: package["resources"][0].update(path=path))  # type: ignore[index]
    assert message in refused(root)


def test_table_twice_and_field_twice_are_refused(tmp_path: Path) -> None:
    root = base().write(tmp_path / "a")
    draft_of(root, lambda package: package.update(resources=package["resources"] * 2))  # type: ignore[operator]
    assert "resources: the name 'foods' stands twice" in refused(root)
    twice = changed(lambda draft: draft.schemas["parts"]["fields"].append(column("share")))
    assert "resource 'parts': the name 'share' stands twice" in refused(twice.write(tmp_path / "b"))


def test_table_that_is_not_listed_is_refused(tmp_path: Path) -> None:
    root = copy_of(REAL, tmp_path)
    shutil.copy(root / "tables" / "claims.csv", root / "tables" / "waivers.csv")
    assert "tables/waivers.csv: dataset.json does not list it" in refused(root)


def test_hostile_archive_is_refused_with_its_name(tmp_path: Path) -> None:
    place = tmp_path / "release.zip"
    with zipfile.ZipFile(place, "w") as archive:
        archive.writestr("../evil.txt", "x")
    done = evitab("diff", str(REAL), str(place))
    assert (done.returncode, done.stdout) == (2, "")
    assert "release.zip: the entry '../evil.txt' leads out of the archive" in done.stderr
    place.write_bytes(b"no archive")
    assert "no sound zip archive" in refused(place)


def test_parquet_that_unfolds_is_refused(tmp_path: Path) -> None:
    root = released(REAL, tmp_path / "release")
    (root / "datapackage.json").unlink()
    change_bytes(root / "parquet" / "claims.parquet", lambda data: data[:-40] + data[-20:])
    assert "parquet/claims.parquet: not readable as Parquet" in refused(root)


def test_output_that_cannot_be_written_is_told_before_the_work(tmp_path: Path) -> None:
    done = evitab("diff", str(REAL), "none", "--output", str(tmp_path / "no" / "x.md"))
    assert done.returncode == 2
    assert "there is no folder" in done.stderr
