"""Loading: a package as typed tables, for data scientists."""

from __future__ import annotations

import html
from collections.abc import Iterator
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from evitab.engines.judge import frame_of, pandera_schema
from evitab.finding import CannotJudge
from evitab.package import Contents, Medium, read_package
from evitab.package.places import find
from evitab.package.writing import by_key
from evitab.reporting.source_findings import worst_first
from evitab.standard import standard
from evitab.validation.appraisals import appraised
from evitab.validation.tables import structure_docket

if TYPE_CHECKING:
    import pandera.pandas as pandera

# pandas' own text type lies in Arrow's memory too, and is the one that other libraries know.
_TEXT = pd.StringDtype("pyarrow", na_value=float("nan"))


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
    for error in contents.errors.values():
        raise error
    for table in contents.tables.values():
        for finding in table.findings:
            raise CannotJudge(
                f"{finding.rule}: found {finding.value!r}, expected {finding.expected}",
                file=finding.file,
                line=finding.line,
                advice=f"{finding.advice} `evitab validate` lists all of it.",
            )
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


class Package:
    """The tables of one package.

    `package.claims` and `package["claims"]` give a table as a DataFrame with Arrow-backed types:
    nulls stay nulls, dates are dates. The rows are in the order of their key. Each access gives
    the same DataFrame; copy it to change it.
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
        if table not in self._contents.tables:
            raise KeyError(f"{self.name} has no table {table!r}; it has {', '.join(self.tables)}")
        if table not in self._frames:
            found = self._contents.tables[table]
            self._frames[table] = frame_of(by_key(found.schema, found.data), text=_TEXT)
        return self._frames[table]

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

    def all_findings(self) -> pd.DataFrame:
        """What is at odds in the source: the findings on record and the appraisals, worst first.

        The columns are those of `findings`, and `appraisal_id`, which is null where a rule
        computed the row. The index counts from 0; a package without either gives no rows.
        """
        record = self._contents.tables.get("findings")
        computed = [] if record is None else record.data.to_pylist()
        rows = worst_first([*computed, *appraised(self._contents)])
        columns = [*standard().profiles["article"].by_name["findings"].by_name, "appraisal_id"]
        return pd.DataFrame(rows, columns=columns).astype(_TEXT)

    def schema(self, table: str) -> pandera.DataFrameSchema:
        """The pandera schema of a table: types, constraints, keys and the rules about tables.

        It judges any DataFrame of the same columns and types, in whatever order its rows are.
        Keys and rules that look at other tables look at this package's.
        """
        self[table]
        docket = structure_docket(self._contents, self._contents.tables[table], standard())
        schema, _ = pandera_schema(
            docket.table.schema, docket.conditions, sight=docket.sight, text=_TEXT
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
