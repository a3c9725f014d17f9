"""The documentation is built from the files of the repository, and leads nowhere that is not."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from packages import REPOSITORY
from sites import dead_links, fetched_from_elsewhere, read_page, sphinx

pytestmark = pytest.mark.xdist_group("site")


def test_no_link_and_no_anchor_is_dead(site: Path) -> None:
    assert list(dead_links(site)) == []


def test_no_page_fetches_from_elsewhere(site: Path) -> None:
    assert list(fetched_from_elsewhere(site)) == []


def test_first_page_is_the_readme(site: Path) -> None:
    assert "url=README.html" in (site / "index.html").read_text(encoding="utf-8")
    assert "<h1>evitab" in (site / "README.html").read_text(encoding="utf-8")


def test_every_document_is_a_page_and_in_the_navigation(site: Path) -> None:
    patterns = ["*.md", "benchmarks/*.md", "data/*.md", "data/*/*.md", "schema/*.md"]
    patterns += ["validators/*.md", "docs/*.md", "docs/*.ipynb"]
    documents = {
        path.relative_to(REPOSITORY).with_suffix(".html").as_posix()
        for pattern in patterns
        for path in REPOSITORY.glob(pattern)
    }
    assert {"docs/tutorial.html", "validators/RULES.html"} <= documents
    led_to = {address for _, address in read_page(site / "README.html").links}
    assert documents - led_to - {"README.html"} == set()


@pytest.mark.parametrize(
    ("page", "anchor"),
    [
        ("validators/RULES.html", "stated-ratio-agrees-with-doses"),
        ("docs/api.html", "evitab.Package.evidence"),
        ("docs/tutorial.html", "the-article-s-effects"),
    ],
)
def test_page_has_what_one_looks_for(site: Path, page: str, anchor: str) -> None:
    assert anchor in read_page(site / page).anchors


def test_files_that_are_no_pages_are_handed_out(site: Path) -> None:
    handed = {path.name for path in (site / "_downloads").rglob("*") if path.is_file()}
    assert {"report.schema.json", "action.yml"} <= handed
    assert handed & {"source.txt"} == set()


def test_dead_links_of_a_document_are_errors(tmp_path: Path) -> None:
    shutil.copytree(REPOSITORY / "docs", tmp_path / "docs")
    links = "[a](nowhere-1.md) [b](CONTRIBUTING.md#nowhere-2) [c](#nowhere-3)"
    (tmp_path / "README.md").write_text(f"# A\n\n{links}\n", encoding="utf-8")
    (tmp_path / "CONTRIBUTING.md").write_text("# B\n", encoding="utf-8")
    done = sphinx(tmp_path, tmp_path / "site")
    assert done.returncode == 1
    for number in (1, 2, 3):
        assert f"nowhere-{number}" in done.stderr


def test_checks_of_links_see_what_is_dead(tmp_path: Path) -> None:
    """The tests above could not fail if the reading of pages saw nothing."""
    (tmp_path / "a.html").write_text(
        '<a href="b.html">1</a><a href="#c">2</a><a href="a.html#d">3</a><p id="e"></p>'
        '<a href="#e">4</a><script src="https://example.org/x.js"></script>',
        encoding="utf-8",
    )
    (tmp_path / "a.css").write_text('@import "//example.org/y.css";', encoding="utf-8")
    assert [line.split()[-1] for line in dead_links(tmp_path)] == ["b.html", "#c", "a.html#d"]
    fetched = [line.split()[-1] for line in fetched_from_elsewhere(tmp_path)]
    assert fetched == ["https://example.org/x.js", "//example.org/y.css"]
