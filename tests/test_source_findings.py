"""Rules about the source: what they compute, and what they leave alone."""

from __future__ import annotations

from pathlib import Path

import pytest

from evitab.package.writing import write_files
from evitab.release.build import built_files
from evitab.standard import standard
from packages import GOLDEN, REAL, TESTS, computed, copy_of, grown, judged, put_rows, rows_of

RULE = "stated_ratio_agrees_with_doses"


def with_doses(folder: Path, x: dict[str, str], y: dict[str, str], **ratio: str) -> Path:
    """The golden article (1 to 2 by mass) with other doses of vitamins X and Y or another ratio."""
    root = copy_of(GOLDEN["article"], folder)
    first, second = rows_of(root, "dosages")
    put_rows(root, "dosages", [{**first, **x}, {**second, **y}])
    (regimen,) = rows_of(root, "regimens")
    put_rows(root, "regimens", [{**regimen, **ratio}])
    return root


def dose(mcg: str, number: str = "", **more: str) -> dict[str, str]:
    low = {"dose_low": number or mcg, "dose_high": number or mcg}
    return {**low, "dose_low_mcg": mcg, "dose_high_mcg": mcg, **more}


def test_article_of_the_repository_contradicts_its_own_ratio() -> None:
    (row,) = (row for row in computed(REAL) if row["rule"] == RULE)
    assert (row["row"], row["related_rows"]) == ("DOS-0002", "REG-0001 DOS-0003")
    assert row["observed"] == "5 : 1"
    assert row["expected"] == "1.25 : 1 by mass, 50 : 1 by the printed numbers"
    assert "5,000 IU of vitamin D3 is 125 mcg" in str(row["arithmetic"])
    assert "once a decimal point is moved" in str(row["assumption"])


@pytest.mark.parametrize(
    ("x", "y", "ratio"),
    [
        (dose("10", "400"), dose("20"), {}),  # 1 : 2 by mass
        (dose("1", "40"), dose("80"), {}),  # 1 : 2 by the printed numbers
        (dose("12", "480"), dose("20"), {}),  # 0.6 : 1 rounds to 1 : 2
        (dose("", "400"), dose("20"), {}),  # the mass is not known, and might agree
        (dose("10", "400"), dose("20", dose_high="30", dose_high_mcg="30"), {}),  # no fixed dose
        (dose("10", "400"), dose("20"), {"ratio_denominator": ""}),  # no ratio
    ],
)
def test_ratio_that_may_agree_is_left_alone(
    x: dict[str, str], y: dict[str, str], ratio: dict[str, str], tmp_path: Path
) -> None:
    assert computed(with_doses(tmp_path, x, y, **ratio)) == []


@pytest.mark.parametrize("numerator", ["2", "5"])
def test_ratio_that_cannot_agree_is_found(numerator: str, tmp_path: Path) -> None:
    root = with_doses(tmp_path, dose("10", "400"), dose("20"), ratio_numerator=numerator)
    assert [row["rule"] for row in computed(root)] == [RULE]


def test_innocent_reading_is_told_only_where_it_fits(tmp_path: Path) -> None:
    root = with_doses(tmp_path, dose("10", "400"), dose("20"), ratio_numerator="6")
    (row,) = computed(root)
    assert "decimal point" not in str(row["assumption"])


def test_two_partner_doses_are_left_alone(tmp_path: Path) -> None:
    root = with_doses(tmp_path, dose("10", "400"), dose("20"), ratio_numerator="5")
    rows = rows_of(root, "dosages")
    put_rows(root, "dosages", [*rows, {**rows[1], "dosage_id": "DOS-0003"}])
    assert computed(root) == []


def test_new_gone_and_reworded_findings_are_stale(tmp_path: Path) -> None:
    root = copy_of(REAL, tmp_path)
    first, *others = rows_of(root, "findings")
    for change in (
        {"fingerprint": "0" * 16},
        {"arithmetic": "It adds up."},
        {"passage_id": "PSG-0006"},
    ):
        put_rows(root, "findings", [{**first, **change}, *others])
        rules = {finding.rule for finding in judged(root).findings}
        assert "findings_are_current" in rules
    (root / "tables" / "findings.csv").unlink()
    found = judged(root).findings
    assert {finding.rule for finding in found} == {"findings_are_current"}
    assert len(found) == len(others) + 1
    assert all("this one is new" in finding.expected for finding in found)


def test_build_records_what_was_computed(tmp_path: Path) -> None:
    root = grown(TESTS / "broken" / RULE, tmp_path)
    write_files(built_files(root, standard()))
    assert [row["rule"] for row in rows_of(root, "findings")] == [RULE]
    assert judged(root).findings == []
