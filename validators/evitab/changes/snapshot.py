"""A package at one time, read by its descriptor alone, so that old standards can be compared."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from evitab.changes.cells import canonical, values_as_text, without_missing
from evitab.changes.descriptor import key_of, read_descriptor
from evitab.finding import CannotJudge
from evitab.package import Contents, read_package
from evitab.package.archive import is_archive, unpack
from evitab.package.contents import MAX_BYTES
from evitab.package.csv_text import CsvText, read_csv_text
from evitab.package.dataset import FILE
from evitab.package.descriptor import descriptor
from evitab.package.parquet_file import read_columns
from evitab.package.paths import read_bytes
from evitab.standard import Standard

_SUMS = "SHA256SUMS"
_VALIDATE = "Run evitab validate, and mend what it finds."
# Where and how a table's bytes lie; its rows say what they hold.
_PHYSICAL = frozenset({"path", "format", "mediatype", "encoding", "dialect", "bytes", "hash"})


@dataclass(frozen=True)
class TableState:
    """One table: what its resource says besides the schema, the schema, and its rows.

    `rows` has the schema's fields, in its order, as text, sorted by the primary key.
    """

    about: Mapping[str, Any]
    schema: Mapping[str, Any]
    rows: pa.Table

    @property
    def key(self) -> tuple[str, ...]:
        """The fields of the primary key."""
        return key_of(self.schema)

    @property
    def fields(self) -> dict[str, Mapping[str, Any]]:
        """The descriptors of the fields by name, in order."""
        return {field["name"]: field for field in self.schema["fields"]}


@dataclass(frozen=True)
class Snapshot:
    """A package: the facts in its descriptor, and its tables by name."""

    facts: Mapping[str, Any]
    tables: Mapping[str, TableState]

    @property
    def version(self) -> str | None:
        """The version of the data, where it has one."""
        return self.facts.get("version")

    @property
    def name(self) -> str | None:
        """The package's name, where it has one."""
        return self.facts.get("name")


def read_snapshot(place: Path, standard: Standard) -> Snapshot:
    """Read the package in a folder (under work, or an unpacked release) or in an archive.

    Raises CannotJudge where any of it cannot be read, or where rows have no key of their own.
    """
    try:
        if not is_archive(place):
            return _read_folder(place, standard)
        with TemporaryDirectory(prefix="evitab-") as folder:
            unpack(place, Path(folder) / "package")
            return _read_folder(Path(folder) / "package", standard)
    except CannotJudge as error:
        # Two packages have files of the same names: say in which of them this one is.
        where = (
            str(place) if error.file in {".", place.name, str(place)} else f"{place}/{error.file}"
        )
        raise CannotJudge(error.message, file=where, line=error.line, advice=error.advice) from None


def _read_folder(root: Path, standard: Standard) -> Snapshot:
    if not root.is_dir():
        message, advice = "no such folder or archive", "Name a package, its folder or its archive."
        raise CannotJudge(message, file=str(root), advice=advice)
    if (root / FILE).exists() and not (root / _SUMS).exists():
        # What is built may be stale while somebody is at work: describe what is there now.
        return snapshot_of(read_package(root, standard))
    file, package = read_descriptor(root)
    return _described(root, package, file)


def snapshot_of(contents: Contents) -> Snapshot:
    """The package that was read from a folder, as its files are now.

    Raises CannotJudge where a table cannot be read, or is there and not listed.
    """
    for error in contents.errors.values():
        raise error
    for found in contents.findings:
        if found.file.startswith("tables/"):
            raise CannotJudge("dataset.json does not list it", file=found.file, advice=found.advice)
    empty = dict.fromkeys(contents.names, b"")
    package = descriptor(contents, contents.standard, contents.medium, empty)
    return _described(contents.root, package, FILE)


def _described(root: Path, package: Mapping[str, Any], file: str) -> Snapshot:
    """The facts and the tables that a descriptor names."""
    facts = {name: value for name, value in package.items() if name != "resources"}
    tables = {resource["name"]: _table(root, resource, file) for resource in package["resources"]}
    return Snapshot(facts, tables)


def _table(root: Path, resource: Mapping[str, Any], file: str) -> TableState:
    schema = dict(resource["schema"])
    schema["fields"] = [{"type": "any", "constraints": {}, **field} for field in schema["fields"]]
    # What the schema says as well would be told twice.
    about = {
        name: value
        for name, value in resource.items()
        if name not in _PHYSICAL | {"name", "schema"} and schema.get(name) != value
    }
    path = resource["path"]
    data = read_bytes(root, path, limit=MAX_BYTES, named_by=file)
    read = _from_parquet if path.lower().endswith(".parquet") else _from_csv
    rows = read(data, path, schema)
    return TableState(about, schema, _by_key(rows, path, key_of(schema)))


def _from_csv(data: bytes, file: str, schema: Mapping[str, Any]) -> pa.Table:
    fields = {field["name"]: field for field in schema["fields"]}
    missing = schema.get("missingValues", [""])
    text = read_csv_text(
        data, file, str(schema.get("name", file)), columns=fields, missing_values=missing
    )
    _refuse_loss(file, text.header, fields, text)
    columns = {
        name: canonical(field, without_missing(text.cells.column(name), missing))
        for name, field in fields.items()
    }
    return pa.table(columns)


def _from_parquet(data: bytes, file: str, schema: Mapping[str, Any]) -> pa.Table:
    fields = [field["name"] for field in schema["fields"]]
    found = read_columns(data, file)
    _refuse_loss(file, found.column_names, fields)
    columns = {}
    for name in fields:
        text = values_as_text(found.column(name))
        if text is None:
            message = f"the column {name[:80]!r} holds no cells but {found.column(name).type}"
            raise CannotJudge(message, file=file, advice=_VALIDATE)
        columns[name] = without_missing(text, schema.get("missingValues", [""]))
    return pa.table(columns)


def _refuse_loss(
    file: str, found: Sequence[str], fields: Collection[str], text: CsvText | None = None
) -> None:
    """A column or a row that is left out would go uncompared, and nobody would know."""
    for name in found:
        if name not in fields:
            message = f"the column {name[:80]!r} is in no schema"
            raise CannotJudge(message, file=file, line=1, advice=_VALIDATE)
    for name in fields:
        if name not in found:
            message = f"the column {name[:80]!r} of the schema is not there"
            raise CannotJudge(message, file=file, line=1, advice=_VALIDATE)
    for line, width in text.ragged if text else ():
        message = f"a row of {width} cells; expected {len(fields)}"
        raise CannotJudge(message, file=file, line=line, advice=_VALIDATE)


def _by_key(rows: pa.Table, file: str, key: tuple[str, ...]) -> pa.Table:
    """The rows in the order of their key, which each must have for itself."""
    for name in key:
        if rows.column(name).null_count:
            message = f"a row without {name}, by which rows are compared"
            raise CannotJudge(message, file=file, advice=_VALIDATE)
    rows = rows.sort_by([(name, "ascending") for name in key]).combine_chunks()
    if twice := first_repeated(rows, key):
        message = f"the key {'|'.join(twice)[:200]} stands twice; rows are compared by it"
        raise CannotJudge(message, file=file, advice=_VALIDATE)
    return rows


def first_repeated(rows: pa.Table, key: tuple[str, ...]) -> tuple[str, ...] | None:
    """The first key that two of the rows share, of rows that are sorted by it."""
    if len(rows) < 2:
        return None
    repeated = None
    for name in key:
        column = rows.column(name)
        equal = pc.equal(column.slice(1), column.slice(0, len(rows) - 1))
        repeated = equal if repeated is None else pc.and_(repeated, equal)
    at = pc.index(repeated, True).as_py()
    return None if at < 0 else tuple(rows.column(name)[at].as_py() for name in key)
