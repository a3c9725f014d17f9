"""The report for everybody: axe-core finds nothing, in the light and in the dark."""

from __future__ import annotations

from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe

from reports import Open


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(
    ("width", "fragment"), [(1280, ""), (1280, "#passages/PSG-0018"), (390, "#findings-table")]
)
def test_axe_finds_nothing(
    open_page: Open, report: Path, width: int, fragment: str, scheme: str
) -> None:
    page = open_page(report, fragment, width=width, scheme=scheme, bypass_csp=True)
    # What is not on the screen is not drawn, and cannot be judged.
    page.evaluate("document.querySelectorAll('details').forEach(each => { each.open = true; })")
    # Links to rows lead nowhere without the script; the link to skip by has a test of its own.
    options = {"rules": {"skip-link": {"enabled": False}}}
    found = Axe().run(page, options=options).response["violations"]
    told = [
        (each["id"], node["html"][:200], node.get("failureSummary", "")[:300])
        for each in found
        for node in each["nodes"][:3]
    ]
    assert told == []
