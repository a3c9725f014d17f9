"""Each rule has a package that breaks it and only it; the golden packages break none."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from evitab.documents import STRUCTURE
from evitab.finding import Finding
from evitab.grounding import RULES as GROUNDING
from evitab.package import Contents, Medium, read_package
from evitab.package.writing import parquet_bytes, write_files
from evitab.relations import leads_somewhere
from evitab.release.build import built_files
from evitab.rule import Rule
from evitab.rules import all_rules
from evitab.standard import standard
from evitab.validation import validate_package
from evitab.validation.reading import READING
from packages import (
    GOLDEN,
    TESTS,
    as_row,
    computed,
    findings_as_text,
    grown,
    judged,
    put_rows,
    rows_of,
    source_findings_as_text,
)

RULES = {rule.name: rule for rule in all_rules()}
ABOUT_SOURCE = {name for name, rule in RULES.items() if rule.about == "source"}
CASES = sorted(path for path in (TESTS / "broken").iterdir() if path.is_dir())
BROKEN = [case for case in CASES if case.name not in ABOUT_SOURCE]
AT_ODDS = [case for case in CASES if case.name in ABOUT_SOURCE]
AUTHORITY = standard().profiles["authority"]
# These need built files, a table that articles have not, or keywords that no table of the standard
# uses; the tests named here break them instead.
ELSEWHERE = {
    "parquet_equals_csv": "test_build.py",
    "descriptor_is_current": "test_build.py",
    "missingValues": "test_keywords.py",
    "minLength": "test_keywords.py",
    "unique": "test_keywords.py",
    "categories": "test_keywords.py",
    "conversion_follows_from_molar_mass": "test_ranges_units.py",
    "row_points_within_its_source": "test_across.py",
    "waiver_is_used": "test_waivers.py",
    "waiver_has_not_expired": "test_waivers.py",
    "waiver_is_allowed": "test_waivers.py",
}


def broken_copy(case: Path, folder: Path) -> Path:
    """The golden article with the files of a case put over it, what it adds put behind it, and
    the files that it names removed.
    """
    root = grown(case, folder)
    for file in [*case.glob("*"), *case.glob("tables/*")]:
        if file.is_file() and file.name not in {"expected.txt", "absent", "added.txt"}:
            shutil.copy(file, root / file.relative_to(case))
    if (case / "absent").exists():
        for name in (case / "absent").read_text().split():
            (root / name).unlink()
    return root


def broken_package(case: Path, folder: Path) -> Path:
    """The package that a case breaks: the authority where it puts nothing into the article."""
    root = broken_copy(case, folder)
    is_authority = {path.name for path in case.iterdir()} <= {"added-authority", "expected.txt"}
    about_article = case.name in ABOUT_SOURCE
    return root.parent / GOLDEN["authority"].name if is_authority and not about_article else root


@pytest.mark.parametrize("profile", GOLDEN)
def test_golden_package_raises_nothing(profile: str) -> None:
    report = judged(GOLDEN[profile])
    assert report.findings == []
    assert profile == "authority" or computed(GOLDEN[profile]) == []
    assert all(finding.appraisal for finding in report.source_findings)
    assert report.errors == []
    assert set(report.rows) == {
        table.name
        for table in standard().profiles[profile].tables
        if table.name not in standard().profiles[profile].built | {"waivers"}
    }


@pytest.mark.parametrize("case", BROKEN, ids=lambda case: str(case.name))
def test_rule_is_broken_alone_and_says_so(case: Path, tmp_path: Path) -> None:
    """In CSV, and in Parquet whatever CSV can say in values."""
    root = broken_package(case, tmp_path)
    report = judged(root)
    assert {finding.rule for finding in report.findings} == {case.name}
    assert report.errors == []
    held_to_snapshot(case, findings_as_text(report))
    contents = read_package(root, standard())
    if contents.findings or any(table.findings for table in contents.tables.values()):
        assert case.name in READING or case.name == "file_is_listed"
        return
    found = {finding.fingerprint for finding in report.findings if is_own(finding)}
    assert {one.fingerprint for one in findings_in_parquet(contents) if is_own(one)} == found
    assert found or case.name == "findings_are_current"


def held_to_snapshot(case: Path, found: str) -> None:
    snapshot = case / "expected.txt"
    if os.environ.get("EVITAB_UPDATE_SNAPSHOTS"):
        snapshot.write_text(found, encoding="utf-8")
    assert found == snapshot.read_text(encoding="utf-8")


def findings_in_parquet(contents: Contents) -> list[Finding]:
    """What is found in a package when its tables lie beside it as Parquet."""
    root = contents.root
    (root / "parquet").mkdir()
    for name, table in contents.tables.items():
        data = parquet_bytes(table.schema, table.data)
        (root / "parquet" / f"{name}.parquet").write_bytes(data)
    return validate_package(root, standard(), name="x", medium=Medium.PARQUET).findings


def is_own(finding: Finding) -> bool:
    return finding.rule not in {"parquet_equals_csv", "findings_are_current"}


@pytest.mark.parametrize("case", AT_ODDS, ids=lambda case: str(case.name))
def test_source_is_at_odds_with_one_rule_alone(case: Path, tmp_path: Path) -> None:
    """The tables are right but for the record of what the rule finds, which has to be built; the
    rule finds what it should, and says it in the words on record.
    """
    root = broken_copy(case, tmp_path)
    report = judged(root)
    rows = [as_row(one) for one in report.source_findings if one.appraisal is None]
    assert {row["rule"] for row in rows} == {case.name}
    assert {finding.rule for finding in report.findings} == {"findings_are_current"}
    held_to_snapshot(case, source_findings_as_text(root, rows))


@pytest.mark.parametrize("case", AT_ODDS, ids=lambda case: str(case.name))
def test_order_of_the_files_changes_no_finding(case: Path, tmp_path: Path) -> None:
    """Of several rows the one is flagged that comes first by its key, and told in the same words:
    a finding's fingerprint rests on both.
    """
    root = broken_copy(case, tmp_path)
    found = computed(root, case.name)
    for package in (root, root.parent / GOLDEN["authority"].name):
        for file in package.glob("tables/*.csv"):
            put_rows(package, file.stem, rows_of(package, file.stem)[::-1])
    assert found
    assert computed(root, case.name) == found


def test_finding_that_is_on_record_is_none_of_the_package(tmp_path: Path) -> None:
    root = broken_copy(AT_ODDS[0], tmp_path)
    write_files(built_files(root, standard()))
    assert {row["rule"] for row in rows_of(root, "findings")} == {AT_ODDS[0].name}
    assert judged(root).findings == []


def test_every_rule_has_a_package_that_breaks_it() -> None:
    assert {case.name for case in AT_ODDS} == ABOUT_SOURCE
    about_tables = {rule.name for rule in all_rules() if rule.about == "tables"}
    assert {case.name for case in BROKEN} | set(ELSEWHERE) == {
        *STRUCTURE,
        *GROUNDING,
        *about_tables,
    }
    for name, file in ELSEWHERE.items():
        assert name in (TESTS / file).read_text(encoding="utf-8")


@pytest.mark.parametrize("rule", all_rules(), ids=lambda rule: str(rule.name))
def test_every_column_that_a_rule_reads_is_there(rule: Rule) -> None:
    """A slip in a name would leave the rule unasked for ever."""
    for name in rule.tables:
        profiles = [p for p in standard().profiles.values() if name in p.by_name]
        assert any(
            all(leads_somewhere(profile, profile.by_name[name], path) for path in rule.reads)
            for profile in profiles
        )
    for beside in rule.beside.values():
        whose = {"package": standard().profiles.values(), "authority": [AUTHORITY]}[beside.of]
        assert any(
            all(
                leads_somewhere(profile, profile.by_name[beside.table], path)
                for path in beside.reads
            )
            for profile in whose
            if beside.table in profile.by_name
        )
    assert rule.by is None or rule.by in rule.reads
    assert rule.harm is None or rule.harm in standard().vocabularies["harm"]
