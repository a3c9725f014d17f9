"""The documentation as `make site` builds it, and where its pages lead."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from html.parser import HTMLParser
from pathlib import Path
from typing import NamedTuple
from urllib.parse import unquote, urlsplit

# As in the Makefile.
_SPHINX = ("-m", "sphinx", "--quiet", "--fail-on-warning", "--fresh-env", "--conf-dir", "docs")


def sphinx(source: Path, site: Path) -> subprocess.CompletedProcess[str]:
    """Build the documentation of a repository in `site`; exits with 1 where there is a warning."""
    cache = site.with_name("cache")
    return subprocess.run(
        [sys.executable, *_SPHINX, "--doctree-dir", str(cache), ".", str(site)],
        cwd=source,
        capture_output=True,
        text=True,
        check=False,
    )


class Link(NamedTuple):
    """An address in a page: the element's name, and what it says."""

    element: str
    address: str


class _Reader(HTMLParser):
    """Gathers the anchors of a page, and the addresses in it."""

    def __init__(self) -> None:
        super().__init__()
        self.anchors: set[str] = set()
        self.links: list[Link] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        for name, value in attrs:
            if value is not None and name == "id":
                self.anchors.add(value)
            if value is not None and name in {"href", "src", "action"}:
                self.links.append(Link(tag, value))


@cache
def read_page(page: Path) -> _Reader:
    reader = _Reader()
    reader.feed(page.read_text(encoding="utf-8"))
    return reader


def dead_links(site: Path) -> Iterator[str]:
    """The links between pages that lead to no file, or to no anchor of a page."""
    for page in sorted(site.rglob("*.html")):
        for _, address in read_page(page).links:
            parts = urlsplit(address)
            if parts.scheme:
                continue
            target = page if not parts.path else (page.parent / unquote(parts.path)).resolve()
            if not target.is_file() or not _has_anchor(target, parts.fragment):
                yield f"{page.relative_to(site)}: {address}"


def _has_anchor(target: Path, anchor: str) -> bool:
    return not anchor or target.suffix != ".html" or unquote(anchor) in read_page(target).anchors


def fetched_from_elsewhere(site: Path) -> Iterator[str]:
    """What a browser would fetch from another host by showing a page."""
    for page in sorted(site.rglob("*.html")):
        for element, address in read_page(page).links:
            if element != "a" and urlsplit(address).scheme not in {"", "data"}:
                yield f"{page.relative_to(site)}: {element} {address}"
    for sheet in sorted(site.rglob("*.css")):
        text = sheet.read_text(encoding="utf-8")
        for address in re.findall(r"(?:url\(|@import)\s*[\"']?((?:https?:)?//[^\"')]+)", text):
            yield f"{sheet.relative_to(site)}: {address}"
