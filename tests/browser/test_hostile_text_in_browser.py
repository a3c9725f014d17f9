"""Text from the data is text: it never becomes markup, and breaks nothing."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from playwright.sync_api import expect

from evitab.reporting.html.tables import embedded
from packages import GOLDEN, add_rows, copy_of, grow, put_cell
from reports import Open, write_report

HOSTILE = (
    "<script>document.title = 'caught'; alert(1)</script>"
    "</script><script>document.title = 'caught'</script><!-- <img src=http://127.0.0.1/x "
    "onerror=\"document.title='caught'\"> --> ]]> \u2028\u2029 & &lt;b&gt; $x^2$ {{ 7*7 }} {% x %}"
)


def hostile_package(folder: Path) -> Path:
    """The golden article, with hostile words wherever a text can stand."""
    root = grow(folder, lines=[f"Vitamin X {HOSTILE} helps the bones."])
    claim = {
        "claim_id": "CLM-9001",
        "passage_id": "PSG-1001",
        "type": "property",
        "statement": HOSTILE,
        "is_negated": "false",
        "assertion_strength": "plain",
    }
    add_rows(root, "claims", [claim])
    for table, column in (
        ("dosages", "dose_reported"),
        ("reference_ranges", "range_reported"),
        ("effects", "estimate_reported"),
        ("references", "title"),
        ("reference_checks", "basis"),
        ("observations", "value_reported"),
        ("passages", "not_carried"),
        ("passages", "section"),
        ("sources", "title"),
        ("appraisals", "arithmetic"),
        ("concept_labels", "label"),
    ):
        put_cell(root, table, 0, column, HOSTILE)
    facts = json.loads((root / "dataset.json").read_text(encoding="utf-8"))
    facts["title"] = HOSTILE[:100]
    (root / "dataset.json").write_text(json.dumps(facts), encoding="utf-8")
    return root


@pytest.mark.parametrize("with_source", [True, False])
def test_script_in_an_article_stays_text(
    open_page: Open, tmp_path: Path, *, with_source: bool
) -> None:
    place = write_report(hostile_package(tmp_path), tmp_path / "r.html", with_source=with_source)
    page = open_page(place)
    assert page.title().startswith("<script>document.title")
    passage = page.locator('[id="passages/PSG-1001"]')
    assert "<script>document.title" in passage.inner_text()
    passage.click()
    drawer = page.get_by_role("dialog")
    expect(drawer.locator("blockquote")).to_contain_text("alert(1)</script>")
    drawer.get_by_role("link", name="CLM-9001").first.click()
    expect(drawer).to_contain_text("{{ 7*7 }}")
    for link in page.locator("#picker a").all():
        page.evaluate("each => each.click()", link.element_handle())
        expect(page.locator("#grid-title")).to_be_visible()
    page.goto(page.url.partition("#")[0] + "#claims/CLM-9001")
    assert page.evaluate("document.querySelectorAll('img, iframe, object, embed').length") == 0
    scripts = page.evaluate(
        "[...document.scripts].filter(each => each.type !== 'application/json').length"
    )
    assert scripts == 1


def test_policy_stops_what_is_not_the_pages_own(open_page: Open, report: Path) -> None:
    text = report.read_text(encoding="utf-8")
    assert "'unsafe-" not in text[:2000]
    page = open_page(report)
    assert page.evaluate("document.querySelectorAll('[style]').length") == 0
    assert page.evaluate("document.querySelectorAll('[onclick], [onload], [onerror]').length") == 0


@pytest.mark.parametrize(
    "fragment", ["#claims/%", "#claims/NONE", "#none/x", "#/", "#<b>", "#a/b/c"]
)
def test_strange_fragments_do_nothing(open_page: Open, report: Path, fragment: str) -> None:
    page = open_page(report, fragment)
    assert page.get_by_role("dialog").is_hidden()
    assert page.locator("#grid-title").inner_text() == "Claims"


def test_embedded_data_holds_no_markup() -> None:
    text = str(embedded({"a": "</script><!--&\u2028", "b": [None, 1.5, True]}))
    assert not set("<>&\u2028") & set(text)
    assert json.loads(text) == {"a": "</script><!--&\u2028", "b": [None, 1.5, True]}


def test_authority_package_has_a_report(open_page: Open, tmp_path: Path) -> None:
    root = copy_of(GOLDEN["authority"], tmp_path)
    page = open_page(write_report(root, tmp_path / "report.html"))
    assert page.locator("#article").count() == 0
    assert page.locator("#grid-count").inner_text().endswith("rows")
