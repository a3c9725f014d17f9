"""The second pass over a large package: its parts, on all cores, in order."""

from __future__ import annotations

import multiprocessing
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from dataclasses import replace
from pathlib import Path

from evitab.finding import Check, Finding
from evitab.package import Contents, Table
from evitab.package.table import joined
from evitab.validation.options import Options
from evitab.validation.parts.cut import Cut, cut
from evitab.validation.parts.homes import Homes, Pieces, Whereabouts, source_keys, whereabouts
from evitab.validation.parts.left import left_of_table
from evitab.validation.parts.links import SOURCES, links
from evitab.validation.parts.part import Part, forget_pieces
from evitab.validation.parts.part_job import PartJob
from evitab.validation.parts.part_pass import judge_part
from evitab.validation.parts.part_verdict import PartVerdict
from evitab.validation.parts.spill import Run, sort_on_disk
from evitab.validation.rows.rows_pass import Job, RowsPass
from evitab.validation.waivers import Granted


def shared_names(done: RowsPass) -> list[str]:
    """The tables that belong to no source."""
    ways = links(done.contents.dataset.profile, done.contents.tables)
    return [name for name in done.contents.tables if name not in ways]


def tables_whole(done: RowsPass, names: Iterable[str]) -> Mapping[str, Table]:
    """Some tables that belong to no source, whole."""
    shared = {}
    for name in names:
        head = done.contents.tables[name]
        rows = joined([piece.read() for piece, _ in done.scanned[name].pieces] or [head])
        shared[name] = replace(rows, is_whole=head.is_whole)
    return shared


def with_sources(done: RowsPass) -> Contents:
    """The package with the rows of its table of sources."""
    tables = done.contents.tables
    if SOURCES not in tables:
        return done.contents
    found = done.scanned[SOURCES]
    rows = joined([piece.read() for piece, _ in found.pieces] or [tables[SOURCES]])
    rows = replace(
        rows, is_whole=tables[SOURCES].is_whole, findings=(*found.of_head, *found.findings)
    )
    return done.contents.with_tables({**tables, SOURCES: rows})


def part_job(
    job: Job, done: RowsPass, shared: Mapping[str, Table], granted: Granted, options: Options
) -> PartJob:
    """What is asked of each part after the first pass, before it is said which rows are wrong."""
    return PartJob(
        done.contents,
        source_keys(with_sources(done)),
        shared,
        job.standard,
        job.engine,
        job.seen_to,
        {name: {(each.name, each.reads) for each in left} for name, left in done.left.items()},
        {},
        {},
        granted,
        rules=job.rules,
        listed=options.listed,
    )


def followed(done: RowsPass) -> Whereabouts:
    """To which source each row and each key of a package leads that was read to its end."""
    return whereabouts(done.contents.dataset.profile, _pieces(done))


def cut_in_parts(
    done: RowsPass,
    found: Whereabouts,
    keys: Table | None,
    *,
    rows: int,
    folder: Path,
    workers: int,
) -> Cut:
    """The parts of a package that was read to its end, of about so many rows each; `keys` are those
    of its sources. What must be sorted goes into a folder. Where the sources cannot be read, one
    part without rows stands for them: it tells what is not asked.
    """
    pieces = _pieces(done)

    def sort(table: str, homes: Homes) -> list[Run]:
        return sort_on_disk(table, pieces[table], homes, folder, workers)

    if SOURCES not in pieces:
        return Cut([Part({}, {}, {})])
    return cut(found.rows, pieces, keys, sort, rows)


def _pieces(done: RowsPass) -> dict[str, Pieces]:
    return {name: done.scanned[name].pieces for name in done.contents.tables}


def judge_shared(job: PartJob) -> Iterator[tuple[Check, list[Finding]]]:
    """What is left of the structure of the tables that belong to no source."""
    for name in job.shared:
        for _, check, heard in left_of_table(job, job.contents, name):
            yield check, heard.findings if heard else []


def judge_parts(
    job: PartJob, parts: Sequence[Part], workers: int, tell: Callable[[int], None]
) -> Iterator[PartVerdict]:
    """Judge parts, several at once; their verdicts come in order."""
    if workers == 1 or len(parts) == 1 or job.rules is not None:
        try:
            for part in parts:
                yield judge_part(job, part)
                tell(part.rows)
        finally:
            # Also where it was broken off: the next package has other rows.
            forget_pieces()
        return
    # Not forked: threads that read the first pass's files may hold locks.
    context = multiprocessing.get_context("spawn")
    waiting: deque[tuple[Part, Future[PartVerdict]]] = deque()
    with ProcessPoolExecutor(workers, context, initializer=_begin, initargs=(job,)) as pool:
        for part in parts:
            waiting.append((part, pool.submit(_judge, part)))
            if len(waiting) > 2 * workers:
                yield _next(waiting, tell)
        while waiting:
            yield _next(waiting, tell)


def _next(
    waiting: deque[tuple[Part, Future[PartVerdict]]], tell: Callable[[int], None]
) -> PartVerdict:
    part, verdict = waiting.popleft()
    found = verdict.result()
    tell(part.rows)
    return found


_job: list[PartJob] = []


def _begin(job: PartJob) -> None:
    _job[:] = [job]


def _judge(part: Part) -> PartVerdict:
    return judge_part(_job[0], part)
