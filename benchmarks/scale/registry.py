"""The tools by name: where each lives, what it is given, and what it is called in print."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from importlib import metadata
from typing import Any

from evitab.memory_pool import SETTING


@dataclass(frozen=True)
class Tool:
    """A tool: its module under `tools`, the options of its `prepare` and `run`, the forms that it
    reads, the distributions that have to be installed, and what its docs advise to set in the
    environment. One that is not exact is known to find more or less than the damage.
    """

    name: str
    title: str
    module: str
    distributions: tuple[str, ...]
    options: Mapping[str, Any] = field(default_factory=dict)
    forms: tuple[str, ...] = ("parquet", "csv")
    finds: bool = True
    is_exact: bool = True
    environment: Mapping[str, str] = field(default_factory=dict)

    @property
    def versions(self) -> str:
        """The versions of its distributions. Raises PackageNotFoundError where one is missing."""
        return ", ".join(f"{name} {metadata.version(name)}" for name in self.distributions)


STREAM, FLOOR = "evitab-stream", "floor-duckdb"
_EVITAB = ("evitab", "pyarrow", "numpy", "pandas")
_PANDERA = ("pandera", "pandas", "pyarrow")


def _evitab(name: str, engine: str) -> Tool:
    title, options = f"evitab, {engine}", {"engine": engine}
    return Tool(name, title, "evitab", _EVITAB, options, environment=SETTING)


_ALL = (
    _evitab(STREAM, "stream"),
    _evitab("evitab-pandera", "pandera"),
    Tool(FLOOR, "floor: DuckDB reads", "floor_duckdb", ("duckdb",), finds=False),
    Tool("floor-pyarrow", "floor: pyarrow reads", "floor_pyarrow", ("pyarrow",), finds=False),
    Tool("duckdb-sql", "DuckDB SQL by hand", "duckdb_sql", ("duckdb", "pyarrow")),
    Tool("polars-by-hand", "polars by hand", "polars_by_hand", ("polars",)),
    Tool("dataframely", "dataframely", "dataframely", ("dataframely", "polars")),
    Tool("pandera-polars", "pandera on polars", "pandera_polars", ("pandera", "polars")),
    Tool("pointblank", "pointblank", "pointblank", ("pointblank", "polars")),
    Tool("pandera-arrow", "pandera on Arrow", "pandera_pandas", _PANDERA, {"backend": "pyarrow"}),
    Tool("pandera-numpy", "pandera on numpy", "pandera_pandas", _PANDERA, {"backend": "numpy"}),
    Tool(
        "great-expectations",
        "great_expectations",
        "great_expectations",
        ("great_expectations", "pandas"),
    ),
    Tool("frictionless", "frictionless", "frictionless", ("frictionless",), forms=("csv",)),
    Tool(
        "frictionless-parquet",
        "frictionless",
        "frictionless",
        ("frictionless", "fastparquet"),
        forms=("parquet",),
        is_exact=False,
    ),
)
TOOLS: Mapping[str, Tool] = {tool.name: tool for tool in _ALL}
