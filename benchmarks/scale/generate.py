"""Writing a generated package in one form, chunk by chunk, with the truth about it beside it."""

from __future__ import annotations

import csv
import hashlib
import json
import shutil
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import IO, Any

import numpy as np
import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq

from benchmarks.scale.damage import DAMAGES, Damage, Numbers
from benchmarks.scale.strike import misprint, strike
from benchmarks.scale.values import Columns, sound
from benchmarks.scale.work import STANDARD, TABLES, Counts, file_of
from evitab.columns import arrow_schema
from evitab.package import writing
from evitab.package.descriptor import table_schema
from evitab.package.writing import GROUP_ROWS, parquet_options

# A chunk is a row group, of as many rows as evitab writes.
CHUNK = GROUP_ROWS
SHARES = {"references": 1 / 20, "claims": 1 / 2, "effects": 1, "dosages": 1 / 4}
_CODE = (
    *(Path(__file__).with_stem(name) for name in ("damage", "strike", "values")),
    Path(writing.__file__),
)


@dataclass(frozen=True)
class Recipe:
    """What a package is made of: rows of `effects`, of how many rows each kind of damage strikes
    one, the seed, the form, and the code that makes it.
    """

    rows: int
    form: str
    per: int = 1000
    seed: int = 20261127
    code: str = hashlib.sha256(b"".join(each.read_bytes() for each in _CODE)).hexdigest()[:16]

    def damage(self, table: str) -> Damage:
        """The damage of a table, which also knows its number of rows."""
        return Damage(table, max(int(self.rows * SHARES[table]), 2), self.per, self.seed)


def package(recipe: Recipe, place: Path) -> Path:
    """The folder of the package that a recipe gives, made where it is not there already.

    It is written beside and moved there when it is whole.
    """
    told = json.dumps(asdict(recipe), indent=2) + "\n"
    if (place / "recipe.json").is_file() and (place / "recipe.json").read_text() == told:
        return place
    beside = place.with_name(f"{place.name}.part")
    for old in (beside, place):
        shutil.rmtree(old, ignore_errors=True)
    for table in TABLES:
        file_of(beside, table, recipe.form).parent.mkdir(parents=True, exist_ok=True)
    _write_tables(recipe, beside)
    _write_json(beside / "dataset.json", _facts())
    _write_json(beside / "datapackage.json", _descriptor(recipe.form))
    (beside / "recipe.json").write_text(told)
    return beside.rename(place)


def truth(folder: Path) -> Counts:
    """How many rows of a generated package fail each check."""
    with (folder / "truth.csv").open(encoding="utf-8", newline="") as lines:
        return {(row["table"], row["check"]): int(row["count"]) for row in csv.DictReader(lines)}


def _write_tables(recipe: Recipe, folder: Path) -> None:
    counts: Counter[tuple[str, str]] = Counter()
    with (folder / "damaged.csv").open("w", encoding="utf-8", newline="") as file:
        damaged = csv.writer(file, lineterminator="\n")
        damaged.writerow(["table", "check", "key"])
        for table in TABLES:
            for key, kind in _write_table(recipe, folder, table):
                damaged.writerow([table, kind, key])
                counts[table, kind] += 1
    with (folder / "truth.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["table", "check", "count"])
        writer.writerows([*key, count] for key, count in counts.items())


def _write_table(recipe: Recipe, folder: Path, table: str) -> Iterator[tuple[str, str]]:
    """Write a table; gives the key and the kind of each damaged row that its form can show."""
    damage = recipe.damage(table)
    parents = [recipe.damage(key.table) for key in TABLES[table].foreign_keys]
    with ExitStack() as stack:
        writer = _writer(file_of(folder, table, recipe.form), table, stack)
        for start in range(0, damage.rows, CHUNK):
            rows = np.arange(start, min(start + CHUNK, damage.rows))
            random = np.random.default_rng([recipe.seed, list(TABLES).index(table), start])
            clean = sound(table, rows, random, *parents)
            columns, kinds = strike(damage, rows, clean)
            writer(columns, kinds)
            yield from _told(damage, columns, kinds, recipe.form)


def _told(damage: Damage, columns: Columns, kinds: Numbers, form: str) -> Iterator[tuple[str, str]]:
    names, keys = DAMAGES[damage.table], next(iter(columns.values()))
    for row in np.flatnonzero(kinds >= 0).tolist():
        # A Parquet column of numbers holds nothing else: there, such a cell is empty.
        if (kind := names[kinds[row]]) != "type" or form == "csv":
            yield keys[row].as_py(), kind


def _writer(path: Path, table: str, stack: ExitStack) -> Any:
    if path.suffix == ".parquet":
        return _parquet_writer(path, table, stack)
    return _csv_writer(table, stack.enter_context(path.open("wb")))


def _parquet_writer(path: Path, table: str, stack: ExitStack) -> Any:
    """Writes as evitab itself does; how, the first chunk tells."""
    schema = arrow_schema(TABLES[table]).remove_metadata()
    schema = pa.schema([field.remove_metadata() for field in schema])
    opened: list[pq.ParquetWriter] = []

    def write(columns: Columns, _: Numbers) -> None:
        chunk = pa.table(columns, schema=schema)
        if not opened:
            file = pq.ParquetWriter(path, schema, **parquet_options(chunk))
            opened.append(stack.enter_context(file))
        opened[0].write_table(chunk)

    return write


def _csv_writer(table: str, file: IO[bytes]) -> Any:
    def write(columns: Columns, kinds: Numbers) -> None:
        chunk = pl.DataFrame(pa.table(misprint(table, columns, kinds)))
        chunk.write_csv(file, include_header=file.tell() == 0, quote_style="necessary")

    return write


def _facts() -> dict[str, Any]:
    return {
        "name": "scale",
        "title": "A generated package",
        "description": "Made up, to measure validators on. It says nothing of any medicine.",
        "version": "1.0.0",
        "profile": "scale",
        "licenses": [{"name": "CC0-1.0"}],
        "contributors": [{"title": "The evitab contributors", "roles": ["creator"]}],
        "tables": list(TABLES),
    }


def _descriptor(form: str) -> dict[str, Any]:
    tables = tuple(TABLES)
    resources = [
        {
            "name": name,
            "type": "table",
            "path": file_of(Path(), name, form).as_posix(),
            "format": form,
            "encoding": "utf-8",
            "schema": table_schema(schema, STANDARD, tables),
        }
        for name, schema in TABLES.items()
    ]
    profile = "https://datapackage.org/profiles/2.0/datapackage.json"
    return {"$schema": profile, "name": "scale", "resources": resources}


def _write_json(path: Path, value: dict[str, Any]) -> None:
    path.write_text(json.dumps(value, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
