"""The documentation in a browser, from files, without a network."""

from __future__ import annotations

from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe

from reports import Open

pytestmark = pytest.mark.xdist_group("site")
PAGES = ["README.html", "docs/tutorial.html", "validators/RULES.html", "docs/api.html"]


def test_search_finds_a_rule(site: Path, open_page: Open) -> None:
    page = open_page(site / "index.html", within=site)
    page.get_by_placeholder("Search").first.fill("interval_contains_estimate")
    page.keyboard.press("Enter")
    hit = page.locator("#search-results a", has_text="interval_contains_estimate").first
    hit.click()
    assert page.url.endswith("validators/RULES.html#interval-contains-estimate")
    page.locator(":target h3").wait_for(timeout=10_000)


@pytest.mark.parametrize("name", PAGES)
def test_page_fits_a_phone(site: Path, open_page: Open, name: str) -> None:
    page = open_page(site / name, within=site, width=390)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_tutorial_can_be_read_by_everybody(site: Path, open_page: Open, scheme: str) -> None:
    page = open_page(site / "docs" / "tutorial.html", within=site, scheme=scheme)
    # Style sheets are read as the browser holds them: from file:// none can be fetched again.
    options = {"runOnly": ["wcag2a", "wcag2aa"], "preload": False}
    found = Axe().run(page, context="article", options=options).response["violations"]
    assert [(each["id"], node["html"][:200]) for each in found for node in each["nodes"]] == []
