"""What of a source is carried, and how a section of it is shown."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from pathlib import Path

import pytest
from rich.console import Console

from evitab.finding import CannotJudge, Outcome
from evitab.grounding import Coverage, Grounding, State, ground
from evitab.package import read_package
from evitab.reporting.coverage import coverage_view
from evitab.reporting.passages import section_view
from evitab.standard import standard
from packages import GOLDEN, REAL, copy_of, judged, put_cell, put_rows, rows_of


def grounded(root: Path) -> Grounding:
    return ground(read_package(root, standard()), standard())


def covered(root: Path) -> Coverage:
    (coverage,) = grounded(root).coverages
    return coverage


def shown(root: Path, section: str, width: int = 100) -> str:
    text = io.StringIO()
    contents = read_package(root, standard())
    view = section_view(contents, ground(contents, standard()), section)
    Console(file=text, width=width, color_system=None).print(view)
    return text.getvalue()


def test_article_of_the_repository_is_carried_whole() -> None:
    total = covered(REAL).total
    assert total.in_passages >= 0.99 * total.characters
    assert total.figures == total.carried == 72
    assert total.missing == []


def test_every_sentence_with_a_role_is_in_a_passage() -> None:
    """The second reader's sentences are an independent list of them."""
    text = (REAL / "source.txt").read_text(encoding="utf-8")
    passages = [(int(row["start"]), int(row["end"])) for row in rows_of(REAL, "passages")]
    inside = {place for start, end in passages for place in range(start, end)}
    with (REAL / "second-reading.csv").open(encoding="utf-8", newline="") as lines:
        for fact in csv.DictReader(lines):
            places = range(int(fact["start"]), int(fact["end"]))
            assert {place for place in places if text[place].isalnum()} <= inside


def test_second_reading_is_counted_as_the_readme_says_and_leads_to_rows() -> None:
    with (REAL / "second-reading.csv").open(encoding="utf-8", newline="") as lines:
        facts = list(csv.DictReader(lines))
    contents = read_package(REAL, standard())
    keys = {
        table.key_of(row) for table in contents.tables.values() for row in range(len(table.data))
    }
    readme = (REAL / "README.md").read_text(encoding="utf-8")
    counts = Counter(fact["match"] for fact in facts)
    for match, count in counts.items():
        assert re.search(rf"\| `{match}`.* \| {count} \|", readme)
    assert f"of the {len(facts)} facts" in readme
    held = counts["same"] + counts["merged"] + counts["split"]
    assert f"{held} of {len(facts)} facts ({held / len(facts):.1%})".replace("%", " %") in readme
    for fact in facts:
        assert set(fact["claim_ids"].split()) <= keys
        assert fact["claim_ids"] or (fact["match"] == "not-carried" and fact["resolution"])


def test_excused_figure_is_counted_as_such(tmp_path: Path) -> None:
    root = copy_of(GOLDEN["article"], tmp_path)
    empty = dict.fromkeys(("serving", "serving_comparator", "serving_unit", "serving_reported"), "")
    (row,) = rows_of(root, "nutrient_sources")
    put_rows(root, "nutrient_sources", [{**row, **empty}])
    assert covered(root).total.missing == ["1 mL"]
    put_cell(root, "passages", 11, "not_carried", "The volume tells nothing.")
    coverage = covered(root)
    assert coverage.total.excused == 1
    assert [state for *_, state in coverage.figures].count(State.EXCUSED) == 1
    assert judged(root).findings == []


def test_figure_of_a_restatement_is_that_of_the_first_claim(tmp_path: Path) -> None:
    """A claim that says another again stores nothing, and its figures are carried all the same."""
    root = copy_of(GOLDEN["article"], tmp_path)
    text = (root / "source.txt").read_text(encoding="utf-8")
    assert "about 2 days" in text
    claims = rows_of(root, "claims")
    last = dict.fromkeys(claims[0], "") | {
        "claim_id": "CLM-0099",
        "passage_id": "PSG-0010",
        "restates_claim_id": "CLM-0012",
        "type": "property",
        "statement": "Its half-life is about 2 days.",
        "is_negated": "false",
        "assertion_strength": "plain",
    }
    put_rows(root, "claims", [*claims, last])
    assert judged(root).findings == []


def test_without_its_source_a_package_is_held_against_its_quotations(tmp_path: Path) -> None:
    root = copy_of(GOLDEN["article"], tmp_path)
    (root / "source.txt").unlink()
    put_cell(root, "quantities", 0, "value_low", "3")
    put_cell(root, "quantities", 0, "value_high", "3")
    report = judged(root)
    assert [finding.rule for finding in report.findings] == ["number_stands_in_passage"]
    skipped = {check.rule: check.reason for check in report.skipped}
    assert skipped["figure_is_carried"] == "no source is here"
    assert skipped["quote_stands_at_its_offsets"] == "source.txt is not here"


def test_language_without_a_lexicon_is_named_as_skipped(tmp_path: Path) -> None:
    root = copy_of(GOLDEN["article"], tmp_path)
    put_cell(root, "sources", 0, "language", "fi")
    report = judged(root)
    assert report.findings == []
    reasons = {check.reason for check in report.checks if check.outcome is Outcome.SKIPPED}
    assert "there is no lexicon for fi" in reasons


def test_section_shows_text_rows_and_figures() -> None:
    text = shown(REAL, "dosing & recommendations")
    for words in ("40-60 ng/mL", "PSG-", "reference_ranges", "DOS-", "deficient, then retest"):
        assert words in text
    assert "in no passage" not in text


def test_what_lies_in_no_passage_is_shown(tmp_path: Path) -> None:
    root = copy_of(GOLDEN["article"], tmp_path)
    rows = rows_of(root, "passages")
    put_rows(root, "passages", [row for row in rows if row["passage_id"] != "PSG-0013"])
    assert "Thank you for reading. By A. Writer, BA.   (in no passage)" in shown(root, "all about")


def test_section_that_is_not_there_is_refused_with_those_that_are() -> None:
    with pytest.raises(CannotJudge, match="Bottom Line"):
        shown(REAL, "Appendix")
    with pytest.raises(CannotJudge, match=r"several sections.*Bottom Line"):
        shown(REAL, "o")


def test_section_without_its_source_shows_the_quotations(tmp_path: Path) -> None:
    root = copy_of(GOLDEN["article"], tmp_path)
    (root / "source.txt").unlink()
    text = shown(root, "All About Vitamin X")
    assert "The best level is 10-20 ng/mL." in text
    assert "(not quoted)" in text


def test_section_says_what_it_cannot_show(tmp_path: Path) -> None:
    root = copy_of(GOLDEN["article"], tmp_path)
    (root / "tables" / "dosages.csv").write_bytes(b"\xff")
    put_cell(root, "passages", 3, "start", "")
    text = shown(root, "All About Vitamin X", 200)
    assert "not shown: tables/dosages.csv" in text
    assert "passages without a place: 1" in text


def test_passages_of_one_place_and_other_sections_are_measured(tmp_path: Path) -> None:
    root = copy_of(GOLDEN["article"], tmp_path)
    rows = rows_of(root, "passages")
    put_rows(root, "passages", [*rows, {**rows[0], "passage_id": "PSG-0099", "section": ""}])
    assert covered(root).total.figures


def test_figure_that_no_row_carries_is_named_without_colour(tmp_path: Path) -> None:
    root = copy_of(GOLDEN["article"], tmp_path)
    put_rows(root, "quantities", [{**rows_of(root, "quantities")[0], "value_reported": ""}])
    assert "no row carries: 2 days" in shown(root, "All About Vitamin X")


def test_hostile_words_do_not_reach_the_terminal(tmp_path: Path) -> None:
    root = copy_of(GOLDEN["article"], tmp_path)
    put_cell(root, "claims", 0, "statement", "\x1b[31mRed [bold]claim[/bold]")
    text = shown(root, "All About Vitamin X")
    assert "\x1b" not in text
    assert "[bold]claim[/bold]" in text


def test_shares_of_a_section_are_never_rounded_up_to_all() -> None:
    text = io.StringIO()
    Console(file=text, width=120, color_system=None).print(coverage_view([covered(REAL)], 120))
    (line,) = [line for line in text.getvalue().splitlines() if line.startswith("all")]
    assert "99.9 %" in line


def test_row_without_a_link_does_not_rest_on_a_row_without_a_key(tmp_path: Path) -> None:
    """An empty cell leads nowhere, even where a key is missing."""
    root = copy_of(GOLDEN["article"], tmp_path)
    last = rows_of(root, "passages")[-1]["passage_id"]
    for table in ("passages", "claims", "study_arms"):
        (key, *_) = rows_of(root, table)[0]
        put_cell(root, table, len(rows_of(root, table)) - 1, key, "")
    put_cell(root, "claims", 0, "passage_id", "")
    with_words = [row for row in rows_of(root, "claims") if row["passage_id"] not in {"", last}]
    asked = {(check.rule, check.table): check.rows for check in grounded(root).checks}
    assert asked["text_stands_in_passage", "claims"] == len(with_words)
