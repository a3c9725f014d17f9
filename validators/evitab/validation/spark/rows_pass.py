"""The first pass over a large package on a cluster: what hangs on one row alone, and keys."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from evitab.finding import CannotJudge
from evitab.package import Table
from evitab.validation.rows.order import reading_order
from evitab.validation.rows.rows_pass import Job, RowsPass, docket_of, now_and_later
from evitab.validation.rows.scanned import Scanned
from evitab.validation.spark.errand import SMALL, Errand
from evitab.validation.spark.first import First
from evitab.validation.spark.keys import settled
from evitab.validation.spark.listing import Shelf, list_pieces
from evitab.validation.spark.lost import Lost
from evitab.validation.spark.notes import Note, Shipped
from evitab.validation.spark.questions import ask_owed, questions
from evitab.validation.spark.rows import ERROR, READ, brief_of, heard, pieces_of
from evitab.validation.spark.session import share_out
from evitab.validation.spark.wording import listed_of, word

if TYPE_CHECKING:
    from pyspark.sql import SparkSession


def judge_rows(spark: SparkSession, job: Job) -> First:
    """Judge all tables piece by piece, on the cluster."""
    shelf = Shelf.of(job.scans)
    listed = list_pieces(spark, shelf)
    share_out(spark, sum(map(len, listed.places.values())))
    small = {name: listed.places[name] for name in job.scans if _bytes(shelf, name) <= SMALL}
    quiet = replace(job, scans={}, tell=_nobody, sink=None)
    errand = Shipped.of(Errand(quiet, shelf, small, listed_of(job)))
    notes = heard(pieces_of(spark, listed, list(job.scans)), errand)
    heads, errors = dict(job.contents.tables), dict(job.contents.errors)
    done = RowsPass(replace(job.contents, tables=heads, errors=errors))
    first = First(spark, job, shelf, listed, done, notes)
    brief = brief_of(first.keep(notes))
    said = {name: [note for note in brief if note.table == name] for name in job.scans}
    for name, ours in said.items():
        read = [note for note in ours if note.kind == READ]
        is_whole = any(note.count for note in read) and all(note.value[0] for note in read)
        heads[name] = replace(heads[name], is_whole=is_whole)
    schemas = [job.contents.schema(name) for name in job.scans]
    for name in reading_order(schemas):
        _enter(first, name, said[name])
    for name in done.scanned:
        ask_owed(first, name)
    asked = list(questions(first, small))
    if asked:
        pieces = pieces_of(spark, listed, sorted({each.table for each in asked}))
        keys = first.keep(settled(pieces, shelf, asked))
        brief += brief_of(keys)
        first.notes = notes.unionByName(keys)
    word(first, brief)
    return first


def _nobody(rows: int) -> None:
    """Workers have nobody to tell."""


def _bytes(shelf: Shelf, table: str) -> int:
    return sum(path.stat().st_size for path in shelf.paths(table))


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
        is_whole, counts = note.value
        found.pieces.append((shelf.piece(name, first.listed.places[name][note.piece]), note.count))
        found.is_whole &= is_whole
        found.counts += counts
    first.job.tell(found.rows)
    first.ask(name, first.dockets[name].conditions)


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
