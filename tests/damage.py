"""Packages damaged at random, in ways that nobody chose, and written in pieces of any size."""

from __future__ import annotations

import shutil
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.csv as pacsv
import pyarrow.parquet as pq

from corpus import write_corpus
from evitab.package import Contents, Medium, read_package
from evitab.standard import TableSchema, standard
from evitab.validation.parts.links import links
from packages import GOLDEN

Random = np.random.Generator

# What strange hands write into a cell of text: nothing, what is no key, letters beyond ASCII, a
# formula, blanks, a line's end, a quote, and keys far off.
_TEXTS = (
    None,
    "",
    "é",
    "維生素 D₃ — 𝛼",
    "CLM-1",
    "CLM-00001",
    "CLM-999999999",
    "EFF-4294967296",
    "=1+1",
    "   ",
    "a\nb",
    'say "x", y',
    "\u202eabc",
    "e\u0301",
    "0001",
)
_NUMBERS = (None, 0.0, -0.0, -1.0, 1e-9, 0.1, 33.0, 1e14, 1e15, 1e21, 0.1 + 0.2, 1e100)


def damaged(contents: Contents, random: Random, share: float) -> dict[str, pa.Table]:
    """The tables of a package, of whose cells about a share was overwritten and some of whose rows
    stand twice, in another order or not at all.
    """
    return {
        name: _rows(random, _cells(random, table.data, table.schema, share), share)
        for name, table in contents.tables.items()
    }


def _cells(random: Random, data: pa.Table, schema: TableSchema, share: float) -> pa.Table:
    columns = {}
    for name in data.column_names:
        values = data.column(name).to_pylist()
        for row in np.flatnonzero(random.random(len(values)) < share / 3).tolist():
            values[row] = _strange(random, schema.by_name[name].type, values)
        columns[name] = pa.array(values, data.schema.field(name).type)
    return pa.table(columns, schema=data.schema)


def _strange(random: Random, kind: str, values: list[object]) -> object:
    if random.random() < 0.2:
        return None
    if random.random() < 0.3:
        return values[random.integers(len(values))]
    if kind == "string":
        return _TEXTS[random.integers(len(_TEXTS))]
    if kind == "number":
        return _NUMBERS[random.integers(len(_NUMBERS))]
    if kind in {"integer", "year"}:
        return [None, 0, -3, 33, 2011, 10**15 - 1, 10**15, 2**60][random.integers(8)]
    return None


def _rows(random: Random, data: pa.Table, share: float) -> pa.Table:
    order = np.arange(len(data))
    if len(order) > 1 and random.random() < 10 * share:
        order = np.append(order, random.integers(len(order), size=2))
    if len(order) > 1 and random.random() < 10 * share:
        order = np.delete(order, random.integers(len(order)))
    if random.random() < 5 * share:
        order = random.permutation(order)
    return data.take(pa.array(order))


def crossed(tables: dict[str, pa.Table], random: Random, share: float) -> dict[str, pa.Table]:
    """The same tables, in which a share of the pointers that lead to no source of their own lead
    to where another row's does.
    """
    profile = standard().profiles["article"]
    ways = links(profile, tables)
    found = {}
    for name, data in tables.items():
        columns = {each: data.column(each) for each in data.column_names}
        for key in profile.by_name[name].foreign_keys:
            own, column = ways.get(name), key.fields[0]
            if own is not None and key.table in ways and column != own.column:
                columns[column] = _elsewhere(random, columns[column], share)
        found[name] = pa.table(columns, schema=data.schema)
    return found


def _elsewhere(random: Random, column: pa.ChunkedArray, share: float) -> pa.Array:
    values = column.to_pylist()
    for row in np.flatnonzero(random.random(len(values)) < share).tolist():
        values[row] = values[random.integers(len(values))] if values[row] else None
    return pa.array(values, column.type)


def write(
    tables: dict[str, pa.Table],
    root: Path,
    medium: Medium,
    random: Random,
    *,
    in_folders: bool = True,
) -> None:
    """Write tables over those of a copied package, in one form: Parquet in row groups of any size,
    empty ones among them, and now and then, if they may lie `in_folders`, as several files.
    """
    for folder in ("tables", "parquet"):
        shutil.rmtree(root / folder, ignore_errors=True)
    for file in root.glob("datapackage*.json"):
        file.unlink()
    for name, data in tables.items():
        path = root / medium.file(name)
        path.parent.mkdir(exist_ok=True)
        if in_folders and len(data) > 1 and random.random() < 0.2:
            path.with_suffix("").mkdir()
            cut = int(random.integers(1, len(data)))
            _file(data[:cut], path.with_suffix("") / f"part-1{path.suffix}", random)
            _file(data[cut:], path.with_suffix("") / f"part-2{path.suffix}", random)
        else:
            _file(data, path, random)


def _file(data: pa.Table, path: Path, random: Random) -> None:
    if path.suffix == ".csv":
        options = pacsv.WriteOptions(quoting_style="needed")
        pacsv.write_csv(data, path, options)
        return
    with pq.ParquetWriter(path, data.schema) as writer:
        start = 0
        while start < len(data):
            size = int(random.integers(0, 40))
            writer.write_table(data[start : start + size])
            start += size


def damaged_copy(
    folder: Path,
    seed: int,
    share: float,
    medium: Medium,
    *,
    in_folders: bool = True,
    articles: int = 1,
    across: float = 0,
) -> Path:
    """A copy of the golden article, or a package of so many like it, damaged and written anew;
    `across` is the share of pointers that may lead to another article.
    """
    random = np.random.default_rng(seed)
    shutil.copytree(GOLDEN["authority"], folder / GOLDEN["authority"].name)
    root = folder / GOLDEN["article"].name
    if articles > 1:
        write_corpus(read_package(GOLDEN["article"], standard()), articles, root, medium)
    else:
        shutil.copytree(GOLDEN["article"], root)
    contents = read_package(root, standard())
    # The words of the source stay: grounding is asked as well.
    tables = damaged(contents, random, share)
    tables = crossed(tables, random, across) if across else tables
    if medium is Medium.CSV:
        tables = {name: _untyped(random, data, share) for name, data in tables.items()}
    write(tables, root, medium, random, in_folders=in_folders)
    return root


def _untyped(random: Random, data: pa.Table, share: float) -> pa.Table:
    """A table of text, where now and then a cell of another type is no value of it."""
    columns = {}
    for name in data.column_names:
        column = data.column(name)
        if column.type not in {pa.string(), pa.large_string()} and random.random() < share:
            cells = column.cast(pa.string()).to_pylist()
            cells[random.integers(len(cells))] = "a few"
            column = pa.array(cells, pa.string())
        columns[name] = column
    return pa.table(columns)
