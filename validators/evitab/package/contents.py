"""A package's folder as it was read: its facts, its tables, and what could not be read."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from pathlib import Path

from evitab.finding import CannotJudge, Finding
from evitab.package.csv_file import read_csv
from evitab.package.dataset import FILE, Dataset, read_dataset
from evitab.package.documents import Words
from evitab.package.parquet_file import read_parquet
from evitab.package.paths import inside, read_bytes
from evitab.package.table import Table
from evitab.places import neighbour
from evitab.standard import Standard, TableSchema

MAX_BYTES = 4_000_000_000


class Medium(StrEnum):
    """The two forms in which a package keeps each table."""

    CSV = "csv"
    PARQUET = "parquet"

    def file(self, table: str) -> str:
        """The path of a table's file inside its package."""
        return f"{'tables' if self is Medium.CSV else 'parquet'}/{table}.{self.value}"


@dataclass(frozen=True)
class Contents:
    """What was read of a package.

    `names` lists the tables that it has, built ones included; `errors` says of those that could
    not be read why.
    """

    root: Path
    dataset: Dataset
    medium: Medium
    names: tuple[str, ...]
    tables: Mapping[str, Table]
    errors: Mapping[str, CannotJudge]
    findings: tuple[Finding, ...]
    standard: Standard

    @property
    def has_authority(self) -> bool:
        """Whether there is an authority package to compare with."""
        return self._is_authority or self.dataset.authority is not None

    @property
    def _is_authority(self) -> bool:
        return self.dataset.profile.name == "authority"

    @cached_property
    def authority(self) -> Contents | None:
        """The authority package that this one names; an authority package is its own.

        None where it names none. Raises CannotJudge where it cannot be read.
        """
        if self._is_authority:
            return self
        named = self.dataset.authority
        if named is None:
            return None
        place = neighbour(self.root, named["name"])
        try:
            found = read_package(place, self.standard)
        except CannotJudge as error:
            raise CannotJudge(
                f"the package {named['name']} cannot be read: {error.message}",
                file=error.file,
                advice=error.advice,
            ) from None
        is_beside = place.parent == self.root.resolve().parent
        if not is_beside and found.dataset.version != named["version"]:
            # What came with evitab stands in for one that is not here, if it is the same.
            message = f"the package {named['name']} {named['version']} is not here"
            advice = f"Put it beside this one; {found.dataset.version} came with evitab."
            raise CannotJudge(message, file=FILE, advice=advice)
        return found

    @property
    def unlisted(self) -> frozenset[str]:
        """The tables whose files are there though `dataset.json` does not list them."""
        return frozenset(Path(finding.file).stem for finding in self.findings)

    def schema(self, table: str) -> TableSchema:
        """The schema of a table of the package's profile."""
        return self.dataset.profile.by_name[table]

    @cached_property
    def words(self) -> Words:
        """The words of its sources, as far as they are here."""
        return Words(self.root, self.dataset.source_paths)


def read_package(root: Path, standard: Standard, medium: Medium | None = None) -> Contents:
    """Read the package in a folder, from CSV unless it has Parquet alone.

    Raises CannotJudge where `dataset.json` cannot be used; a table that cannot be read is in
    the contents' `errors` instead.
    """
    if not root.is_dir():
        raise CannotJudge("no such folder", file=str(root), advice="Name a package or its folder.")
    dataset = read_dataset(root, standard)
    medium = medium or _medium(root)
    folder = Path(medium.file("any")).parent
    if not inside(root, str(folder), named_by=str(folder)).is_dir():
        message = f"there is no folder {folder}/"
        raise CannotJudge(message, file=str(folder), advice="Put the tables there.")
    tables: dict[str, Table] = {}
    errors: dict[str, CannotJudge] = {}
    names = _names(root, dataset, medium)
    for name in names:
        try:
            tables[name] = read_table(root, dataset.profile.by_name[name], medium)
        except CannotJudge as error:
            errors[name] = error
    built = dataset.profile.built
    strangers = tuple(
        found for each in Medium for found in _strangers(root, {*names, *built}, each)
    )
    return Contents(root, dataset, medium, names, tables, errors, strangers, standard)


def refuse_unread(contents: Contents) -> None:
    """Raise CannotJudge, with the first place, where a table or a cell could not be read."""
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


def read_table(root: Path, schema: TableSchema, medium: Medium) -> Table:
    """Read one table of a package; raises CannotJudge where that is not possible."""
    file = medium.file(schema.name)
    data = read_bytes(root, file, limit=MAX_BYTES)
    return (
        read_csv(data, file, schema) if medium is Medium.CSV else read_parquet(data, file, schema)
    )


def _medium(root: Path) -> Medium:
    has_only_parquet = (root / "parquet").is_dir() and not (root / "tables").is_dir()
    return Medium.PARQUET if has_only_parquet else Medium.CSV


def _names(root: Path, dataset: Dataset, medium: Medium) -> tuple[str, ...]:
    """The tables that are listed, and the built ones that are there."""
    listed = set(dataset.tables)
    built = {name for name in dataset.profile.built if (root / medium.file(name)).exists()}
    return tuple(name for name in dataset.profile.by_name if name in listed | built)


def _strangers(root: Path, names: Collection[str], medium: Medium) -> list[Finding]:
    """Files beside the tables that no listed table explains: they would go unjudged."""
    folder = inside(root, medium.file("any"), named_by=medium.file("")).parent
    if not folder.is_dir():
        return []
    known = {Path(medium.file(name)).name for name in names}
    return [
        Finding(
            rule="file_is_listed",
            file=f"{folder.name}/{path.name[:80]}",
            expected="a table that dataset.json lists",
            advice="List it under tables in dataset.json, or remove the file.",
        )
        for path in sorted(folder.iterdir())
        if path.name not in known and not path.name.startswith(".")
    ]
