"""What is left of the structure of tables: the conditions that were not asked yet."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

import numpy as np

from evitab.columns import Mask
from evitab.finding import Check
from evitab.package import Contents
from evitab.validation.docket import Docket, structure_docket
from evitab.validation.hearing import Heard, hear
from evitab.validation.parts.homes import Homes, rows_of_sources
from evitab.validation.parts.links import SOURCES
from evitab.validation.parts.part_job import Name, PartJob

# Of a table: a check, and what was heard unless it was skipped.
Left = Iterator[tuple[str, Check, Heard | None]]


def left_of_table(job: PartJob, contents: Contents, name: str) -> Left:
    """What became of the conditions on a table that were not asked yet."""
    if name not in contents.tables or not job.left.get(name) or not len(contents.tables[name].data):
        return
    docket = _docket(job, contents, name)
    yield from ((name, check, None) for check in docket.skipped)
    yield from ((name, heard.check, heard) for heard in hear(docket, job.engine, job.listed))


def left_of_every_source(job: PartJob, contents: Contents) -> tuple[PartJob, Left]:
    """What became of the conditions on the table of sources that all its rows answer together, and
    the job without them; `contents` has those rows.
    """
    names, table = {*job.left.get(SOURCES, ())}, contents.tables.get(SOURCES)
    if not names or table is None:
        return job, iter(())
    docket = _docket(job, contents, SOURCES)
    wide = {(c.name, c.reads) for c in docket.conditions if isinstance(c, Mask)} & names
    rest = replace(job, left={**job.left, SOURCES: names - wide})
    return rest, left_of_table(replace(job, left={SOURCES: wide}), contents, SOURCES)


def left_of_sources(job: PartJob, contents: Contents, homes: Mapping[str, Homes]) -> Left:
    """What became of the conditions on the tables of some sources that were not asked yet.

    What cannot be asked because a cell of some source is no value is asked of the other sources,
    those together that have such cells in the same columns.
    """
    alike: list[Homes] | None = None
    for name in homes:
        skipped: set[Name] = set()
        for each in left_of_table(job, contents, name):
            yield each
            skipped |= {(each[1].rule, each[1].fields)} if each[2] is None else set()
        if not skipped:
            continue
        alike = _alike(contents, homes) if alike is None else alike
        others = replace(job, left={name: skipped})
        for sources in alike:
            rows = np.flatnonzero(np.isin(homes[name], sources))
            ours = rows_of_sources(contents, homes, sources)
            for _, check, heard in left_of_table(others, ours, name):
                if heard is not None:
                    yield name, check, replace(heard, rows=rows[heard.rows])


def _docket(job: PartJob, contents: Contents, name: str) -> Docket:
    """What is left to be asked of a table, and of that what cannot be."""
    table, left = contents.tables[name], job.left.get(name, ())
    docket = structure_docket(contents, table, job.standard, seen_to=job.seen_to, rules=job.rules)
    asked = tuple(c for c in docket.conditions if (c.name, c.reads) in left)
    skipped = tuple(c for c in docket.skipped if (c.rule, c.fields) in left)
    return replace(docket, conditions=asked, skipped=skipped)


def _alike(contents: Contents, homes: Mapping[str, Homes]) -> list[Homes]:
    """The sources, parted by the columns in which they have a cell that is no value of its type;
    none where all are alike.
    """
    every = np.unique(np.concatenate([np.zeros(0, np.int32), *homes.values()]))
    lost: dict[int, set[tuple[str, str]]] = {int(source): set() for source in every}
    for name, each in homes.items():
        for column, cells in contents.tables[name].rejected.items():
            for source in np.unique(each[cells]).tolist():
                lost[source].add((name, column))
    alike: dict[frozenset[tuple[str, str]], list[int]] = {}
    for source, columns in lost.items():
        alike.setdefault(frozenset(columns), []).append(source)
    parted = [np.array(sources, np.int32) for sources in alike.values()]
    return parted if len(parted) > 1 else []
