"""What was flagged put into words: counts of all, findings of the first, or of all for a sink."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Sequence

import numpy as np

from evitab.columns import Mask
from evitab.engines.condition import Condition
from evitab.finding import LISTED
from evitab.package import Table
from evitab.validation.docket import Docket
from evitab.validation.parts.across import RULE as ACROSS
from evitab.validation.rows.pieces import official
from evitab.validation.rows.rows_pass import Job
from evitab.validation.spark.errand import name_of
from evitab.validation.spark.first import First
from evitab.validation.spark.notes import About, Note, Rows
from evitab.validation.spark.questions import payers
from evitab.validation.spark.rows import CRASHED, FLAGGED, FOUND
from evitab.validation.spark.words import cut_notes, fetched, places_of, rounds


def listed_of(job: Job) -> int:
    """How many findings of a check are wanted of flagged rows: all for a sink, else the first."""
    return LISTED if job.sink is None else sys.maxsize


def word(first: First, brief: Sequence[Note]) -> None:
    """Put what was flagged into words, some rows at a time."""
    scanned = first.done.scanned
    counts = [n for n in brief if n.table in scanned and n.kind in {FLAGGED, FOUND}]
    counts = [n for n in counts if n.kind == FOUND or (n.table, n.what) in first.conditions]
    for note in counts:
        if note.kind == FLAGGED:
            condition = first.conditions[note.table, note.what]
            scanned[note.table].tallies[id(condition)].failures += note.count
    for wanted in rounds(counts, listed_of(first.job)):
        _word_of(first, wanted)
    for note in brief:
        if note.kind == CRASHED and (note.table, note.what) in first.conditions:
            condition = first.conditions[note.table, note.what]
            scanned[note.table].tallies[id(condition)].told([], note.value)


def _word_of(first: First, wanted: Sequence[Note]) -> None:
    most: Counter[About] = Counter()
    for note in wanted:
        most[note.table, note.what] += note.count
    rows: dict[str, list[Rows]] = {}
    places: dict[About, Rows] = {}
    for about, each in cut_notes(first.notes, wanted).items():
        if each[0].kind == FOUND:
            found = [finding for note in each for finding in note.value]
            new = first.done.scanned[about[0]].read(found)
            if first.job.sink is not None:
                first.job.sink(new)
        else:
            places[about], firsts = places_of(each, most[about])
            rows.setdefault(about[0], []).extend((places[about], firsts))
    every = {name: np.unique(np.concatenate(each)) for name, each in rows.items()}
    columns = {name: _columns(first, name) for name in every}
    for name, (there, table) in fetched(first, columns, every).items():
        at = {what: np.searchsorted(there, p) for (of, what), p in places.items() if of == name}
        _say(first, name, table, at)
    for about, ours in places.items():
        known = first.places.get(about, ours[:0])
        first.places[about] = np.concatenate([known, ours])[:LISTED]


def _columns(first: First, name: str) -> list[str]:
    """The columns that a finding tells of: those that its condition reads, and the key."""
    head = first.done.contents.tables[name]
    read = {
        c for (table, _), each in first.conditions.items() if table == name for c in _own_of(each)
    }
    return [n for n in head.data.column_names if n in {*read, *head.schema.primary_key}]


def _own_of(condition: Condition) -> tuple[str, ...]:
    return condition.reads if isinstance(condition, Mask) else condition.columns


def _say(first: First, name: str, table: Table, ours: dict[str, Rows]) -> None:
    """Say what pandera says of rows of a table, by the names of the conditions that they fail."""
    docket, tallies = first.dockets[name], first.done.scanned[name].tallies
    flagged = [(c, ours[what]) for c in docket.conditions if (what := name_of(c)) in ours]
    for each, rows in flagged:
        _lose(first, name, each, table.take(rows))
    asked = Docket(table, docket.conditions, docket.sight, ())
    for condition, findings, crash in official(asked, flagged):
        tallies[id(condition)].told(findings, crash)
        if first.job.sink is not None:
            first.job.sink(findings)


def _lose(first: First, name: str, condition: Condition, rows: Table) -> None:
    """Remember of flagged rows that their keys lead nowhere, or that nothing leads to them."""
    schema, lost = first.done.contents.schema(name), first.lost[name]
    if condition.name == "foreignKeys":
        for key in schema.foreign_keys:
            if key.fields == condition.reads:
                lost.add(key.table, key.reference_fields, [rows.column(f) for f in key.fields])
    if condition.name == ACROSS:
        lost.add(name_of(condition), (), [rows.column(each) for each in condition.reads])
    if isinstance(condition, Mask) and condition.name == "mustBeReferenced":
        values = [rows.column(field) for field in schema.primary_key]
        for table, column in payers(schema, condition):
            lost.add(table, (column,), values)
