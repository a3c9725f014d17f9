"""Reports for the tests, written to a file, and how a test opens one."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from evitab import __version__
from evitab.reporting.html import look_at, report_page
from evitab.standard import standard

if TYPE_CHECKING:
    from playwright.sync_api import Page

    Open = Callable[..., Page]
else:
    Open = object


def write_report(root: Path, place: Path, *, with_source: bool = True) -> Path:
    """The report on the package in a folder, as a file."""
    subject = look_at(root, standard(), with_source=with_source)
    place.write_text(report_page(subject, __version__), encoding="utf-8")
    return place
