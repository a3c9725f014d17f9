"""What a run asks for and what fails it: --select, --ignore, --fail-on, --exit-zero."""

from __future__ import annotations

import subprocess
from pathlib import Path
from typing import Any

import pytest

from evitab.documents import STRUCTURE
from evitab.finding import Check, Outcome, Severity
from evitab.grounding import RULES as GROUNDING
from evitab.rules import all_rules
from evitab.standard import standard
from evitab.validation import about_source, validate_package
from evitab.validation.selection import Selection, selected
from packages import GOLDEN, REAL, copy_of, judged, put_cell, rows_of
from test_cli import evitab, report_of


def told(done: subprocess.CompletedProcess[str]) -> dict[str, Any]:
    """The one package of a report as JSON."""
    packages: Any = report_of(done)["packages"]
    assert len(packages) == 1
    return dict(packages[0])


def chosen(select: str = "", ignore: str = "") -> set[str]:
    selection = selected([select] if select else [], [ignore] if ignore else [])
    every = {*STRUCTURE, *GROUNDING, *(rule.name for rule in all_rules())}
    return {name for name in every if selection.option_against(name) is None}


def family(name: str) -> set[str]:
    return {rule.name for rule in all_rules() if rule.family == name}


@pytest.mark.parametrize(
    ("select", "ignore", "expected"),
    [
        ("quantities", "", family("quantities")),
        ("grounding", "", set(GROUNDING)),
        ("structure", "", set(STRUCTURE)),
        ("ranges, claims", "", family("ranges") | family("claims")),
        ("type,required", "", {"type", "required"}),
        ("waiver_*", "", {"waiver_is_used", "waiver_has_not_expired", "waiver_is_allowed"}),
        ("q*ies", "", family("quantities")),
        (
            "quantities",
            "dose_*",
            {name for name in family("quantities") if not name.startswith("dose_")},
        ),
        ("ranges", "structure", family("ranges")),
        ("ranges", "ranges", set()),
    ],
)
def test_names_families_and_patterns_choose(select: str, ignore: str, expected: set[str]) -> None:
    assert chosen(select, ignore) == expected


def test_nothing_asked_for_is_everything() -> None:
    assert chosen() == {*STRUCTURE, *GROUNDING, *(rule.name for rule in all_rules())}
    assert chosen(ignore="type") == chosen() - {"type"}


@pytest.mark.parametrize(
    ("option", "name", "hint"),
    [
        ("--select", "quantites", "Did you mean quantities?"),
        ("--ignore", "foreignKey", "Did you mean foreignKeys?"),
        ("--select", "Quantities", "Did you mean quantities?"),
        ("--ignore", "zzz*", "Families: "),
    ],
)
def test_unknown_name_is_refused_with_the_nearest(option: str, name: str, hint: str) -> None:
    done = evitab("validate", str(REAL), option, name)
    assert (done.returncode, done.stdout) == (2, "")
    assert f"{option}: no rule or family is called '{name}'. {hint}" in done.stderr


def test_every_check_is_of_a_rule_that_can_be_named() -> None:
    known = chosen() | {"*"}
    for package in (REAL, *GOLDEN.values()):
        report = judged(package)
        assert {check.rule for check in report.checks} <= known
        assert {finding.rule for finding in report.findings} <= known


def test_left_out_is_counted_and_never_passed(tmp_path: Path) -> None:
    root = copy_of(REAL, tmp_path)
    put_cell(root, "claims", 3, "type", "tale")
    whole = judged(root)
    options = ["--select", "structure,grounding", "--ignore", "vocabulary", "--ignore", "type"]
    done = evitab("validate", str(root), *options, "--format", "json")
    assert done.returncode == 0
    package = told(done)
    left_out = {each["option"]: each["checks"] for each in package["leftOut"]}
    assert list(left_out) == [
        "--ignore type",
        "--ignore vocabulary",
        "--select structure,grounding",
    ]
    assert len(package["checks"]) + sum(left_out.values()) == len(whole.checks)
    assert package["findings"] == []
    assert not {"type", "vocabulary", *family("claims")} & {
        check["rule"] for check in package["checks"]
    }
    text = " ".join(evitab("validate", str(root), *options).stdout.split())
    for option, count in left_out.items():
        assert f"{count} check{'s' * (count > 1)} left out by {option}" in text


def test_what_is_left_out_changes_no_other_verdict(tmp_path: Path) -> None:
    """Rules about the source are skipped where tables are wrong, whatever is left out."""
    root = copy_of(REAL, tmp_path)
    put_cell(root, "claims", 3, "type", "tale")
    selection = Selection(select=("stated_ratio_agrees_with_doses",))
    report = validate_package(root, standard(), name="x", selection=selection)
    assert [check.outcome for check in report.checks] == [Outcome.SKIPPED]


def test_run_that_asks_nothing_judges_nothing() -> None:
    done = evitab("validate", str(REAL), "--select", "ranges", "--ignore", "ranges")
    assert done.returncode == 2
    assert "no check is left to make" in done.stderr


def test_errors_stay_whatever_is_left_out(tmp_path: Path) -> None:
    root = copy_of(REAL, tmp_path)
    (root / "tables" / "quantities.csv").unlink()
    done = evitab("validate", str(root), "--select", "ranges", "--exit-zero")
    assert done.returncode == 2
    assert "cannot be judged" in done.stdout


def test_appraisals_are_a_family() -> None:
    root = str(GOLDEN["article"])
    for options, count in ((["--select", "appraisals,type"], 1), (["--ignore", "appraisals"], 0)):
        done = evitab("validate", root, *options, "--format", "json")
        package = told(done)
        assert len(package["sourceFindings"]) == count
    assert package["leftOut"] == [{"option": "--ignore appraisals", "checks": 1}]


@pytest.mark.parametrize(
    ("options", "code"),
    [
        ([], 0),
        (["--fail-on", "error"], 0),
        (["--fail-on", "warning"], 1),
        (["--fail-on", "info"], 1),
        (["--fail-on", "info", "--exit-zero"], 0),
        (["--fail-on", "warning", "--select", "type"], 0),
    ],
)
def test_source_fails_a_run_where_that_is_asked(options: list[str], code: int) -> None:
    done = evitab("validate", str(REAL), *options)
    assert done.returncode == code
    is_listed = "stated_ratio_agrees_with_doses" in done.stdout
    assert is_listed is ("--exit-zero" in options or code == 1)
    if "--exit-zero" in options:
        assert "exit status 0 all the same, as --exit-zero asks" in done.stdout


def test_info_is_below_warning() -> None:
    root = str(GOLDEN["article"])  # Its appraisal is an info.
    assert evitab("validate", root, "--fail-on", "warning").returncode == 0
    assert evitab("validate", root, "--fail-on", "info").returncode == 1


def test_exit_zero_hides_findings_but_no_error(tmp_path: Path) -> None:
    root = copy_of(REAL, tmp_path)
    put_cell(root, "claims", 3, "type", "tale")
    done = evitab("validate", str(root), "--exit-zero", "--format", "json")
    report = report_of(done)
    assert (done.returncode, report["exitCode"], report["exitZero"]) == (0, 0, True)
    (root / "tables" / "quantities.csv").unlink()
    assert evitab("validate", str(root), "--exit-zero").returncode == 2


def test_authority_tells_findings_about_its_works_as_its_own(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It has no record of them; so they are findings, and none of them is an error."""
    root = copy_of(GOLDEN["authority"], tmp_path)
    row = dict.fromkeys(("related_rows", "unit", "passage_id"), None) | {
        "fingerprint": "0" * 16,
        "rule": "stated_ratio_agrees_with_doses",
        "table": "dosages",
        "row": rows_of(root, "dosages")[0]["dosage_id"],
        "severity": "error",
        "harm": "low",
        "observed": "2 : 1",
        "expected": "1 : 1",
        "arithmetic": "10 / 10 = 1.",
        "assumption": None,
    }
    check = Check(str(row["rule"]), "dosages", Outcome.PASSED, rows=1)
    monkeypatch.setattr(about_source, "compute", lambda _, **_asked: ([row], [check]))
    report = judged(root)
    assert report.source_findings == []
    (finding,) = report.findings
    assert (finding.severity, finding.line, finding.value) == (Severity.WARNING, 2, "2 : 1")
    assert finding.expected == "1 : 1. 10 / 10 = 1."
    (told,) = [one for one in report.checks if one.rule == check.rule]
    assert (told.outcome, told.findings) == (Outcome.FAILED, 1)
    assert report.exit_code == 0
