"""Whole sources brought together and judged by workers: what must see more than a row."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa

from evitab.finding import LISTED, Outcome, SourceFinding, SourceTally
from evitab.package import Contents, Table
from evitab.package.table import joined
from evitab.validation.parts.across import emptied
from evitab.validation.parts.homes import filled
from evitab.validation.parts.merged import Merged
from evitab.validation.parts.part import Part
from evitab.validation.parts.part_job import PartJob
from evitab.validation.parts.part_pass import judge_sources
from evitab.validation.spark.across import ASTRAY
from evitab.validation.spark.court import FAULTY, MALFORMED, Court
from evitab.validation.spark.following import PIECE, known_homes
from evitab.validation.spark.notes import (
    SCHEMA,
    Note,
    Rows,
    Shipped,
    as_table,
    knowing,
    notes_in,
    packed,
    spread,
)

if TYPE_CHECKING:
    from pyspark.sql import DataFrame

# The schema of a table is known where its rows go.
_BARE: dict[str, Any] = {"schema": None}
# What so many parts say is summed up in one place.
_NEIGHBOURS = 256
CHECK, SOURCE, SAID, UNREAD = "check", "source", "said", "unread"


def judged(notes: DataFrame, pieces: DataFrame, count: int, court: Shipped) -> DataFrame:
    """What is said of each part; `notes` tell of the pieces' rows: where they belong, and which are
    wrong.
    """
    every = spread(pieces.unionByName(notes), count, "table", "piece")
    parts = every.groupBy("table", "piece").applyInArrow(knowing(_divide, court), SCHEMA)
    return parts.groupBy("bucket").applyInArrow(knowing(_judge, court), SCHEMA)


def summed(said: DataFrame) -> DataFrame:
    """What is said of all parts, summed up: each check, and each rule about the source.

    First so many parts that follow each other, then what came of these: no worker is handed the
    findings of all parts at once.
    """
    from pyspark.sql import functions as fun

    told = said.where(said.kind.isin(CHECK, SOURCE))
    neighbours = fun.floor(told.bucket / _NEIGHBOURS)
    some = told.groupBy("kind", "what", neighbours).applyInArrow(_sum_up, SCHEMA)
    return some.groupBy("kind", "what").applyInArrow(_sum_up, SCHEMA)


# A piece into parts ----------------------------------------------------------------------------


def _divide(shipped: Shipped, rows: pa.Table) -> pa.Table:
    notes = notes_in(rows)
    piece = next((note for note in notes if note.kind == PIECE), None)
    return as_table(() if piece is None else _divided(shipped.get(), piece, notes))


def _divided(court: Court, piece: Note, notes: list[Note]) -> Iterator[Note]:
    name = piece.table
    rows = court.shelf.piece(name, piece.value).read()
    if across := {note.what: note.places for note in notes if note.kind == ASTRAY}:
        rows = emptied(joined([rows]), across)
    homes = known_homes(notes, len(rows.data))
    homes = filled(homes, court.before.get((name, piece.piece), 0))
    wrong = {grave: np.zeros(len(rows.data), bool) for grave in (FAULTY, MALFORMED)}
    for note in notes:
        for grave in court.grave(note):
            wrong[grave][court.wrong(note)] = True
    parts = np.searchsorted(court.bounds, homes, "right") - 1
    for part in np.unique(parts).tolist():
        ours = np.flatnonzero(parts == part)
        marks = tuple(marked[ours] for marked in wrong.values())
        bare = (replace(rows.take(ours), **_BARE), homes[ours], marks)
        yield Note(name, piece.piece, "part", bucket=part, blob=packed(bare))


# A part ----------------------------------------------------------------------------------------


def _judge(shipped: Shipped, rows: pa.Table) -> pa.Table:
    return as_table(part_said(shipped.get().job, notes_in(rows)))


def part_said(job: PartJob, notes: list[Note]) -> Iterator[Note]:
    """What is said of one part, whose rows come in notes; of a package without rows, of none."""
    contents, part, job = _part(job, notes)
    contents = contents.with_tables(contents.tables, job.every_source)
    verdict = judge_sources(job, contents, part)
    bucket = notes[0].bucket if notes else 0
    for at, (check, findings) in enumerate(verdict.checks):
        key = (check.rule, check.table, check.fields, check.outcome is Outcome.SKIPPED)
        said = packed((check, findings[: job.listed]))
        yield Note(kind=CHECK, what=json.dumps(key), count=at, blob=said, bucket=bucket)
    yield from _of_source(verdict.source_findings, bucket, job.listed)
    for error in verdict.errors:
        yield Note(kind=UNREAD, blob=packed(error), bucket=bucket)


def _of_source(findings: list[SourceFinding], bucket: int, listed: int) -> Iterator[Note]:
    """What a part says of its sources, by rule and table: counted, and where all are wanted, the
    findings themselves.
    """
    by_rule: dict[tuple[str, str], list[SourceFinding]] = {}
    for one in findings:
        by_rule.setdefault((one.rule, one.table), []).append(one)
    for key, ours in by_rule.items():
        tally = SourceTally()
        tally.add(ours)
        yield Note(kind=SOURCE, what=json.dumps(key), blob=packed(tally), bucket=bucket)
    if listed > LISTED and findings:
        yield Note(kind=SAID, blob=packed(findings), bucket=bucket)


def _part(job: PartJob, notes: list[Note]) -> tuple[Contents, Part, PartJob]:
    tables, homes = dict(job.contents.tables), {}
    wrong: dict[str, dict[str, Rows]] = {FAULTY: {}, MALFORMED: {}}
    tables.update(job.shared)
    for name, head in job.contents.tables.items():
        if name in job.shared:
            continue
        ours = sorted((n for n in notes if n.table == name), key=lambda n: n.piece)
        values = [note.value for note in ours]
        homes[name] = np.concatenate([np.zeros(0, np.int32), *(home for _, home, _ in values)])
        for at, marked in enumerate(wrong.values()):
            flags = np.concatenate([np.zeros(0, bool), *(marks[at] for _, _, marks in values)])
            marked[name] = np.flatnonzero(flags)
        if values:
            read: list[Table] = [replace(rows, schema=head.schema) for rows, _, _ in values]
            tables[name] = replace(joined(read), is_whole=head.is_whole)
    part = Part({}, dict.fromkeys(homes, 0), homes)
    job = replace(job, faulty=wrong[FAULTY], malformed=wrong[MALFORMED])
    return job.contents.with_tables(tables), part, job


# All parts -------------------------------------------------------------------------------------


def _sum_up(rows: pa.Table) -> pa.Table:
    notes = sorted(notes_in(rows), key=lambda note: (note.bucket, note.count))
    merged, of_source = Merged(), SourceTally()
    for note in notes:
        if note.kind == SOURCE:
            of_source.take_in(note.value)
        else:
            merged.enter(*note.value)
    (total,) = merged.verdict() if notes[0].kind == CHECK else [of_source]
    return as_table([replace(notes[0], blob=packed(total))])
