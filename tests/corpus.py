"""Many articles made of one: each row once for every article, under keys of its own."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Iterable, Iterator, Mapping
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


Finding = Mapping[str, str | None]


def multiplied(contents: Contents, articles: int) -> Contents:
    """A package with so many articles like the one of `contents`, which have their concepts in
    common. All of its rows are in memory; no file is written.
    """
    step = step_of(contents)
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
        file = root / medium.file(name)
        if medium is Medium.PARQUET:
            data = table.data.cast(arrow_schema(table.schema))
            pq.write_table(data, file, compression="zstd", row_group_size=1_000_000)
        else:
            file.write_bytes(csv_bytes(table.schema, table.data))
    originals = [*contents.dataset.source_paths] * articles
    for original, copy in zip(originals, corpus.dataset.source_paths, strict=True):
        shutil.copyfile(contents.root / original, root / copy)
    return root


def renamed(text: str | None, article: int, step: int) -> str | None:
    """A text with the keys that it names as they are in one of the articles, counted from 0."""
    if text is None:
        return None
    return KEY.sub(lambda key: f"{key[1]}-{int(key[2]) + article * step:0{_DIGITS}}", text)


def step_of(contents: Contents) -> int:
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
        texts = table.column(name).to_pylist()
        said = [renamed(text, at, step) for at in range(articles) for text in texts]
        data = _put(data, name, pa.array(said, pa.string()))
    if table.name == "sources":
        paths = table.column("path").to_pylist()
        data = _put(data, "path", pa.array(_each(paths, articles), pa.string()))
    return data


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


def findings_of(rows: Iterable[Finding], articles: int, step: int) -> list[Finding]:
    """The findings about the source of each of several articles, by those of one.

    A concept is shared: what is said of it names the article, where there are several.
    """
    found: list[Finding] = []
    for row in rows:
        for at in range(articles):
            said = {name: renamed(text, at, step) for name, text in row.items()}
            if row["table"] == "concepts" and articles > 1:
                source = renamed("SRC-0001", at, step)
                said |= {"observed": f"{said['observed']}, in {source}", "related_rows": source}
            marks = (said[name] for name in ("rule", "table", "row", "observed", "expected"))
            found.append({**said, "fingerprint": fingerprint(*marks)})
    return found


def _findings(table: Table, articles: int, step: int) -> pa.Table:
    rows = findings_of(table.data.to_pylist(), articles, step)
    return pa.Table.from_pylist(rows, table.data.schema).sort_by("fingerprint")


def _each(paths: Iterable[str], articles: int) -> list[str]:
    """The files of the sources of each article."""
    stems = [path.removesuffix(".txt") for path in paths]
    return [f"{stem}-{at}.txt" if at else f"{stem}.txt" for at in range(articles) for stem in stems]


def _sources(contents: Contents, articles: int) -> list[dict[str, object]]:
    paths = _each(contents.dataset.source_paths, articles)
    return [
        {**source, "path": path}
        for source, path in zip(contents.dataset.facts["sources"] * articles, paths, strict=True)
    ]
