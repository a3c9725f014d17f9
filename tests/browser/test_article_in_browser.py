"""The annotated article in a browser: clicks, keys, sections, what is left out."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import expect

from packages import REAL, copy_of, grow
from reports import Open, write_report


def test_verdict_fits_one_screen(open_page: Open, report: Path) -> None:
    page = open_page(report)
    box = page.locator("#verdict .worst").bounding_box()
    assert box is not None
    assert box["y"] + box["height"] < 800
    assert page.get_by_text("This is no medical advice.", exact=True).is_visible()
    assert page.get_by_text("Do not pass this file on").is_visible()


def test_first_screen_has_all_findings_of_high_harm(open_page: Open, report: Path) -> None:
    page = open_page(report)
    lines = page.locator("#verdict .worst li")
    assert [each.split()[0] for each in lines.all_inner_texts()] == ["high"] * 4
    assert "At odds with" in lines.first.inner_text()
    assert "To know, on" in lines.last.inner_text()
    page.get_by_role("link", name="All 95 findings").click()
    first = page.locator(".card").first
    assert first.locator(".harm").inner_text() == "high"
    page.get_by_text("What high, medium and low harm mean").click()
    expect(page.get_by_text("a reader may need care, or may leave out care")).to_be_visible()


def test_click_on_a_passage_shows_rows_citations_and_findings(
    open_page: Open, report: Path
) -> None:
    page = open_page(report)
    page.locator('[id="passages/PSG-0023"]').click()
    drawer = page.get_by_role("dialog")
    expect(drawer).to_be_visible()
    text = drawer.inner_text()
    assert "EFF-0001" in text
    assert "CIT-0001" in text
    assert "To know, on: a contrast can show what is concluded from it" in text
    assert page.url.endswith("#passages/PSG-0023")
    drawer.get_by_role("link", name="EFF-0001").first.click()
    expect(drawer.get_by_role("heading", name="Effects: EFF-0001")).to_be_visible()
    assert "24% increased risk" in drawer.inner_text()
    page.get_by_role("button", name="Back").click()
    expect(drawer.get_by_role("heading", name="Passages: PSG-0023")).to_be_visible()


def test_keyboard_opens_and_closes(open_page: Open, report: Path) -> None:
    page = open_page(report)
    passage = page.locator('[id="passages/PSG-0018"]')
    passage.focus()
    page.keyboard.press("Enter")
    heading = page.locator("#drawer-title")
    expect(heading).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_be_hidden()
    expect(passage).to_be_focused()
    # The same fragment again: nothing changes in the address, and the row opens all the same.
    page.keyboard.press("Enter")
    expect(heading).to_be_focused()


def test_tab_reaches_the_skip_link_first(open_page: Open, report: Path) -> None:
    page = open_page(report)
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Skip to the verdict"


def test_sections_lead_there(open_page: Open, report: Path) -> None:
    page = open_page(report)
    page.get_by_role("navigation", name="Sections").get_by_role("link", name="Bottom Line").click()
    assert page.get_by_role("heading", name="Bottom Line").is_visible()
    top = page.get_by_role("heading", name="Bottom Line").evaluate(
        "each => each.getBoundingClientRect().top"
    )
    assert 0 < top < 300


def test_legend_marks_one_table_alone(open_page: Open, report: Path) -> None:
    page = open_page(report)
    dosages = page.locator("#legend").get_by_role("button", name="Dosages")
    dosages.click()
    assert dosages.get_attribute("aria-pressed") == "true"
    assert page.locator(".passage.is-wanted").count() == page.locator(
        ".passage[data-tables~=dosages]"
    ).count()  # fmt: skip
    dosages.click()
    assert page.locator(".is-dimmed").count() == 0


def test_figure_that_no_row_carries_stands_out(open_page: Open, tmp_path: Path) -> None:
    root = grow(tmp_path, lines=["Nobody has counted these 4711 apples."])
    page = open_page(write_report(root, tmp_path / "report.html"))
    missing = page.locator(".text mark.missing")
    assert missing.inner_text().startswith("4711")
    assert page.locator("#verdict").get_by_role("link", name="4711").is_visible()
    assert "The tables are not right" in page.locator("#verdict").inner_text()


def test_without_the_source_quotations_stand_alone(open_page: Open, tmp_path: Path) -> None:
    whole = (REAL / "source.txt").read_text(encoding="utf-8")
    unquoted = "Let's start with the scary part first."
    assert unquoted in whole
    place = write_report(REAL, tmp_path / "report.html", with_source=False)
    assert unquoted not in place.read_text(encoding="utf-8")
    page = open_page(place)
    assert page.get_by_text("Do not pass this file on").count() == 0
    assert page.locator('[id="passages/PSG-0023"]').is_visible()
    assert page.locator(".gap").count() > 5


def test_release_without_its_source_has_a_report(open_page: Open, tmp_path: Path) -> None:
    root = copy_of(REAL, tmp_path)
    (root / "source.txt").unlink()
    page = open_page(write_report(root, tmp_path / "report.html"))
    verdict = page.locator("#verdict")
    verdict.get_by_text("Not asked: ").click()
    assert "source.txt is not here" in verdict.inner_text()
