"""Evidence, comparisons and relationships say what the tables say, and no more."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa
import pytest

import evitab
from evitab.finding import CannotJudge
from evitab.standard import standard
from packages import GOLDEN, REAL, copy_of, put_cell, put_rows, rows_of


@pytest.fixture(scope="module")
def package() -> evitab.Package:
    return evitab.load(str(REAL))


@pytest.fixture(scope="module")
def evidence(package: evitab.Package) -> pd.DataFrame:
    return package.evidence().set_index("claim_id")


@pytest.fixture(scope="module")
def compared(package: evitab.Package) -> pd.DataFrame:
    return package.compare()


def nulls(row: Any, *names: str) -> bool:
    return all(pd.isna(row[name]) for name in names)


def test_evidence_has_each_claim_once_and_as_it_is(package: evitab.Package) -> None:
    found = package.evidence()
    assert found["claim_id"].tolist() == package.claims["claim_id"].tolist()
    same = [name for name in package.claims if name in found]
    assert {"statement", "type", "is_negated", "assertion_strength", "population"} <= set(same)
    pd.testing.assert_frame_equal(found[same], package.claims[same])
    assert found["is_negated"].dtype == pd.ArrowDtype(pa.bool_())
    assert found["figure_low"].dtype == pd.ArrowDtype(pa.float64())
    assert found["retraction_date"].dtype == pd.ArrowDtype(pa.date32())


def test_evidence_has_the_words_of_the_source(evidence: pd.DataFrame) -> None:
    row = evidence.loc["CLM-0048"]
    assert "24% increased risk" in row["exact"]
    assert row["reported"] == "24% increased risk; 95% CI: 11-39%; p=0.002"
    assert (row["figure_low"], row["figure_high"], row["figure_unit"]) == (24, 24, "%")
    assert row["figure_of"] == "vascular calcification"
    assert evidence.loc["CLM-0093", "figure_property"] == "half-life"
    assert evidence.loc["CLM-0084", "figure_property"] == "optimal"
    assert row["content_rows"] == "EFF-0001"
    assert row["citation"] == "Nutrients, 2023, DOI 10.3390/nu15051203"


def test_status_of_a_reference_is_in_the_terms_of_the_standard(evidence: pd.DataFrame) -> None:
    terms = set(standard().vocabularies["look_up_outcome"])
    cited = evidence[evidence["citation_id"].notna()]
    assert set(cited["reference_status"]) <= terms
    assert evidence.loc[evidence["citation_id"].isna(), "reference_status"].isna().all()
    # One service did not have it, the other was not asked.
    assert evidence.loc["CLM-0048", "reference_status"] == "not-found"
    # A work was found, under another title.
    assert evidence.loc["CLM-0060", "reference_status"] == "found"
    assert not evidence.loc["CLM-0060", "is_title_match"]


def test_one_service_that_found_a_work_outweighs_others(tmp_path: Path) -> None:
    root = copy_of(REAL, tmp_path)
    put_cell(root, "reference_checks", 1, "outcome", "found")
    put_rows(root, "reference_checks", [r for r in rows_of(root, "reference_checks")
                                        if r["reference_id"] != "REF-0002"])  # fmt: skip
    found = evitab.load(str(root)).evidence().set_index("claim_id")["reference_status"]
    assert found["CLM-0048"] == "found"
    assert found["CLM-0050"] == "not-checked"


def test_bounds_that_are_open_stay_null(evidence: pd.DataFrame) -> None:
    row = evidence.loc["CLM-0085"]
    assert (row["figure_high"], row["reported"]) == (30, "deficient; below 30")
    assert nulls(row, "figure_low", "figure_comparator", "citation", "worst_harm") is False
    assert nulls(row, "figure_low", "figure_comparator", "citation")


def test_several_figures_are_counted_and_none_is_chosen(tmp_path: Path) -> None:
    root = copy_of(REAL, tmp_path)
    rows = rows_of(root, "dosages")
    put_cell(root, "dosages", 2, "claim_id", rows[1]["claim_id"])
    row = evitab.load(str(root)).evidence().set_index("claim_id").loc["CLM-0038"]
    assert (row["figures"], row["reported"]) == (2, "5,000 IU; 100 mcg")
    assert row["content_rows"] == "DOS-0002 DOS-0003"
    assert nulls(row, "figure_low", "figure_high", "figure_unit", "figure_of")


def test_findings_of_a_claim_are_those_that_name_it(
    evidence: pd.DataFrame, package: evitab.Package
) -> None:
    found = package.all_findings()
    found = found.assign(claim_id=found["claim_ids"].str.split()).explode("claim_id")
    counted = found.groupby("claim_id").size().reindex(evidence.index, fill_value=0)
    assert counted.tolist() == evidence["findings"].tolist()
    mine = found[found["claim_id"] == "CLM-0037"]
    row = evidence.loc["CLM-0037"]
    assert row["worst_harm"] == mine["harm"].iloc[0]
    assert row["finding_rules"].split() == mine["rule"].drop_duplicates().tolist()
    assert "stated_ratio_agrees_with_doses" in set(mine["rule"])
    assert evidence.loc["CLM-0004", "findings"] == 0
    assert nulls(evidence.loc["CLM-0004"], "worst_harm", "finding_rules")


def test_finding_concerns_what_cites_the_work_and_what_hangs_on_its_rows(
    package: evitab.Package,
) -> None:
    found = package.all_findings()
    claims = found["claim_ids"].str.split()
    # The entry of a work that was not found, and a look-up that found another title.
    assert claims[(found["rule"] == "reference_was_found") & (found["row"] == "REF-0004")].iloc[
        0
    ] == ["CLM-0155", "CLM-0156"]
    cites = package.claims.merge(package.citations, on="citation_id")
    ames = cites[cites["reference_id"] == "REF-0003"]["claim_id"].tolist()
    assert claims[found["row"] == "CHK-0005"].iloc[0] == ames
    # A dose, its regimen and the dose beside it.
    ratio = found["rule"] == "stated_ratio_agrees_with_doses"
    assert claims[ratio].iloc[0] == ["CLM-0037", "CLM-0038", "CLM-0039"]
    # An entry that no mention leads to.
    assert found.loc[found["rule"] == "reference_is_cited", "claim_ids"].isna().all()


def test_claim_whose_content_is_a_row_has_its_subject_and_object(evidence: pd.DataFrame) -> None:
    warfarin = evidence[evidence["content_rows"] == "CTR-0002"].iloc[0]
    assert (warfarin["subject"], warfarin["object"]) == ("vitamin K2", "warfarin")


def test_title_that_was_found_stands_beside_the_printed_one(evidence: pd.DataFrame) -> None:
    row = evidence.loc["CLM-0060"]
    assert row["title_found"].startswith("Low micronutrient intake may accelerate")
    assert row["reference_title"].startswith("Triage Theory")
    assert nulls(evidence.loc["CLM-0048"], "title_found")


def test_figures_are_counted_as_they_are_printed(evidence: pd.DataFrame) -> None:
    # A ratio with its interval and p; the number of studies and of people; a dose.
    assert evidence.loc[["CLM-0048", "CLM-0046", "CLM-0038", "CLM-0001"], "figures"].tolist() == [
        3,
        2,
        1,
        0,
    ]


def test_evidence_of_an_authority_is_refused() -> None:
    with pytest.raises(CannotJudge, match="it has no claims"):
        evitab.load(str(GOLDEN["authority"])).evidence()


def test_article_with_three_tables_has_evidence(tmp_path: Path) -> None:
    root = copy_of(REAL, tmp_path)
    text = (root / "dataset.json").read_text(encoding="utf-8")
    start, end = text.index('"tables": ['), text.index("]", text.index('"tables": ['))
    few = '"tables": ["sources", "passages", "claims"'
    (root / "dataset.json").write_text(text[:start] + few + text[end:], encoding="utf-8")
    for path in (root / "tables").iterdir():
        if path.stem not in {"sources", "passages", "claims"}:
            path.unlink()
    found = evitab.load(str(root)).evidence()
    assert len(found) == len(rows_of(root, "claims"))
    assert found[["citation", "reported", "subject"]].isna().all(axis=None)
    assert (found["figures"] == 0).all()


def test_comparison_has_each_range_and_dose(
    compared: pd.DataFrame, package: evitab.Package
) -> None:
    ours = {*package.reference_ranges["reference_range_id"], *package.dosages["dosage_id"]}
    assert set(compared["row"]) == ours
    ranges = compared[compared["table"] == "reference_ranges"]
    assert set(ranges["authority_row"]) <= {f"RNG-{n:04}" for n in range(1, 20)}
    assert set(ranges["authority_of"]) == {"25-hydroxyvitamin D"}
    assert {"adults"} <= set(compared["authority_population"].dropna())
    assert {"maintenance", "deficiency-treatment"} <= set(compared["authority_purpose"].dropna())
    assert "tolerable-upper-intake-level" in set(compared["authority_category"])
    assert not [name for name in map(str, compared) if "verdict" in name or "above" in name]


def pair(compared: pd.DataFrame, row: str, other: str) -> Any:
    found = compared[(compared["row"] == row) & (compared["authority_row"] == other)]
    assert len(found) == 1
    return found.iloc[0]


def test_doses_are_brought_on_one_scale(compared: pd.DataFrame) -> None:
    upper = pair(compared, "DOS-0008", "INT-0011")
    assert (upper["scale"], upper["scaled_low"], upper["authority_scaled_high"]) == (
        "ug/d",
        125,
        100,
    )
    assert (upper["purpose"], upper["authority_population"]) == (None, "adults") or nulls(
        upper, "purpose"
    )
    weekly = pair(compared, "DOS-0008", "DOS-0002")
    assert weekly["authority_scaled_low"] == pytest.approx(1250 / 7)
    units = pair(compared, "DOS-0008", "INT-0021")
    assert (units["authority_unit"], units["authority_scaled_low"]) == ("[iU]/d", 250)


def test_once_a_day_is_assumed_where_it_is_said_so(compared: pd.DataFrame) -> None:
    # "Always take ... 5,000 IU": how often is not printed with it.
    row = pair(compared, "DOS-0002", "INT-0011")
    assert (row["reported"], row["low"], row["authority_low"]) == ("5,000 IU", 5000, 100)
    assert (row["scale"], row["scaled_low"], row["authority_scaled_low"]) == ("ug/d", 125, 100)
    assert row["is_once_a_day_assumed"]
    assert not pair(compared, "DOS-0008", "INT-0011")["is_once_a_day_assumed"]
    # The authority does not tell how often: one dose beside one dose.
    doses = pair(compared, "DOS-0003", "DOS-0011")
    assert (doses["scale"], doses["scaled_low"], doses["authority_scaled_low"]) == ("ug", 100, 720)
    assert nulls(doses, "is_once_a_day_assumed")
    # So an authority's figure is one and the same beside whatever it stands.
    scaled = compared.dropna(subset=["scale"]).groupby(
        ["authority_table", "authority_row", "scale"]
    )
    assert (scaled["authority_scaled_high"].nunique() <= 1).all()


def test_upper_level_is_exceeded_where_the_rule_says_so(
    compared: pd.DataFrame, package: evitab.Package
) -> None:
    adults = compared[compared["authority_population"] == "adults"]
    limits = adults[adults["authority_category"] == "tolerable-upper-intake-level"]
    above = limits[limits["scaled_high"] > limits["authority_scaled_high"]]["row"]
    found = package.findings
    told = found[found["rule"] == "dose_is_within_the_upper_levels"]["row"]
    assert set(above) == set(told)


def test_another_form_or_substance_is_not_beside(compared: pd.DataFrame) -> None:
    k2 = compared[compared["of"] == "vitamin K2"]
    assert set(k2["authority_of"]) == {"vitamin K", "vitamin K2"}
    assert "INT-0035" not in set(k2["authority_row"])  # of vitamin K1
    assert "INT-0036" in set(k2["authority_row"])  # of vitamin K2
    mk4 = k2.loc[k2["authority_row"] == "DOS-0015", "form"]
    assert mk4.empty or set(mk4.dropna()) == {"menaquinone-4"}


def test_units_are_converted_only_where_conversions_allow_it(tmp_path: Path) -> None:
    root = copy_of(GOLDEN["article"], tmp_path)
    beside = tmp_path / GOLDEN["authority"].name
    put_cell(root, "reference_ranges", 0, "unit", "nmol/L")
    package, authority = evitab.load(str(root)), evitab.load(str(beside))
    for row in package.compare(authority).to_dict("records"):
        allowed = row["unit"] == row["authority_unit"]
        if row["table"] == "reference_ranges" and not pd.isna(row["authority_row"]):
            assert pd.isna(row["scale"]) is not allowed


def test_range_in_molar_units_is_converted_by_the_analyte(tmp_path: Path) -> None:
    root = copy_of(REAL, tmp_path)
    put_cell(root, "reference_ranges", 0, "unit", "nmol/L")
    found = evitab.load(str(root)).compare(evitab.load("authorities"))
    row = pair(found, "RNG-0001", "RNG-0003")
    assert (row["scale"], row["scaled_low"]) == ("nmol/L", 40)
    assert row["authority_scaled_low"] == pytest.approx(20 * 2.496)


def test_row_without_a_match_stands_alone(tmp_path: Path) -> None:
    root = copy_of(REAL, tmp_path)
    put_cell(root, "reference_ranges", 3, "analyte_id", "osteocalcin")
    found = evitab.load(str(root)).compare(evitab.load("authorities"))
    alone = found[found["row"] == "RNG-0004"]
    assert len(alone) == 1
    assert alone.filter(like="authority").isna().all(axis=None)


def test_comparison_wants_an_article_and_authorities(package: evitab.Package) -> None:
    with pytest.raises(CannotJudge, match="its profile is article, not authority"):
        package.compare(package)
    with pytest.raises(CannotJudge, match="its profile is authority, not article"):
        evitab.load("authorities").compare()


def test_relationships_are_the_keys_of_the_standard(package: evitab.Package) -> None:
    found = package.relationships
    assert list(found) == ["table", "fields", "reference_table", "reference_fields", "rows"]
    for row in found.to_dict("records"):
        child, parent = package[row["table"]], package[row["reference_table"]]
        pointing = child[row["fields"]].dropna()
        assert len(pointing) == row["rows"]
        assert pointing.isin(parent[row["reference_fields"]]).all()
    pairs = set(zip(found["table"], found["fields"], strict=True))
    assert {("claims", "restates_claim_id"), ("dosages", "condition_range_id")} <= pairs
