"""A package of many sources in parts that can be grounded one by one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from evitab.package import Contents, Table
from evitab.package.dataset import is_documents
from evitab.package.documents import Documents

# Sources whose rows are looked at together, and rows that are enough for a part.
MOST_SOURCES, ENOUGH_ROWS = 64, 50_000
# What grounding follows: a column, and the key that it is or leads to.
_LINKS: Mapping[str, str] = {
    "source_id": "source",
    "passage_id": "passage",
    "context_passage_id": "passage",
    "claim_id": "claim",
    "restates_claim_id": "claim",
    "regimen_id": "regimen",
    "study_arm_id": "arm",
    "comparator_study_arm_id": "arm",
}
# An arm is told from the other arms of its study.
_LINKS_OF_ARMS = {**_LINKS, "study_id": "study"}

Codes = npt.NDArray[np.int64]


def parts_of(contents: Contents) -> Iterator[Contents]:
    """The package in parts of some sources each, with the rows that rest on their words.

    Rows hang together where one leads to the other (a context passage, the claim that another
    restates, a regimen, the arms of a study), and stay together. So what is found in the parts is
    what is found in the whole. Tables that lead to no words are in each part as they are. A
    package of few sources is one part.
    """
    if len(contents.tables["sources"].data) <= MOST_SOURCES:
        yield contents
        return
    linked = {
        name: columns
        for name, table in contents.tables.items()
        if (columns := _links(table)) and name not in {"findings", "appraisals"}
    }
    tables = {name: contents.tables[name] for name in linked}
    group = _groups(tables, linked)
    of_row = _parts_of_rows(contents, group)
    count = 1 + max(int(codes.max(initial=0)) for codes in of_row.values())
    cut = {name: _Cut(table, of_row[name], count) for name, table in tables.items()}
    for number in range(count):
        ours = {name: cut[name].part(number) for name in tables}
        yield replace(contents, tables={**contents.tables, **ours})


def _links(table: Table) -> Mapping[str, str]:
    known = _LINKS_OF_ARMS if table.name == "study_arms" else _LINKS
    return {column: kind for column, kind in known.items() if table.has([column])}


def _groups(
    tables: Mapping[str, Table], linked: Mapping[str, Mapping[str, str]]
) -> Mapping[str, Codes]:
    """For each row of each table the number of the group of rows that hang together with it."""
    from scipy.sparse import coo_matrix
    from scipy.sparse.csgraph import connected_components

    first = dict(zip(tables, np.cumsum([0, *(len(t.data) for t in tables.values())]), strict=False))
    nodes = sum(len(table.data) for table in tables.values())
    rows, ends = [], []
    for kind in dict.fromkeys(_LINKS_OF_ARMS.values()):
        places = [
            (name, column)
            for name, columns in linked.items()
            for column, leads_to in columns.items()
            if leads_to == kind
        ]
        codes, known = _codes([tables[name].data.column(column) for name, column in places])
        for (name, _), found in zip(places, codes, strict=True):
            is_given = found >= 0
            rows.append(first[name] + np.flatnonzero(is_given))
            ends.append(nodes + found[is_given])
        nodes += known
    row, end = np.concatenate(rows), np.concatenate(ends)
    ones = np.ones(len(row), np.int8)
    _, group = connected_components(coo_matrix((ones, (row, end)), (nodes, nodes)), directed=False)
    return {
        name: group[first[name] : first[name] + len(table.data)].astype(np.int64)
        for name, table in tables.items()
    }


def _codes(columns: list[pa.ChunkedArray]) -> tuple[list[Codes], int]:
    """Columns as numbers, the same for the same text, -1 for a null; and how many there are."""
    if not columns:
        return [], 0
    chunks = [chunk.cast(pa.string()) for column in columns for chunk in column.chunks]
    whole = pa.chunked_array(chunks, pa.string()).combine_chunks().dictionary_encode()
    numbers = np.asarray(pc.fill_null(whole.indices, -1), np.int64)
    return np.split(numbers, np.cumsum([len(c) for c in columns])[:-1]), len(whole.dictionary)


def _parts_of_rows(contents: Contents, group: Mapping[str, Codes]) -> Mapping[str, Codes]:
    """For each row of each table the part that it belongs to.

    Parts take groups in the order in which their words are stored, and groups without a source
    behind them.
    """
    size = 1 + max(int(codes.max(initial=0)) for codes in group.values())
    sources = np.bincount(group["sources"], minlength=size)
    rows = np.sum([np.bincount(codes, minlength=size) for codes in group.values()], axis=0)
    place = np.full(size, len(contents.tables["sources"].data))
    np.minimum.at(place, group["sources"], _reading_order(contents))
    order = np.argsort(place, kind="stable")
    filled = np.cumsum(sources[order] / MOST_SOURCES + rows[order] / ENOUGH_ROWS)
    number = np.empty(size, np.int64)
    # Numbers without a gap, whatever a large group takes.
    number[order] = np.unique(np.floor(filled), return_inverse=True)[1]
    return {name: number[codes] for name, codes in group.items()}


def _reading_order(contents: Contents) -> Codes:
    """The place of each source among all, in the order in which their words are stored."""
    table = contents.tables["sources"].data
    paths = table.column("path").combine_chunks().dictionary_encode()
    file = np.asarray(pc.fill_null(paths.indices, -1), np.int64)
    row = np.zeros(len(table), np.int64)
    keys = table.column("source_id").to_pylist()
    held: Documents | None = None
    last = -1
    for at in np.argsort(file, kind="stable").tolist():
        if file[at] != last:
            last = int(file[at])
            held = _documents(contents, paths.dictionary[last].as_py())
        if held is not None:
            row[at] = held.row_of(keys[at])[0]
    place = np.empty(len(table), np.int64)
    place[np.lexsort((row, file))] = np.arange(len(table))
    return place


def _documents(contents: Contents, path: str) -> Documents | None:
    if path not in contents.words.declared or not is_documents(path):
        return None
    return contents.words.documents(path)


class _Cut:
    """A table whose rows lie sorted by part, each part's in their old order."""

    def __init__(self, table: Table, part: Codes, count: int) -> None:
        if np.any(part[1:] < part[:-1]):
            order = np.argsort(part, kind="stable")
            table = table.take(order)
            part = part[order]
        self._table = table
        self._bounds = np.searchsorted(part, np.arange(count + 1))

    def part(self, number: int) -> Table:
        start, end = self._bounds[number : number + 2]
        return self._table.slice(start, end)
