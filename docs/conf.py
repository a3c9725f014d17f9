"""The site: Sphinx over the files of the repository, which are its pages as they stand.

`make site` builds it. Its source folder is the repository, so that links between files hold.
"""

from __future__ import annotations

import re

from sphinx.application import Sphinx

import evitab

project = "evitab"
author = copyright = "The evitab contributors"
release = version = evitab.__version__

extensions = ["myst_nb", "sphinx.ext.autodoc"]
root_doc = "README"
include_patterns = [
    "*.md",
    "benchmarks/*.md",
    "data/*.md",
    "data/*/*.md",
    "docs/*.md",
    "docs/*.ipynb",
    "schema/*.md",
    "validators/*.md",
]
# What holds no page is not even walked through.
exclude_patterns = [".*", "data/releases", "dist", "tests", "validators/evitab"]

# Anchors as GitHub makes them, down to a rule of the rule book and a table of the dictionary.
myst_heading_anchors = 4
nb_execution_mode = "off"  # the notebook is committed with what it shows, and a test runs it

smartquotes = False  # words and code are shown as they were typed
default_role = "code"  # docstrings put code between single backticks
autodoc_member_order = "bysource"

html_theme = "furo"
html_title = f"evitab {release}"
html_static_path = ["site.css"]
html_css_files = ["site.css"]
html_additional_pages = {"index": "index.html"}
templates_path = ["."]
html_copy_source = False
html_show_sourcelink = False
html_show_sphinx = False
# A summary of each hit is fetched, which a browser does not do from file://.
html_show_search_summary = False

# Navigation: files and patterns, by what a reader wants to do.
_NAVIGATION = {
    "Use": ["docs/tutorial", "docs/api", "docs/spark", "data/README", "data/DICTIONARY"],
    "What was found": ["data/*/README", "data/*/FINDINGS"],
    "Standard and rules": ["schema/README", "validators/RULES", "validators/README"],
    "Take part": ["CONTRIBUTING", "RELEASING", "benchmarks/README", "CHANGELOG"],
}


def add_navigation(_: Sphinx, page: str, text: list[str]) -> None:
    """Give the first page the tables of contents, which mean nothing to other readers of README."""
    if page == root_doc:
        for caption, pages in _NAVIGATION.items():
            head = ["```{toctree}", ":hidden:", ":glob:", f":caption: {caption}", ""]
            text[0] += "\n".join(["", *head, *(f"/{page}" for page in pages), "```", ""])


def mark_code(
    _app: Sphinx, _kind: str, _name: str, _of: object, _options: object, lines: list[str]
) -> None:
    """Mark the indented code of a docstring as reStructuredText wants it marked."""
    lines[:] = re.sub(r"\n\n(?= {4}\S)", "\n\n::\n\n", "\n".join(lines)).split("\n")


def setup(app: Sphinx) -> None:
    """Register both."""
    app.connect("source-read", add_navigation)
    app.connect("autodoc-process-docstring", mark_code)
