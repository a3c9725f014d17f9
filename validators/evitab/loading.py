"""Loading: a package as typed tables, for data scientists."""

from __future__ import annotations

import html
from collections.abc import Iterator, Mapping
from functools import cached_property
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, overload

from evitab.columns import arrow_schema, frame_of, plain_text
from evitab.finding import CannotJudge
from evitab.package import Contents, Medium, read_package, refuse_unread
from evitab.package.extras import needed
from evitab.package.writing import by_key, write_files
from evitab.places import find
from evitab.standard import standard
from evitab.tables import Tables

if TYPE_CHECKING:
    import pandas as pd
    import pandera.pandas as pandera
    import polars as pl
    import pyarrow as pa
    from duckdb import DuckDBPyConnection


def load(
    name_or_path: str,
    *,
    version: str | None = None,
    store: str | None = None,
    medium: str | None = None,
) -> Package:
    """Load a package by its name (`evitab list` tells them) or by its folder.

    `medium` is "csv" or "parquet"; without it CSV is read where there is any. Loading reads and
    types the tables, it does not judge them: `evitab validate` does.

    A released version comes from a store, by `version` ("1.0.0" or "latest"), by its name
    (`evitab.load("vitamin-d3-k2@1.0.0")`), or by the `store` alone, which means the latest:

        evitab.load("vitamin-d3-k2", version="1.0.0", store="s3://bucket/releases")

    `store` is a folder or a URL; without it that of the variable EVITAB_STORE. A release is
    downloaded once, to EVITAB_CACHE or where the system keeps such
    things, and verified whenever it is loaded. Where the store is not reached, the release that
    was downloaded before is used, and `evitab.OfflineWarning` says so.

    Raises CannotJudge, with the file and what to do, where something cannot be read or a download
    is not what was published, and ValueError for another medium, or two versions at once.
    """
    form = None if medium is None else Medium(medium)
    contents = read_package(_folder(str(name_or_path), version, store), standard(), form)
    refuse_unread(contents)
    return Package(contents)


def _folder(name_or_path: str, version: str | None, store: str | None) -> Path:
    """The folder of a package: of a release in the cache where a version or a store is named."""
    if not (version or store or "@" in name_or_path):
        return find(name_or_path)
    # fsspec is slow to import, and few ask a store.
    from evitab.store import as_spec, fetch

    name, named = as_spec(name_or_path) or (name_or_path, None)
    if version and named:
        raise ValueError(f"two versions: {version} and that of {name_or_path}")
    if version or named or store:
        return fetch(name, version or named or "latest", store)
    return find(name_or_path)


class Package(Tables):
    """The tables of one package.

    `package.claims` and `package["claims"]` give a table as a DataFrame with Arrow-backed types:
    nulls stay nulls, dates are dates. The rows are in the order of their key. Each access gives
    the same DataFrame; copy it to change it.

    `evidence()` is the table to begin with: one row for each claim, with all that hangs on it.
    `compare()` puts ranges and doses beside those of authorities, `all_findings()` tells what is
    at odds, `relationships` how the tables hang together. `to_arrow()`, `to_polars()` and
    `to_duckdb()` give the tables to other libraries, and `evitab export` writes files.
    """

    def __init__(self, contents: Contents) -> None:
        self._contents = contents
        self._frames: dict[str, pd.DataFrame] = {}

    @property
    def name(self) -> str:
        """The package's name."""
        return self._contents.dataset.name

    @property
    def version(self) -> str:
        """The version of the package's data."""
        return self._contents.dataset.version

    @property
    def profile(self) -> str:
        """The kind of package: article or authority."""
        return self._contents.dataset.profile.name

    @property
    def title(self) -> str:
        """The package's title."""
        return str(self._contents.dataset.facts["title"])

    @cached_property
    def tables(self) -> tuple[str, ...]:
        """The names of the tables, in the standard's order."""
        return self._contents.names

    def __getitem__(self, table: str) -> pd.DataFrame:
        if table not in self._frames:
            self._frames[table] = frame_of(self.to_arrow(table), text=plain_text())
        return self._frames[table]

    if not TYPE_CHECKING:
        # Hidden from type checkers and editors, which know the tables by name and see a slip.
        def __getattr__(self, table: str) -> pd.DataFrame:
            if table.startswith("_"):
                raise AttributeError(table)
            try:
                return self[table]
            except KeyError as error:
                raise AttributeError(error.args[0]) from None

    def __iter__(self) -> Iterator[str]:
        return iter(self.tables)

    def __len__(self) -> int:
        return len(self.tables)

    def __dir__(self) -> list[str]:
        return [*super().__dir__(), *self.tables]

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
        found = self._contents.tables.get(table)
        if found is None:
            has = ", ".join(self.tables)
            raise KeyError(f"{self.name} has no table {table!r}; it has {has}")
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

        Raises CannotJudge where duckdb is not installed (`pip install 'evitab[duckdb]'`), where
        the file is there already, and where rows break a key.
        """
        from evitab.export.duckdb_file import duckdb_bytes, fill
        from evitab.export.form import Form, refuse_taken

        duckdb = needed("duckdb")
        if path is None:
            connection = duckdb.connect()
            fill(connection, self._contents)
            return connection
        refuse_taken(Path(path), Form.DUCKDB, force=False)
        write_files({Path(path): duckdb_bytes(self._contents, with_about=False)})
        return duckdb.connect(str(path))

    @property
    def relationships(self) -> pd.DataFrame:
        """The keys between the tables, one a row: which fields of which table point to which.

        Columns: table, fields, reference_table, reference_fields, and rows, which counts those
        that point somewhere.
        """
        from evitab.views.relationships import relationships

        return frame_of(relationships(self._contents), text=plain_text())

    def evidence(self) -> pd.DataFrame:
        """The claims of an article, one a row, each with all that hangs on it.

        - the claim: its words, type, strength, population and condition; subject and object by
          their labels;
        - where it stands: `section`, and `exact`, the words of the source;
        - what it cites: `citation` as printed, the title of the reference, and `reference_status`,
          the weightiest outcome of its look-ups: found, not-found (which says nothing of whether
          the work exists) or not-checked. `is_title_match` is False where what was found has
          another title; a claim that cites nothing has nulls;
        - what its content says: `reported` as the source prints it, and the figure, typed, where
          there is one. `figure_of` is what it is of, `figure_property` a code: the property of a
          quantity, the category of a range, the use of a dose, the measure of an effect. `figures`
          counts them; the rows, `content_rows`, are in `content_tables`;
        - what is at odds about it: how many `findings`, by rules and by readers, their
          `worst_harm`, and `finding_rules`.

        The index counts from 0. Raises CannotJudge for a package without claims.
        """
        from evitab.views.evidence import evidence

        return frame_of(evidence(self._contents, self._findings()), text=plain_text())

    def compare(self, authorities: Package | None = None) -> pd.DataFrame:
        """Each range and each dose of an article beside what authorities say of the same.

        `authorities` is a package of the profile authority; without one the package is taken that
        this one names. One row is one pair: an article's range with an authority's, an article's
        dose with a dose or an intake (an upper level, say) of the substance or of a broader one.
        What an authority says is in columns that begin with `authority_`; whom and what for are in
        `population`, `purpose`, `use` and `category` of both. A row that authorities say nothing
        of stands alone, with nulls beside it.

        `scale` is the unit in which both are given in `scaled_low` to `authority_scaled_high`: for
        ranges that of the article, for doses micrograms a day, or of one dose ("ug") where how
        often is not told. It is null where `conversions` has no way, or where a dose of which
        nobody tells how often stands beside an intake a day.

        Two figures side by side are no verdict: a treatment is no intake, and groups of people
        differ. Nothing of it is medical advice. Raises CannotJudge where this is no article, or
        the other no authority package.
        """
        from evitab.views.comparison import comparison

        other = self._contents.authority if authorities is None else authorities._contents
        if other is None:
            advice = "Load one, and give it to compare()."
            raise CannotJudge("it names no authorities", file=self.name, advice=advice)
        refuse_unread(other)
        return frame_of(comparison(self._contents, other), text=plain_text())

    def all_findings(self) -> pd.DataFrame:
        """What is at odds in the source: the findings on record and the appraisals, worst first.

        The columns are those of `findings`, and `appraisal_id`, which is null where a rule
        computed the row. The index counts from 0; a package without either gives no rows.
        """
        import pandas as pd

        columns = [*standard().profiles["article"].by_name["findings"].by_name, "appraisal_id"]
        return pd.DataFrame(self._findings(), columns=columns).astype(plain_text())

    def _findings(self) -> list[Mapping[str, str | None]]:
        """The findings on record and the appraisals, worst first."""
        # What judges is slow to import, and few tables need it.
        from evitab.reporting.source_findings import worst_first
        from evitab.validation.appraisals import appraised

        record = self._contents.tables.get("findings")
        computed = [] if record is None else record.data.to_pylist()
        return worst_first([*computed, *appraised(self._contents)])

    def schema(self, table: str) -> pandera.DataFrameSchema:
        """The pandera schema of a table: types, constraints, keys and the rules about tables.

        It judges any DataFrame of the same columns and types, in whatever order its rows are.
        Keys and rules that look at other tables look at this package's.
        """
        from evitab.engines.judge import pandera_schema
        from evitab.validation.tables import structure_docket

        self.to_arrow(table)
        docket = structure_docket(self._contents, self._contents.tables[table], standard())
        schema, _ = pandera_schema(
            docket.table.schema, docket.conditions, sight=docket.sight, text=plain_text()
        )
        return schema

    def __repr__(self) -> str:
        sizes = ", ".join(f"{name} {len(self._contents.tables[name].data)}" for name in self.tables)
        return f"<evitab package {self.name} {self.version} ({self.profile}): {sizes}>"

    def _repr_html_(self) -> str:
        rows = "".join(
            f"<tr><td><code>{html.escape(name)}</code></td>"
            f"<td style='text-align:right'>{len(table.data)}</td>"
            f"<td style='text-align:left'>{html.escape(table.schema.description)}</td></tr>"
            for name, table in self._contents.tables.items()
        )
        title = f"{html.escape(self.title)} <small>{html.escape(self.name)} {self.version}</small>"
        left = "<th style='text-align:left'>"
        head = f"<tr>{left}table</th><th>rows</th>{left}what it holds</th></tr>"
        return f"<b>{title}</b><table>{head}{rows}</table>"
