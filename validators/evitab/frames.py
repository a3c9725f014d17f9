"""The tables of a package, typed, as a read-only mapping: for pandas, Arrow, polars and DuckDB."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, Any, overload

from evitab.columns import arrow_schema, frame_of, plain_text
from evitab.nearest import did_you_mean
from evitab.package import Contents
from evitab.package.extras import needed
from evitab.package.writing import by_key
from evitab.tables import Tables

if TYPE_CHECKING:
    import pandas as pd
    import polars as pl
    import pyarrow as pa
    from duckdb import DuckDBPyConnection


class Frames(Tables):
    """The tables that a package has, by their names: `frames.claims`, `frames["claims"]`.

    It iterates over the names, as a dict does. Each access gives a DataFrame of its own, which
    shares its data with the others until it is changed; the package stays as it was read.
    """

    def __init__(self, contents: Contents) -> None:
        self._contents = contents
        self._frames: dict[str, pd.DataFrame] = {}

    @cached_property
    def tables(self) -> tuple[str, ...]:
        """The names of the tables, in the standard's order."""
        return self._contents.names

    def keys(self) -> tuple[str, ...]:
        """The names of the tables, so that `dict(package)` gives all of them."""
        return self.tables

    def __getitem__(self, table: str) -> pd.DataFrame:
        if table not in self.tables:
            raise KeyError(self._no_table(table))
        if table not in self._frames:
            self._frames[table] = frame_of(self.to_arrow(table), text=plain_text())
        return self._frames[table].copy(deep=False)

    if not TYPE_CHECKING:
        # Hidden from type checkers and editors, which know the tables by name and see a slip.
        def __getattr__(self, table: str) -> pd.DataFrame:
            """A table by its name."""
            if table.startswith("_"):  # What copy and pickle ask for before there is anything.
                raise AttributeError(table)
            if table not in self.tables:
                raise AttributeError(self._no_table(table, or_else=" and a package no such part"))
            return self[table]

    def __setattr__(self, name: str, value: Any) -> None:
        if not name.startswith("_"):
            copy = f"; copy it: {name} = package[{name!r}].copy()" if name in self.tables else ""
            raise AttributeError(f"a package is read-only{copy}")
        super().__setattr__(name, value)

    def __contains__(self, table: object) -> bool:
        return table in self.tables

    def __iter__(self) -> Iterator[str]:
        return iter(self.tables)

    def __len__(self) -> int:
        return len(self.tables)

    def __dir__(self) -> list[str]:
        return [*super().__dir__(), *self.tables]

    def _ipython_key_completions_(self) -> list[str]:
        return list(self.tables)

    def _no_table(self, name: object, or_else: str = "") -> str:
        known = [each for each in dir(self) if not each.startswith("_")] if or_else else self.tables
        hint = did_you_mean(str(name), known) or f"It has {', '.join(self.tables)}."
        return f"{self._contents.dataset.name} has no table {name!r}{or_else}. {hint}"

    @overload
    def to_arrow(self, table: str) -> pa.Table: ...
    @overload
    def to_arrow(self, table: None = None) -> dict[str, pa.Table]: ...
    def to_arrow(self, table: str | None = None) -> pa.Table | dict[str, pa.Table]:
        """One table as a `pyarrow.Table`, or all of them by their names.

        Titles, descriptions and units are in the metadata of the schema and its fields. Raises
        KeyError where there is no such table.
        """
        if table is None:
            return {name: self.to_arrow(name) for name in self.tables}
        if table not in self.tables:
            raise KeyError(self._no_table(table))
        found = self._contents.tables[table]
        return by_key(found.schema, found.data).cast(arrow_schema(found.schema))

    @overload
    def to_polars(self, table: str) -> pl.DataFrame: ...
    @overload
    def to_polars(self, table: None = None) -> dict[str, pl.DataFrame]: ...
    def to_polars(self, table: str | None = None) -> pl.DataFrame | dict[str, pl.DataFrame]:
        """One table as a `polars.DataFrame`, or all of them by their names.

        Raises CannotJudge where polars is not installed (`pip install 'evitab[polars]'`), and
        KeyError where there is no such table.
        """
        polars = needed("polars")
        if table is None:
            return {name: polars.from_arrow(data) for name, data in self.to_arrow().items()}
        return polars.from_arrow(self.to_arrow(table))

    def to_duckdb(self, path: str | PathLike[str] | None = None) -> DuckDBPyConnection:
        """A DuckDB connection with one table for each of the package's, in memory or to a file.

        Primary, unique and foreign keys are constraints; what tables and columns hold is in their
        comments (`duckdb_tables()`, `duckdb_columns()`), and so are keys of a table to itself.

            package.to_duckdb().sql("SELECT type, count(*) FROM claims GROUP BY ALL")

        SQL wants quotes around the name of a table that is a word of its own: "references". Raises
        CannotJudge where duckdb is not installed (`pip install 'evitab[duckdb]'`), where the file
        is there already, and where rows break a key.
        """
        from evitab.export.duckdb_file import connected

        return connected(self._contents, None if path is None else Path(path))
