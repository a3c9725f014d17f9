"""Tables, findings and pictures in a browser: sorting, filtering, searching, linking."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from packages import REAL, grow, rows_of
from reports import Open, write_report


def cells(page: Page, column: int) -> list[str]:
    return page.locator(f"#grid-table tbody tr td:nth-child({column})").all_inner_texts()


def test_each_table_is_there_with_all_its_rows(open_page: Open, report: Path) -> None:
    page = open_page(report)
    for link in page.locator("#picker a").all():
        name, count = str(link.get_attribute("data-pick")), link.locator("small").inner_text()
        link.click()
        expect(page.locator("#grid-count")).to_have_text(f"{count} of {count} rows")
        assert len(rows_of(REAL, name)) == int(count)


def test_sorting_filtering_and_searching(open_page: Open, report: Path) -> None:
    page = open_page(report, "#dosages-table")
    page.get_by_label("Filter Use").select_option("case")
    expect(page.locator("#grid-count")).to_have_text("3 of 16 rows")
    page.locator("#grid-search").fill("for years")
    expect(page.locator("#grid-count")).to_have_text("1 of 16 rows")
    assert cells(page, 1) == ["DOS-0001"]
    page.get_by_role("button", name="Clear").click()
    expect(page.locator("#grid-count")).to_have_text("16 of 16 rows")


def test_words_that_are_shown_are_searched_and_filtered(open_page: Open, report: Path) -> None:
    page = open_page(report, "#claims-table")
    cases = sum(row["type"] == "case-report" for row in rows_of(REAL, "claims"))
    page.locator("#grid-search").fill("case report")
    expect(page.locator("#grid-count")).not_to_have_text("219 of 219 rows")
    shown = page.locator("#grid-count").inner_text().split()
    assert cases <= int(shown[0]) < 219
    page.goto(report.as_uri() + "#findings-table")
    page.get_by_label("Filter Rule").fill("does not exceed an upper level")
    expect(page.locator("#grid-count")).not_to_have_text("61 of 61 rows")
    assert all("upper level" in words for words in cells(page, 2))


def test_vocabulary_sorts_in_its_own_order(open_page: Open, report: Path) -> None:
    page = open_page(report, "#findings-table")
    page.get_by_role("button", name="Harm").click()
    at = [*page.locator("#grid-table thead tr:first-child th").all_inner_texts()]
    column = next(n for n, name in enumerate(at, 1) if name.startswith("Harm"))
    harms = [words.lower() for words in cells(page, column)]
    order = ["critical", "high", "medium", "low"]
    assert len(set(harms)) > 1
    assert harms == sorted(harms, key=order.index)


def test_numbers_sort_and_filter_as_numbers(open_page: Open, report: Path) -> None:
    page = open_page(report, "#passages-table")
    page.get_by_label("Filter Start").fill(">= 9000")
    expect(page.locator("#grid-count")).not_to_have_text("137 of 137 rows")
    page.get_by_role("button", name="Start").click()
    page.get_by_role("button", name="Start").click()
    head = page.locator("th[aria-sort=descending]")
    expect(head).to_contain_text("Start")
    at = [*page.locator("#grid-table thead tr:first-child th").all_inner_texts()]
    column = next(n for n, name in enumerate(at, 1) if name.startswith("Start"))
    starts = [int(cell) for cell in cells(page, column)]
    assert starts == sorted(starts, reverse=True)
    assert min(starts) >= 9000


def test_link_to_a_table_lands_on_it(open_page: Open, report: Path) -> None:
    page = open_page(report, "#findings-table")
    expect(page.locator("#grid-title")).to_be_focused()
    top = page.locator("#tables-title").evaluate("each => each.getBoundingClientRect().top")
    assert 0 < top < 120


def test_row_says_what_should_hold_not_that_it_does(open_page: Open, report: Path) -> None:
    page = open_page(report, "#dosages/DOS-0002")
    drawer = page.get_by_role("dialog")
    expect(drawer).to_contain_text("At odds with: a dose does not exceed an upper level")
    expect(drawer).to_contain_text("To know, on: ")


def test_each_row_has_a_link(open_page: Open, report: Path) -> None:
    page = open_page(report, "#claims/CLM-0219")
    assert page.get_by_role("heading", name="Claims: CLM-0219").is_visible()
    assert page.locator("#grid tr.is-open").inner_text().startswith("CLM-0219")
    page.get_by_role("button", name="Show in its table").click()
    assert page.evaluate("document.activeElement.textContent") == "CLM-0219"
    # A key of several parts, with signs that a fragment has to escape.
    page.goto(report.as_uri() + "#concept_labels/25-hydroxyvitamin-d%7Cen%7C25(OH)D")
    expect(page.locator("#drawer-title")).to_contain_text("25(OH)D")


def test_findings_are_filtered_and_linked(open_page: Open, report: Path) -> None:
    page = open_page(report)
    page.locator("#findings-harm").select_option("high")
    expect(page.locator("#findings-count")).to_have_text("4 of 95 findings")
    page.locator("#findings-kind").select_option("odds")
    page.locator("#findings-search").fill("warfarin cardiologist")
    expect(page.locator(".card:visible")).not_to_have_count(0)
    assert {each.get_attribute("data-harm") for each in page.locator(".card:visible").all()} == {
        "high"
    }
    page.locator("#findings-search").fill("")
    link = page.locator("#verdict .worst a").first
    anchor = str(link.get_attribute("href"))[1:]
    link.click()
    expect(page.locator(f'[id="{anchor}"]')).to_be_focused()


def test_link_to_a_filtered_finding_shows_it(open_page: Open, report: Path) -> None:
    page = open_page(report)
    page.locator("#findings-search").fill("no such words")
    expect(page.locator("#findings-count")).to_have_text("0 of 95 findings")
    page.locator("#verdict .worst a").first.click()
    expect(page.locator(".card:visible")).to_have_count(1)


@pytest.mark.parametrize("width", [390, 768, 1280])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_pictures_fit_and_have_words(
    open_page: Open, report: Path, width: int, scheme: str
) -> None:
    page = open_page(report, width=width, scheme=scheme)
    assert page.evaluate("document.documentElement.scrollWidth") == width
    for picture in page.locator(".pictures").all():
        assert len(str(picture.get_attribute("aria-label"))) > 80
        svg = picture.locator("svg:visible")
        assert svg.count() == 1
        # No words of a picture are cut off at its edges.
        cut = svg.evaluate(
            """svg => { const edge = svg.getBoundingClientRect();
              return [...svg.querySelectorAll("text")].filter(each => {
                const box = each.getBoundingClientRect();
                return box.left < edge.left - 2 || box.right > edge.right + 2;
              }).map(each => each.textContent) }"""
        )
        assert cut == []
    assert page.locator("details.behind table").count() == page.locator(".pictures").count()


def test_table_behind_a_picture_sorts_and_filters(open_page: Open, report: Path) -> None:
    page = open_page(report)
    behind = page.locator("#doses details.behind").first
    behind.locator("summary").click()
    behind.get_by_label("Filter").fill("institute adults")
    rows = behind.locator("tbody tr:visible")
    assert "100 mcg" in rows.first.inner_text()
    assert "4,000 IU" in rows.first.inner_text()
    behind.get_by_label("Filter").fill("")
    behind.get_by_role("button", name="amount a day").click()
    first, last = rows.first.inner_text(), rows.last.inner_text()
    behind.get_by_role("button", name="amount a day").click()
    assert rows.first.inner_text() != first
    assert last != first


def test_mark_of_a_picture_leads_to_its_row(open_page: Open, report: Path) -> None:
    page = open_page(report)
    page.locator("#ranges svg:visible [data-href='#reference_ranges/RNG-0002']").first.click()
    expect(page.get_by_role("heading", name="Reference ranges: RNG-0002")).to_be_visible()


def test_fifty_thousand_rows_are_quick(open_page: Open, tmp_path: Path) -> None:
    row = {
        "passage_id": "PSG-0002",
        "type": "property",
        "statement": "Vitamin X helps the bones.",
        "is_negated": "false",
        "assertion_strength": "plain",
    }
    claims = [{"claim_id": f"CLM-{100_000 + number}", **row} for number in range(50_000)]
    root = grow(tmp_path, article={"claims": claims})
    page = open_page(write_report(root, tmp_path / "report.html"), "#claims-table")
    expect(page.locator("#grid-count")).to_have_text("50,015 of 50,015 rows")
    assert page.evaluate("performance.now()") < 5000
    assert page.locator("#grid-table tbody tr").count() == 50
    spent = page.evaluate(
        """async () => {
          const since = performance.now();
          document.querySelector("#grid-table th button").click();
          document.querySelector("#grid-table th button").click();
          const search = document.getElementById("grid-search");
          search.value = "149999";
          search.dispatchEvent(new Event("input"));
          while (!document.getElementById("grid-count").textContent.startsWith("1 ")) {
            await new Promise(requestAnimationFrame);
          }
          return performance.now() - since;
        }"""
    )
    assert spent < 3000
    assert cells(page, 1) == ["CLM-149999"]
    page.goto(page.url.partition("#")[0] + "#passages/PSG-0002")
    expect(page.get_by_role("dialog")).to_contain_text("and 49981 more")


def test_paper_has_all_that_is_folded(open_page: Open, report: Path) -> None:
    page = open_page(report)
    page.emulate_media(media="print")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert page.locator("details:not([open])").count() == 0
    assert page.locator("#drawer, .top").first.is_hidden()
    expect(page.get_by_text("The rows of the tables stand in the file")).to_be_visible()
    assert page.locator("#grid").is_hidden()
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    assert page.locator("details.behind:not([open])").count() > 0
