"""The first pass over a large package on a cluster: what hangs on one row alone, and keys."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import numpy as np

from evitab.columns import Mask
from evitab.columns.made_up import prefix_of
from evitab.engines.condition import Condition
from evitab.finding import LISTED, CannotJudge
from evitab.package import Table
from evitab.standard import TableSchema
from evitab.validation.docket import Docket
from evitab.validation.order import reading_order
from evitab.validation.pieces import official
from evitab.validation.rows_pass import Job, RowsPass, docket_of, now_and_later
from evitab.validation.scan import Scanned, unique_and_others
from evitab.validation.spark.errand import SMALL, Errand, name_of, none_known
from evitab.validation.spark.keys import ASK, OWED, OWN, PAID, Question, domain_of, settled
from evitab.validation.spark.listing import Listed, Shelf, list_pieces
from evitab.validation.spark.notes import Note, Rows, Shipped, collected
from evitab.validation.spark.rows import CRASHED, ERROR, FLAGGED, FOUND, READ, heard, pieces_of
from evitab.validation.spark.words import About, Lost, fetched, first_notes, places_of
from evitab.validation.tally import Tally

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession


@dataclass
class First:
    """The first pass while it is made.

    `notes` are those of workers, on the cluster; `dockets` say what was asked of each table;
    `places` has the rows that are listed of each condition.
    """

    spark: SparkSession
    job: Job
    shelf: Shelf
    listed: Listed
    done: RowsPass
    notes: DataFrame
    dockets: dict[str, Docket] = field(default_factory=dict)
    lost: dict[str, Lost] = field(default_factory=dict)
    places: dict[About, Rows] = field(default_factory=dict)
    conditions: dict[About, Condition] = field(default_factory=dict)


def judge_rows(spark: SparkSession, job: Job) -> First:
    """Judge all tables piece by piece, on the cluster."""
    shelf = Shelf.of(job.scans)
    listed = list_pieces(spark, shelf)
    small = {name: listed.places[name] for name in job.scans if _bytes(shelf, name) <= SMALL}
    quiet = replace(job, scans={}, tell=_nobody)
    errand = Shipped.of(Errand(quiet, shelf, small))
    notes = heard(pieces_of(spark, listed, list(job.scans)), errand).persist()
    heads, errors = dict(job.contents.tables), dict(job.contents.errors)
    done = RowsPass(replace(job.contents, tables=heads, errors=errors))
    first = First(spark, job, shelf, listed, done, notes)
    brief = _brief(notes)
    schemas = [job.contents.schema(name) for name in job.scans]
    for name in reading_order(schemas):
        _enter(first, name, [note for note in brief if note.table == name])
    for name in done.scanned:
        _owed(first, name)
    questions = list(_questions(first, small))
    if questions:
        pieces = pieces_of(spark, listed, sorted({each.table for each in questions}))
        keys = settled(pieces, shelf, questions).persist()
        brief += _brief(keys)
        first.notes = notes.unionByName(keys)
    _word(first, brief)
    return first


def _nobody(rows: int) -> None:
    """Workers have nobody to tell."""


def _bytes(shelf: Shelf, table: str) -> int:
    return sum(path.stat().st_size for path in shelf.paths(table))


def _brief(notes: DataFrame) -> list[Note]:
    """What was said, without the rows of which it was."""
    from pyspark.sql import functions as fun

    is_short = fun.col("kind").isin(READ, ERROR, CRASHED)
    nothing = fun.lit(None).cast("binary")
    short = notes.withColumn("blob", fun.when(is_short, fun.col("blob")))
    return collected(short.withColumn("rows", nothing).withColumn("numbers", nothing))


def _enter(first: First, name: str, brief: Sequence[Note]) -> None:
    """Enter how a table was read, as the driver would have found it, reading it in its turn."""
    done, heads = first.done, first.done.contents.tables
    assert isinstance(heads, dict)  # noqa: S101 - they are ours
    brief = sorted(brief, key=lambda note: note.piece)
    wrong = [note.value for note in brief if note.kind == ERROR]
    wrong += [first.listed.errors[name]] if name in first.listed.errors else []
    lost = first.lost[name] = Lost()
    if not (wrong and _points_to_itself(heads[name])):
        docket = docket_of(first.job, done.contents, heads[name], lost.knows)
        now, done.left[name] = now_and_later(docket.conditions)
        done.skipped[name] = [c for c in docket.skipped if c.rule != "mustBeReferenced"]
        first.dockets[name] = replace(docket, conditions=tuple(now))
    if wrong:
        _refuse(first, name, wrong[0])
        return
    found = done.scanned[name] = Scanned(heads[name], {})
    shelf = Shelf({name: list(first.job.scans[name].volumes)})
    for note in (note for note in brief if note.kind == READ):
        is_whole, rejections = note.value
        found.pieces.append((shelf.piece(name, first.listed.places[name][note.piece]), note.count))
        found.is_whole &= is_whole
        found.rejections += rejections
    first.job.tell(found.rows)
    heads[name] = replace(heads[name], is_whole=found.is_whole and found.rows > 0)
    _tally(first, name, first.dockets[name].conditions)


def _refuse(first: First, name: str, error: CannotJudge) -> None:
    assert isinstance(first.done.contents.errors, dict)  # noqa: S101 - they are ours
    assert isinstance(first.done.contents.tables, dict)  # noqa: S101
    first.done.contents.errors[name] = error
    del first.done.contents.tables[name]


def _points_to_itself(head: Table) -> bool:
    return any(
        key.table == head.name and head.has(key.reference_fields)
        for key in head.schema.foreign_keys
    )


def _tally(first: First, name: str, conditions: Sequence[Condition]) -> None:
    found = first.done.scanned[name]
    more = {id(each): Tally(each, name, rows=found.rows) for each in conditions}
    found.tallies = {**found.tallies, **more}
    first.conditions.update({(name, name_of(each)): each for each in conditions})


# Keys ------------------------------------------------------------------------------------------


def _owed(first: First, name: str) -> None:
    """Enter which rows of a table others must point to, now that all tables are read."""
    head = first.done.contents.tables[name]
    if not head.schema.participations or not first.job.wants("mustBeReferenced"):
        return
    docket = docket_of(first.job, first.done.contents, head, first.lost[name].knows)
    skipped = [check for check in docket.skipped if check.rule == "mustBeReferenced"]
    first.done.skipped[name] += skipped
    asked = [each for each in docket.conditions if each.name == "mustBeReferenced"]
    known = first.dockets[name]
    first.dockets[name] = replace(known, conditions=(*known.conditions, *asked))
    _tally(first, name, asked)


def _questions(
    first: First, small: dict[str, list[tuple[int, int, int, int]]]
) -> Iterator[Question]:
    """The keys that must be brought together, and what for."""
    owners: dict[str, Question] = {}
    for name, found in first.done.scanned.items():
        schema = found.head.schema
        conditions = first.dockets[name].conditions
        unique, _ = unique_and_others(conditions)
        for columns, mask in unique.items():
            own = _own(schema, columns)
            owners[own.domain] = replace(own, what=name_of(mask))
        for key in schema.foreign_keys:
            asked = (c for c in conditions if c.name == "foreignKeys" and c.reads == key.fields)
            mask_of = next(asked, None)
            target = first.done.contents.tables.get(key.table)
            if mask_of is None or target is None or key.table in small:
                continue
            own = _own(target.schema, key.reference_fields)
            owners.setdefault(own.domain, own)
            yield replace(own, table=name, columns=key.fields, kind=ASK, what=name_of(mask_of))
        yield from _duties(first, name)
    yield from owners.values()


def _own(schema: TableSchema, columns: Sequence[str]) -> Question:
    prefix = prefix_of(schema.by_name[columns[0]]) if len(columns) == 1 else None
    domain = domain_of(schema.name, *columns)
    return Question(schema.name, tuple(columns), OWN, domain, prefix=prefix)


def _duties(first: First, name: str) -> Iterator[Question]:
    contents = first.done.contents
    schema = contents.schema(name)
    head = contents.tables[name]
    # Of a mask to which nothing is known, all rows that it is about fail.
    docket = docket_of(first.job, contents, head, lambda *_: none_known)
    asked = {name_of(c) for c in first.dockets[name].conditions}
    for mask in docket.conditions:
        what = name_of(mask)
        if not isinstance(mask, Mask) or mask.name != "mustBeReferenced" or what not in asked:
            continue
        own = replace(_own(schema, schema.primary_key), domain=domain_of("owed", name, what))
        yield replace(own, kind=OWED, what=what, applies=mask)
        for table, column in _payers(schema, mask):
            if table in contents.tables:
                yield replace(own, table=table, columns=(column,), kind=PAID)


def _payers(schema: TableSchema, mask: Mask) -> Iterator[tuple[str, str]]:
    """The columns that are to point to the rows that a mask is about."""
    for duty in schema.participations:
        where = [f"{field} is {value or 'empty'}" for field, value in duty.where.items()]
        has_columns = mask.reads == (*schema.primary_key, *duty.where)
        if has_columns and all(each in mask.expected for each in where):
            yield from duty.by


# Words -----------------------------------------------------------------------------------------


def _word(first: First, brief: Sequence[Note]) -> None:
    """Put what was flagged into words: counts of all, findings of the first."""
    scanned = first.done.scanned
    counts = [n for n in brief if n.table in scanned and n.kind in {FLAGGED, FOUND}]
    counts = [n for n in counts if n.kind == FOUND or (n.table, n.what) in first.conditions]
    notes = first_notes(first.notes, counts)
    for (name, _), each in notes.items():
        if each[0].kind == FOUND:
            found = [finding for note in each for finding in note.value]
            scanned[name].findings.extend(found[:LISTED])
    wanted: dict[str, list[Rows]] = {}
    for about, each in notes.items():
        if each[0].kind == FLAGGED:
            first.places[about], firsts = places_of(each)
            wanted.setdefault(about[0], []).extend((first.places[about], firsts))
    rows = {name: np.unique(np.concatenate(each)) for name, each in wanted.items()}
    columns = {name: _columns(first, name) for name in rows}
    tables = fetched(first.spark, first.shelf, first.listed, columns, rows)
    for note in counts:
        if note.kind == FLAGGED:
            condition = first.conditions[note.table, note.what]
            scanned[note.table].tallies[id(condition)].failures += note.count
    for name, (places, table) in tables.items():
        _say(first, name, places, table)
    for note in brief:
        if note.kind == CRASHED and (note.table, note.what) in first.conditions:
            condition = first.conditions[note.table, note.what]
            scanned[note.table].tallies[id(condition)].told([], note.value)


def _columns(first: First, name: str) -> list[str]:
    """The columns that a finding tells of: those that its condition reads, and the key."""
    head = first.done.contents.tables[name]
    read = {
        c for (table, _), each in first.conditions.items() if table == name for c in _own_of(each)
    }
    return [n for n in head.data.column_names if n in {*read, *head.schema.primary_key}]


def _own_of(condition: Condition) -> tuple[str, ...]:
    return condition.reads if isinstance(condition, Mask) else condition.columns


def _say(first: First, name: str, places: Rows, table: Table) -> None:
    docket, tallies = first.dockets[name], first.done.scanned[name].tallies
    flagged = [
        (each, np.searchsorted(places, first.places[name, name_of(each)]))
        for each in docket.conditions
        if (name, name_of(each)) in first.places
    ]
    for each, rows in flagged:
        _lose(first, name, each, table.take(rows))
    asked = Docket(table, docket.conditions, docket.sight, ())
    for condition, findings, crash in official(asked, flagged):
        tallies[id(condition)].told(findings, crash)


def _lose(first: First, name: str, condition: Condition, rows: Table) -> None:
    """Remember of flagged rows that their keys lead nowhere, or that nothing leads to them."""
    schema, lost = first.done.contents.schema(name), first.lost[name]
    if condition.name == "foreignKeys":
        for key in schema.foreign_keys:
            if key.fields == condition.reads:
                lost.add(key.table, key.reference_fields, [rows.column(f) for f in key.fields])
    if isinstance(condition, Mask) and condition.name == "mustBeReferenced":
        values = [rows.column(field) for field in schema.primary_key]
        for table, column in _payers(schema, condition):
            lost.add(table, (column,), values)
