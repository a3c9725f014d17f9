"""How often each rule is broken: numerator, denominator, rate."""

from __future__ import annotations

import json

import pytest

from evitab.finding import (
    Check,
    Finding,
    Outcome,
    PackageReport,
    Report,
    Severity,
    SourceFinding,
    SourceTally,
)
from evitab.reporting.json import to_json
from evitab.reporting.rates import Rate, rates
from evitab.reporting.text import to_text


def report() -> PackageReport:
    checks = [
        Check.asked("required", "claims", rows=3_000, findings=1, fields=("type",)),
        Check.asked("foreignKeys", "claims", rows=3_000, findings=0, fields=("passage_id",)),
        Check.asked("ratio_agrees", "regimens", rows=200, findings=0),
        Check("unit_fits", "dosages", Outcome.SKIPPED, reason="no source is here"),
    ]
    found = [
        SourceFinding(f"{at:016x}", "ratio_agrees", Severity.WARNING, "low", "f", at, "regimens",
                      f"REG-{at:04}", "1:2", "1:3", "…")
        for at in range(50)
    ]  # fmt: skip
    tally = SourceTally()
    tally.add(found)
    return PackageReport("x", "x", rows={"claims": 3_000}, checks=checks, of_source=tally)


def test_rates_count_what_is_at_odds_in_tables_and_sources() -> None:
    assert list(rates(report())) == [
        Rate("required", "claims", ("type",), 1, 3_000),
        Rate("foreignKeys", "claims", ("passage_id",), 0, 3_000),
        Rate("ratio_agrees", "regimens", (), 50, 200),
    ]


@pytest.mark.parametrize(
    ("found", "rows", "shown"),
    [(1, 3_000, "0.033 %"), (50, 200, "25 %"), (0, 7, "0 %"), (7, 7, "100 %"), (2, 0, "")],
)
def test_rate_is_told_with_two_digits(found: int, rows: int, shown: str) -> None:
    assert Rate("r", "t", (), found, rows).percent == shown


def test_text_tells_them_of_a_package_in_parts() -> None:
    package = report()
    assert "rate" not in to_text(Report("1", "1", (package,)))
    package.parts = 12
    lines = to_text(Report("1", "1", (package,))).splitlines()
    at = next(at for at, line in enumerate(lines) if line.split()[-1:] == ["rule"])
    assert [line.split() for line in lines[at : at + 3]] == [
        ["found", "of", "rate", "rule"],
        ["50", "200", "25", "%", "ratio_agrees", "on", "regimens"],
        ["1", "3,000", "0.033", "%", "required", "on", "claims.type"],
    ]


def test_json_tells_them() -> None:
    (package,) = json.loads(to_json(Report("1", "1", (report(),))))["packages"]
    assert [(each["rule"], each["found"], each["rows"]) for each in package["rates"]] == [
        ("required", 1, 3_000),
        ("ratio_agrees", 50, 200),
    ]
    assert package["rates"][1]["share"] == 0.25


def test_text_counts_what_is_hidden_once_though_a_table_has_several_files() -> None:
    found = [
        Finding("required", f"tables/claims/{at % 2}.csv", "a value", "Mend it.", "claims", at)
        for at in range(30)
    ]
    checks = [Check.asked("required", "claims", rows=100, findings=30)]
    text = to_text(Report("1", "1", (PackageReport("x", "x", checks=checks, findings=found),)))
    assert text.count("expected  a value") == 10
    assert text.count("more of required") == text.count("… and 20 more of required in claims") == 1
