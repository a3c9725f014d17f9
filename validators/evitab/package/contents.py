"""A package's folder as it was read: its facts, its tables, and what could not be read."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import TypeVar

from evitab.finding import CannotJudge, Finding
from evitab.package.csv_file import read_csv
from evitab.package.dataset import FILE, Dataset, read_dataset
from evitab.package.documents import Words
from evitab.package.extent import extent
from evitab.package.medium import Medium
from evitab.package.parquet_file import read_parquet
from evitab.package.paths import inside, read_bytes
from evitab.package.pieces import Scan, folder_of, scan_table
from evitab.package.table import Table
from evitab.places import neighbour
from evitab.standard import Standard, TableSchema

MAX_BYTES = 4_000_000_000
Beside = TypeVar("Beside")


@dataclass(frozen=True)
class Contents:
    """What was read of a package.

    `names` lists the tables that it has, built ones included; `errors` says of those that could
    not be read why. In a part of a package `every_source` has the keys of all sources.
    """

    root: Path
    dataset: Dataset
    medium: Medium
    names: tuple[str, ...]
    tables: Mapping[str, Table]
    errors: Mapping[str, CannotJudge]
    findings: tuple[Finding, ...]
    standard: Standard
    every_source: Table | None = None

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

    def with_tables(
        self, tables: Mapping[str, Table], every_source: Table | None = None
    ) -> Contents:
        """The same package with other rows in its tables, and the keys of all sources where these
        are those of a part.
        """
        known = self.every_source if every_source is None else every_source
        other = replace(self, tables=tables, every_source=known)
        # What was read once beside the tables is not read again.
        other.__dict__.update(
            {name: self.__dict__[name] for name in ("authority", "words") if name in self.__dict__}
        )
        return other

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
    contents, _ = _read(root, standard, medium, lambda *place: (read_table(*place), None))
    return contents


def is_small_enough(root: Path, standard: Standard, medium: Medium | None, most: int) -> bool:
    """Whether a package may be read at once: its tables are single files of so many rows in all, or
    about so many.

    An authority package always may: each article is compared with all of it. Raises CannotJudge as
    `read_package` does.
    """
    dataset, medium = _begin(root, standard, medium)
    if dataset.profile.name == "authority":
        return True
    names = _names(root, dataset, medium)
    if any((root / folder_of(name, medium)).is_dir() for name in names):
        return False
    return sum(extent(root, medium.file(name), most) for name in names) <= most


def open_package(
    root: Path, standard: Standard, medium: Medium | None = None
) -> tuple[Contents, Mapping[str, Scan]]:
    """Open the package in a folder, so that its tables can be read piece by piece.

    The tables of the contents have their columns, and no rows. Raises CannotJudge as `read_package`
    does.
    """

    def opened(root: Path, schema: TableSchema, medium: Medium) -> tuple[Table, Scan]:
        scan = scan_table(root, schema, medium)
        return scan.head, scan

    return _read(root, standard, medium, opened)


def _read(
    root: Path,
    standard: Standard,
    medium: Medium | None,
    read: Callable[[Path, TableSchema, Medium], tuple[Table, Beside]],
) -> tuple[Contents, dict[str, Beside]]:
    """A package whose tables are read in some way, and what that gives beside each table."""
    dataset, medium = _begin(root, standard, medium)
    tables: dict[str, Table] = {}
    beside: dict[str, Beside] = {}
    errors: dict[str, CannotJudge] = {}
    names = _names(root, dataset, medium)
    for name in names:
        try:
            tables[name], beside[name] = read(root, dataset.profile.by_name[name], medium)
        except CannotJudge as error:
            errors[name] = error
    built = dataset.profile.built
    strangers = tuple(
        found for each in Medium for found in _strangers(root, {*names, *built}, each)
    )
    return Contents(root, dataset, medium, names, tables, errors, strangers, standard), beside


def _begin(root: Path, standard: Standard, medium: Medium | None) -> tuple[Dataset, Medium]:
    """What `dataset.json` says, and in which form the tables are."""
    if not root.is_dir():
        raise CannotJudge("no such folder", file=str(root), advice="Name a package or its folder.")
    dataset = read_dataset(root, standard)
    medium = medium or _medium(root)
    folder = Path(medium.file("any")).parent
    if not inside(root, str(folder), named_by=str(folder)).is_dir():
        message = f"there is no folder {folder}/"
        raise CannotJudge(message, file=str(folder), advice="Put the tables there.")
    return dataset, medium


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
    built = {
        name
        for name in dataset.profile.built
        if (root / medium.file(name)).exists() or (root / folder_of(name, medium)).is_dir()
    }
    return tuple(name for name in dataset.profile.by_name if name in listed | built)


def _places(table: str, medium: Medium) -> tuple[str, str]:
    """Where a table may lie: in a file, or in a folder of files."""
    return medium.file(table), folder_of(table, medium)


def _strangers(root: Path, names: Collection[str], medium: Medium) -> list[Finding]:
    """Files beside the tables that no listed table explains: they would go unjudged."""
    folder = inside(root, medium.file("any"), named_by=medium.file("")).parent
    if not folder.is_dir():
        return []
    known = {Path(file).name for name in names for file in _places(name, medium)}
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
