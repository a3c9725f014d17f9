"""Many articles made of one: each row once for every article, under keys of its own."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from evitab.columns import arrow_schema
from evitab.finding import fingerprint
from evitab.package import Contents, Medium, Table
from evitab.package.writing import csv_bytes
from evitab.standard import TableSchema

# A made-up key: letters, and a number that tells the row from its like.
KEY = re.compile(r"\b([A-Z]{3})-(\d{4,9})\b")
# Columns of text in which keys of any table stand among words; findings say them in all of theirs.
_SPEAKING = {"appraisals": ("row", "related_rows")}
_FINDINGS = "findings"
_DIGITS = 4


def multiplied(contents: Contents, articles: int) -> Contents:
    """A package with so many articles like the one of `contents`, which have their concepts in
    common. All of its rows are in memory; no file is written.
    """
    step = _step(contents)
    tables = {
        name: replace(
            table,
            data=(data := _rows(table, articles, step)),
            lines=np.arange(2, len(data) + 2),
        )
        for name, table in contents.tables.items()
    }
    facts = {**contents.dataset.facts, "sources": _sources(contents, articles)}
    return replace(contents, dataset=replace(contents.dataset, facts=facts), tables=tables)


def write_corpus(contents: Contents, articles: int, root: Path, medium: Medium) -> Path:
    """Write the package of so many articles into a new folder, its tables in one medium."""
    corpus = multiplied(contents, articles)
    folder = root / Path(medium.file("any")).parent
    folder.mkdir(parents=True)
    facts = json.dumps(corpus.dataset.facts, indent=2)
    (root / "dataset.json").write_text(facts + "\n", encoding="utf-8")
    for name, table in corpus.tables.items():
        path = root / medium.file(name)
        if medium is Medium.PARQUET:
            data = table.data.cast(arrow_schema(table.schema))
            pq.write_table(data, path, compression="zstd", row_group_size=1_000_000)
        else:
            path.write_bytes(csv_bytes(table.schema, table.data))
    for paths in zip(_paths(contents, articles), corpus.dataset.source_paths, strict=True):
        shutil.copyfile(contents.root / paths[0], root / paths[1])
    return root


def renamed(text: str, article: int, step: int) -> str:
    """A text with the keys that it names as they are in one of the articles, counted from 0."""
    return KEY.sub(lambda key: f"{key[1]}-{int(key[2]) + article * step:0{_DIGITS}}", text)


def step_of(contents: Contents) -> int:
    """How far apart the numbers of like rows of two articles are."""
    return _step(contents)


def _step(contents: Contents) -> int:
    """A power of ten, so that all keys of an article have as many digits and keep their order."""
    highest = max(
        (
            pc.max(_numbers(table.column(table.schema.primary_key[0]))).as_py() or 0
            for table in contents.tables.values()
            if is_made_up(table.schema)
        ),
        default=0,
    )
    return int(10 ** max(len(str(highest)), _DIGITS - 1))


def is_made_up(schema: TableSchema) -> bool:
    """Whether the key of a table is made up, and so one of an article's own."""
    pattern = str(schema.by_name[schema.primary_key[0]].constraints.get("pattern", ""))
    return len(schema.primary_key) == 1 and re.match(r"[A-Z]{3}-\(", pattern) is not None


def _own_keys(table: Table) -> Iterator[str]:
    """The columns that hold made-up keys and nothing else: a table's own, and those to others."""
    if is_made_up(table.schema):
        yield table.schema.primary_key[0]
    for key in table.schema.foreign_keys:
        shared = {"concept_id"} & set(key.reference_fields)
        if len(key.fields) == 1 and not shared and table.has(key.fields):
            yield key.fields[0]


def _rows(table: Table, articles: int, step: int) -> pa.Table:
    if table.name == _FINDINGS:
        return _findings(table, articles, step)
    if not list(_own_keys(table)):
        return table.data
    data = pa.concat_tables([table.data] * articles)
    for name in _own_keys(table):
        data = _put(data, name, _shifted(table.column(name), articles, step))
    for name in _SPEAKING.get(table.name, ()):
        said = [
            renamed_or_null(text, at, step)
            for at in range(articles)
            for text in table.column(name).to_pylist()
        ]
        data = _put(data, name, pa.array(said, pa.string()))
    if table.name == "sources":
        paths = [
            new
            for at in range(articles)
            for new in (_path(path, at) for path in table.column("path").to_pylist())
        ]
        data = _put(data, "path", pa.array(paths, pa.string()))
    return data


def renamed_or_null(text: str | None, article: int, step: int) -> str | None:
    """As `renamed`; null for a null."""
    return None if text is None else renamed(text, article, step)


def _put(data: pa.Table, name: str, values: pa.Array) -> pa.Table:
    return data.set_column(data.column_names.index(name), name, values)


def _shifted(keys: pa.Array, articles: int, step: int) -> pa.Array:
    """A column of made-up keys, once for each article."""
    numbers = _numbers(keys).to_numpy(zero_copy_only=False)
    is_null = keys.is_null().to_numpy(zero_copy_only=False)
    every = np.nan_to_num(numbers)[None, :] + step * np.arange(articles)[:, None]
    text = pc.utf8_lpad(pa.array(every.ravel().astype(np.int64)).cast(pa.string()), _DIGITS, "0")
    prefix = pa.chunked_array([pc.utf8_slice_codeunits(keys, 0, 4)] * articles, pa.string())
    shifted = pc.binary_join_element_wise(prefix.combine_chunks(), text, "")
    return pc.if_else(pa.array(np.tile(is_null, articles)), pa.scalar(None, pa.string()), shifted)


def _numbers(keys: pa.Array) -> pa.Array:
    return pc.utf8_slice_codeunits(keys, 4).cast(pa.int64())


def _findings(table: Table, articles: int, step: int) -> pa.Table:
    """The recorded findings of each article, under the fingerprints that their keys give."""
    rows = [
        {name: renamed_or_null(text, at, step) for name, text in row.items()}
        for at in range(articles)
        for row in table.data.to_pylist()
    ]
    for row in rows:
        marks = (row[name] for name in ("rule", "table", "row", "observed", "expected"))
        row["fingerprint"] = fingerprint(*marks)
    found = pa.Table.from_pylist(rows, table.data.schema)
    return found.sort_by("fingerprint")


def _path(path: str, article: int) -> str:
    return path if article == 0 else f"{path.removesuffix('.txt')}-{article}.txt"


def _paths(contents: Contents, articles: int) -> list[str]:
    return list(contents.dataset.source_paths) * articles


def _sources(contents: Contents, articles: int) -> list[dict[str, object]]:
    return [
        {**source, "path": _path(source["path"], at)}
        for at in range(articles)
        for source in contents.dataset.facts.get("sources", [])
    ]
