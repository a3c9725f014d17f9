"""Waivers: what one lets stand, what none may, and the day on which it ends."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path

import jsonschema
import pytest

from evitab.finding import (
    Bar,
    CannotJudge,
    Check,
    Finding,
    Outcome,
    PackageReport,
    Report,
    Severity,
    Waiver,
)
from evitab.package.writing import write_files
from evitab.release.build import built_files
from evitab.reporting.json import to_json
from evitab.standard import home, standard
from evitab.validation import validate_package
from evitab.validation.selection import selected
from evitab.validation.waivers import Granted, today
from packages import GOLDEN, REAL, TESTS, computed, copy_of, judged, put_cell, put_rows, rows_of

RULE = "comparator_stands_beside_an_arm"
DAY = date(2026, 1, 31)


def wrong(folder: Path) -> Path:
    """The golden article with one row of which a rule of meaning does not hold."""
    root = copy_of(GOLDEN["article"], folder)
    shutil.copy(TESTS / "broken" / RULE / "tables" / "effects.csv", root / "tables")
    return root


def waive(root: Path, *marks: str, until: str = "2026-01-31") -> None:
    """Give a package a table of waivers for these fingerprints."""
    facts = json.loads((root / "dataset.json").read_text(encoding="utf-8"))
    facts["tables"] = [*(name for name in facts["tables"] if name != "waivers"), "waivers"]
    (root / "dataset.json").write_text(json.dumps(facts), encoding="utf-8")
    said = {"reason": "The publisher was asked.", "reviewer": "A. Reader", "expiry_date": until}
    put_rows(root, "waivers", [{"fingerprint": mark, **said} for mark in marks])


def on(root: Path, day: date = DAY) -> PackageReport:
    return validate_package(root, standard(), name=root.name, today=day)


def rules(report: PackageReport) -> list[str]:
    return [finding.rule for finding in report.open_findings]


def test_waived_finding_stands_and_fails_nothing(tmp_path: Path) -> None:
    root = wrong(tmp_path)
    (finding,) = judged(root).findings
    waive(root, finding.fingerprint)
    report = on(root)
    assert (report.exit_code, report.open_findings) == (0, [])
    assert [one.rule for one in report.waived] == [RULE]
    assert {check.rule for check in report.skipped} == {
        "parquet_equals_csv",
        "descriptor_is_current",
    }
    report.bar = Bar(Severity.ERROR)
    told = json.loads(to_json(Report("1", "1", (report,))))
    schema = json.loads((home() / "schema" / "report.schema.json").read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator(schema).validate(told)
    assert told["packages"][0]["waived"] == 1
    assert told["packages"][0]["findings"][0]["waiver"] == {
        "reason": "The publisher was asked.",
        "reviewer": "A. Reader",
        "expires": "2026-01-31",
    }


def test_what_is_waived_holds_back_no_build(tmp_path: Path) -> None:
    root = wrong(tmp_path)
    (finding,) = judged(root).findings
    waive(root, finding.fingerprint, until="2999-12-31")
    write_files(built_files(root, standard()))
    report = judged(root)
    assert (report.exit_code, report.skipped) == (0, [])


def test_waiver_that_has_expired_lets_nothing_stand(tmp_path: Path) -> None:
    root = wrong(tmp_path)
    (finding,) = judged(root).findings
    waive(root, finding.fingerprint)
    report = on(root, date(2026, 2, 1))
    assert rules(report) == [RULE, "waiver_has_not_expired"]
    assert report.findings[1].value == "2026-01-31"
    assert report.exit_code == 1


def test_waiver_for_nothing_is_found(tmp_path: Path) -> None:
    root = copy_of(GOLDEN["article"], tmp_path)
    waive(root, "0123456789abcdef")
    (finding,) = on(root).findings
    assert (finding.rule, finding.line, finding.field) == ("waiver_is_used", 2, "fingerprint")


def test_waiver_of_an_authority_package_is_judged_too(tmp_path: Path) -> None:
    root = copy_of(GOLDEN["authority"], tmp_path)
    waive(root, "0123456789abcdef")
    assert rules(on(root)) == ["waiver_is_used"]


def broken_structure(root: Path) -> None:
    put_cell(root, "claims", 3, "type", "tale")


def broken_key(root: Path) -> None:
    put_cell(root, "regimens", 0, "claim_id", "CLM-0999")


def broken_words(root: Path) -> None:
    put_cell(root, "dosages", 0, "dose_reported", "401 IU")


@pytest.mark.parametrize("damage", [broken_structure, broken_key, broken_words])
def test_structure_keys_and_words_are_not_waived(
    damage: Callable[[Path], None], tmp_path: Path
) -> None:
    root = copy_of(GOLDEN["article"], tmp_path)
    damage(root)
    found = judged(root).findings
    waive(root, *(finding.fingerprint for finding in found))
    report = on(root)
    assert report.waived == []
    assert rules(report).count("waiver_is_allowed") == len(found)
    assert {finding.fingerprint for finding in found} <= {
        finding.fingerprint for finding in report.open_findings
    }


def test_waivers_themselves_are_not_waived(tmp_path: Path) -> None:
    root = copy_of(GOLDEN["article"], tmp_path)
    waive(root, "0123456789abcdef")
    (finding,) = on(root).findings
    waive(root, "0123456789abcdef", finding.fingerprint)
    assert "waiver_is_used" in rules(on(root))


def test_finding_about_the_source_is_waived(tmp_path: Path) -> None:
    root = copy_of(REAL, tmp_path)
    mark = str(computed(root)[0]["fingerprint"])
    waive(root, mark)
    report = on(root)
    assert [one.fingerprint for one in report.waived] == [mark]
    report.bar = Bar(Severity.INFO)
    assert mark not in {one.fingerprint for one in report.failing_source_findings}


def test_appraisal_is_waived(tmp_path: Path) -> None:
    root = copy_of(GOLDEN["article"], tmp_path)
    (appraised,) = judged(root).source_findings
    waive(root, appraised.fingerprint)
    report = on(root)
    assert [one.fingerprint for one in report.waived] == [appraised.fingerprint]
    assert report.findings == []


def test_unused_waiver_is_not_judged_where_a_rule_was_not_asked(tmp_path: Path) -> None:
    root = copy_of(GOLDEN["article"], tmp_path)
    waive(root, "0123456789abcdef")
    put_cell(root, "claims", 3, "type", "tale")  # so that rules about the source are not asked
    report = on(root)
    assert "waiver_is_used" not in rules(report)
    (check,) = [check for check in report.skipped if check.rule == "waiver_is_used"]
    assert str(check.reason).startswith("nothing matches 0123456789abcdef, and ")
    assert str(check.reason).endswith(" was not asked")


@pytest.mark.parametrize(
    ("ignore", "is_asked"), [("statistics", False), ("required,grounding", True)]
)
def test_unused_waiver_is_not_judged_where_a_rule_was_left_out(
    ignore: str, is_asked: bool, tmp_path: Path
) -> None:
    root = copy_of(GOLDEN["article"], tmp_path)
    waive(root, "0123456789abcdef")
    selection = selected([], [ignore])
    report = validate_package(root, standard(), name="x", selection=selection, today=DAY)
    assert ("waiver_is_used" in rules(report)) is is_asked
    reasons = {str(check.reason) for check in report.skipped if check.rule == "waiver_is_used"}
    assert all(reason.endswith(f"is left out by --ignore {ignore}") for reason in reasons)
    assert bool(reasons) is not is_asked


def test_used_waiver_stays_used_where_its_rule_is_left_out(tmp_path: Path) -> None:
    root = wrong(tmp_path)
    (finding,) = judged(root).findings
    waive(root, finding.fingerprint)
    selection = selected([], ["statistics"])
    report = validate_package(root, standard(), name="x", selection=selection, today=DAY)
    assert (report.findings, report.waived) == ([], [])
    assert "waiver_is_used" not in {check.rule for check in report.skipped}


def test_day_is_that_of_the_clock_unless_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SOURCE_DATE_EPOCH", raising=False)
    assert abs((today() - datetime.now(UTC).date()).days) <= 1
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "86400")
    assert today() == date(1970, 1, 2)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "soon")
    with pytest.raises(CannotJudge, match="'soon' is no moment"):
        today()


def test_day_decides_in_a_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    root = wrong(tmp_path)
    (finding,) = judged(root).findings
    waive(root, finding.fingerprint)
    midnight = datetime(2026, 2, 1, tzinfo=UTC).timestamp()
    monkeypatch.setenv("SOURCE_DATE_EPOCH", str(int(midnight) - 1))
    assert judged(root).exit_code == 0
    monkeypatch.setenv("SOURCE_DATE_EPOCH", str(int(midnight)))
    assert judged(root).exit_code == 1
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "soon")
    assert judged(root).exit_code == 2


def test_waiver_that_is_malformed_lets_nothing_stand(tmp_path: Path) -> None:
    root = wrong(tmp_path)
    (finding,) = judged(root).findings
    waive(root, finding.fingerprint, until="some day")
    assert rules(on(root)) == [RULE, "type"]


def test_finding_is_waived_alone(tmp_path: Path) -> None:
    """A waiver is for one value of one row: another value there is another finding."""
    root = wrong(tmp_path)
    found = judged(root).findings
    waive(root, found[0].fingerprint)
    rows = rows_of(root, "effects")
    put_rows(root, "effects", [{**row, "comparator_study_arm_id": "ARM-0001"} for row in rows])
    report = on(root)
    assert report.waived == []
    assert RULE in rules(report)


def test_check_of_which_not_all_findings_are_listed_is_not_waived() -> None:
    finding = Finding(rule=RULE, file="tables/effects.csv", expected="", advice="")
    waiver = Waiver("Why not.", "A. Reader", DAY)
    granted = Granted({0: (finding.fingerprint, waiver)}, {finding.fingerprint: waiver})
    for count, expected in ((1, waiver), (2, None)):
        check = Check(RULE, "effects", Outcome.FAILED, findings=count)
        assert granted.waive_of(check, [finding])[0].waiver == expected
