"""Libraries that not everybody needs: what they are called, and what to do where one is missing."""

from __future__ import annotations

from importlib import import_module
from typing import Any

from evitab.finding import CannotJudge

# The extra of `pip install 'evitab[...]'` that brings each library.
EXTRAS = {"duckdb": "duckdb", "polars": "polars", "xlsxwriter": "xlsx", "pyspark": "spark"}


def needed(library: str) -> Any:
    """Import a library once it is needed; raises CannotJudge where it is not installed."""
    try:
        return import_module(library)
    except ImportError:
        advice = f"Run: pip install 'evitab[{EXTRAS[library]}]'"
        raise CannotJudge("not installed", file=library, advice=advice) from None
