"""A real browser for the tests of the report: the system's Chromium, without a window."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from packages import REAL
from reports import Open, write_report

CHROMIUM = os.environ.get("EVITAB_CHROMIUM") or shutil.which("chromium")


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    if CHROMIUM is None:
        if os.environ.get("EVITAB_NEEDS_BROWSER"):
            pytest.fail("there is no Chromium: apt-get install chromium")
        pytest.skip("the report was not tried in a browser: no Chromium (make check-browser)")
    with sync_playwright() as player:
        # Root has no sandbox to offer; the pages are our own.
        found = player.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield found
        found.close()


@pytest.fixture
def open_page(browser: Browser) -> Iterator[Open]:
    """Opens a page, and holds at the end that nothing was complained of, and nothing asked for but
    the page itself, or what lies `within` a folder.
    """
    contexts: list[BrowserContext] = []
    trouble: list[str] = []

    def opened(
        report: Path,
        fragment: str = "",
        *,
        width: int = 1280,
        scheme: str = "light",
        within: Path | None = None,
        **more: bool,
    ) -> Page:
        context = browser.new_context(
            viewport={"width": width, "height": 800},
            color_scheme="dark" if scheme == "dark" else "light",
            **more,  # type: ignore[arg-type]
        )
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(10_000)
        own = (within or report).as_uri()
        page.on("console", lambda said: trouble.append(f"console: {said.text}"))
        page.on("pageerror", lambda error: trouble.append(f"error: {error}"))
        page.on("dialog", lambda dialog: trouble.append(f"dialog: {dialog.message}"))
        page.on(
            "request",
            lambda asked: (
                None if asked.url.startswith((own, "data:")) else trouble.append(asked.url)
            ),
        )
        page.goto(report.as_uri() + fragment)
        return page

    yield opened
    for context in contexts:
        context.close()
    assert trouble == []


@pytest.fixture(scope="session")
def report(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The report on the real article."""
    return write_report(REAL, tmp_path_factory.mktemp("report") / "report.html")
