"""Findings about the source of a corpus: all counted, a bounded number held."""

from __future__ import annotations

import json
import shutil
from datetime import date
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus import write_corpus
from evitab.engines.engine import Engine
from evitab.finding import (
    AnyFinding,
    Bar,
    Check,
    PackageReport,
    Report,
    Severity,
    SourceFinding,
    SourceKind,
    SourceTally,
    Waiver,
    source_tally,
)
from evitab.package import Medium, read_package
from evitab.reporting.github import to_github, to_summary
from evitab.reporting.json import to_json
from evitab.reporting.junit import to_junit
from evitab.reporting.text import to_text
from evitab.standard import standard
from evitab.validation import Options, validate_package
from evitab.validation.selection import selected
from packages import GOLDEN

LISTED = 3
STREAM = Options(Engine.STREAM, at_once=0, workers=1, part=1)
WAIVER = Waiver("known", "me", date(2030, 1, 1))


@pytest.fixture(autouse=True)
def _few_are_listed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(source_tally, "LISTED", LISTED)


def finding(
    at: int, rule: str = "r", severity: Severity = Severity.INFO, waiver: Waiver | None = None
) -> SourceFinding:
    mark = f"{at:016x}"
    return SourceFinding(
        mark, rule, severity, "low", "f", at, "t", f"T-{at}", "1", "2", "…", waiver=waiver
    )


def tally_of(*findings: SourceFinding) -> SourceTally:
    tally = SourceTally()
    tally.add(findings)
    return tally


def test_what_decides_on_a_run_is_listed_however_late_it_comes() -> None:
    many = [finding(at) for at in range(50)]
    late = [finding(50, severity=Severity.ERROR), finding(51, waiver=WAIVER), finding(52, "s"),
            finding(53, waiver=WAIVER), finding(54)]  # fmt: skip
    tally = tally_of(*many, *late)
    assert tally.listed == [*many[:LISTED], *late[:-1]]
    assert tally.counts.total() == 55
    assert tally.by_rule() == {("r", "t"): 54, ("s", "t"): 1}
    report = PackageReport("x", "x", of_source=tally)
    assert (report.recorded, len(report.waived)) == (55, 2)
    assert (report.found, report.exit_code) == (1, 1)
    report.bar = Bar(Severity.INFO)
    assert report.found == 53


@given(
    st.lists(
        st.builds(
            finding,
            st.integers(0, 99),
            st.sampled_from("rs"),
            st.sampled_from(Severity),
            st.sampled_from([None, None, None, WAIVER]),
        )
    ),
    st.lists(st.integers(0, 99), max_size=4),
)
def test_parts_come_to_what_the_whole_does(findings: list[SourceFinding], cuts: list[int]) -> None:
    whole, merged = tally_of(*findings), SourceTally()
    bounds = [0, *sorted(cuts), 100]
    for low, high in pairwise(bounds):
        merged.take_in(tally_of(*findings[low:high]))
    assert merged.listed == whole.listed
    assert merged.counts == whole.counts
    assert whole.counts.keys() == set(map(SourceKind.of, whole.listed))


@pytest.fixture(name="root")
def write_articles(tmp_path: Path) -> Path:
    shutil.copytree(GOLDEN["authority"], tmp_path / GOLDEN["authority"].name)
    contents = read_package(GOLDEN["article"], standard())
    return write_corpus(contents, 4, tmp_path / "corpus", Medium.PARQUET)


def test_corpus_is_counted_whole_and_told_whole(root: Path) -> None:
    said = list[AnyFinding]()
    options = Options(Engine.STREAM, at_once=0, workers=1, part=1, sink=said.extend)
    report = validate_package(root, standard(), name="x", options=options)
    told = [one for one in said if isinstance(one, SourceFinding)]
    assert report.parts == 4
    assert report.recorded == len(told) > len(report.source_findings)
    assert report.of_source.by_rule() == tally_of(*told).by_rule()
    report.bar = Bar(Severity.INFO)
    assert report.exit_code == 1
    of_tables = sum(check.findings for check in report.checks)
    assert report.found == of_tables + len(told)
    (package,) = json.loads(to_json(Report("1", "1", (report,))))["packages"]
    assert package["recorded"] == len(told)
    text = to_text(Report("1", "1", (report,)))
    assert f"{len(told)} findings about the source on record" in text


def test_what_is_left_out_is_counted_whole(root: Path) -> None:
    whole = validate_package(root, standard(), name="x", options=STREAM)
    some = validate_package(
        root, standard(), name="x", options=STREAM, selection=selected([], ["appraisals"])
    )
    kinds = whole.of_source.counts.items()
    appraised = sum(count for kind, count in kinds if kind.is_appraisal)
    assert appraised > len([one for one in whole.source_findings if one.appraisal]) > 0
    assert some.left_out == {"--ignore appraisals": appraised}
    assert some.recorded == whole.recorded - appraised


@pytest.mark.parametrize("listed", [3, 20])
def test_every_report_counts_what_it_does_not_list(
    listed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(source_tally, "LISTED", listed)
    known = [finding(at) for at in range(20)]
    graver = [finding(at, severity=Severity.ERROR) for at in range(20, 70)]
    check = Check.asked("r", "t", rows=100, findings=0)
    package = PackageReport("x", "x", checks=[check], of_source=tally_of(*known, *graver))
    report = Report("1", "1", (package,))
    # Those to know come first, and fill the list: of the graver ones the first alone is there.
    unlisted = {kind[:3]: number for kind, number in package.unlisted_of_source.items()}
    assert unlisted == {("r", "t", Severity.ERROR): 49}
    text = to_text(report)
    assert (text.count("harm low"), "… and 49 more of r in t" in text) == (1, True)
    assert 'message="50 findings"' in to_junit(report)
    assert "40 more of level error" in to_github(report)
    assert "f:20 and 49 more" in to_summary(report)


def test_terminal_shows_ten_of_a_rule(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(source_tally, "LISTED", 30)
    tally = tally_of(*(finding(at, severity=Severity.ERROR) for at in range(50)))
    text = to_text(Report("1", "1", (PackageReport("x", "x", of_source=tally),)))
    assert text.count("harm low") == 10
    assert "… and 40 more of r in t" in text
