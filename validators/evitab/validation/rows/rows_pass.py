"""The first pass over a large package: what hangs on one row alone, and keys between tables.

What a rule must see beyond a row - its parents, its group, other tables - is left to the second.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from evitab.columns import Mask
from evitab.engines.condition import Condition
from evitab.engines.engine import Engine
from evitab.finding import CannotJudge, Check
from evitab.package import Contents, Table
from evitab.package.pieces import Scan
from evitab.relations import Knows
from evitab.rule import Rule
from evitab.standard import Standard
from evitab.validation.docket import Docket, is_of_rows, structure_docket
from evitab.validation.parts.across import RULE as ACROSS
from evitab.validation.parts.across import Across, across_docket, astray
from evitab.validation.parts.homes import Whereabouts
from evitab.validation.rows.key_maps import KeyMaps
from evitab.validation.rows.listing import Sink
from evitab.validation.rows.order import reading_order
from evitab.validation.rows.scan import scan
from evitab.validation.rows.scanned import Scanned
from evitab.validation.rows.tally import Tally


@dataclass(frozen=True)
class Job:
    """What the first pass is to do.

    `contents` has the heads of the tables, which `scans` reads; `wants` says whether a check of a
    name is asked for; `rules` are those of the rule book unless told. As many pieces as have about
    so many rows `together` are asked of at once. A `sink` is told of every finding.
    """

    contents: Contents
    scans: Mapping[str, Scan]
    standard: Standard
    engine: Engine
    workers: int
    seen_to: frozenset[str]
    wants: Callable[[str], bool] = lambda _: True
    rules: Sequence[Rule] | None = None
    together: int = 0
    tell: Callable[[int], None] = lambda _: None
    sink: Sink | None = None


@dataclass
class RowsPass:
    """What the first pass found, by table.

    `contents` has heads that say whether their tables were read whole, and the errors met; `left`
    holds the conditions that are left to the second pass.
    """

    contents: Contents
    scanned: dict[str, Scanned] = field(default_factory=dict)
    skipped: dict[str, list[Check]] = field(default_factory=dict)
    left: dict[str, list[Condition]] = field(default_factory=dict)


def judge_rows(job: Job) -> RowsPass:
    """Judge each table piece by piece, those first that others point to."""
    heads, errors = dict(job.contents.tables), dict(job.contents.errors)
    done = RowsPass(replace(job.contents, tables=heads, errors=errors))
    keys = KeyMaps(job.contents)
    schemas = [job.contents.schema(name) for name in job.scans]
    for name in reading_order(schemas):
        try:
            _read_ahead(job, heads, keys, heads[name])
            docket = docket_of(job, done.contents, heads[name], keys.knows)
            now, later = now_and_later(docket.conditions)
            done.skipped[name] = [c for c in docket.skipped if c.rule != "mustBeReferenced"]
            done.left[name] = later
            asked = replace(docket, conditions=tuple(now))
            done.scanned[name] = scan(
                job.scans[name],
                asked,
                keys,
                engine=job.engine,
                workers=job.workers,
                is_typed=job.wants("type"),
                together=job.together,
                tell=job.tell,
                sink=job.sink,
            )
            found = done.scanned[name]
            is_whole = found.is_whole and found.rows > 0
            heads[name] = replace(heads[name], is_whole=is_whole)
        except CannotJudge as error:
            errors[name] = error
            del heads[name]
    for name in done.scanned:
        _participations(job, done, keys, heads[name])
    return done


def docket_of(job: Job, contents: Contents, head: Table, knows: Knows) -> Docket:
    """What is asked for of a table; `knows` tells what is a key of another."""
    docket = structure_docket(
        contents,
        head,
        job.standard,
        seen_to=job.seen_to,
        knows=knows,
        rules=job.rules,
    )
    asked = tuple(each for each in docket.conditions if job.wants(each.name))
    skipped = tuple(check for check in docket.skipped if job.wants(check.rule))
    return replace(docket, conditions=asked, skipped=skipped)


def now_and_later(conditions: Sequence[Condition]) -> tuple[list[Condition], list[Condition]]:
    """The conditions that are asked piece by piece, and those that must see more."""
    now = [each for each in conditions if is_of_rows(each)]
    later = [each for each in conditions if each not in now and each.name != "mustBeReferenced"]
    return now, later


def _read_ahead(job: Job, heads: dict[str, Table], keys: KeyMaps, head: Table) -> None:
    """Read the keys of tables that a table points to and that are not read yet, itself among
    them; `heads` learn whether these can be read whole.
    """
    for key in head.schema.foreign_keys:
        target = heads.get(key.table)
        if target is None or keys.is_finished(key.table) or not target.has(key.reference_fields):
            continue
        if keys.begin_ahead(key.table, key.reference_fields):
            rows, is_whole = 0, target.is_whole
            for piece in job.scans[key.table].pieces():
                read = piece.read(key.reference_fields)
                keys.add_ahead(key.reference_fields, read)
                rows, is_whole = rows + len(read.data), is_whole and read.is_whole
            heads[key.table] = replace(target, is_whole=is_whole and rows > 0)


def _participations(job: Job, done: RowsPass, keys: KeyMaps, head: Table) -> None:
    """Ask which rows should be pointed to and are not, now that all pointers are known."""
    if not head.schema.participations or not job.wants("mustBeReferenced"):
        return
    docket = docket_of(job, done.contents, head, keys.knows)
    asked = [
        each
        for each in docket.conditions
        if isinstance(each, Mask) and each.name == "mustBeReferenced"
    ]
    done.skipped[head.name] += [c for c in docket.skipped if c.rule == "mustBeReferenced"]
    if asked:
        docket = replace(docket, conditions=tuple(asked))
        found = scan(
            job.scans[head.name],
            docket,
            None,
            engine=job.engine,
            workers=job.workers,
            sink=job.sink,
        )
        done.scanned[head.name].add(found)


def judge_across(job: Job, done: RowsPass, found: Whereabouts) -> Across:
    """Ask which rows point to a row of another source, now that the source of each key is known;
    gives the cells that are to count as empty.
    """
    across = {}
    for name, scanned in done.scanned.items():
        head = done.contents.tables[name]
        docket = across_docket(head, found)
        if cells := astray(head.schema, scanned.pieces, found):
            across[name] = cells
        if not job.wants(ACROSS) or not docket.conditions:
            continue
        if not cells:
            tallies = {id(each): Tally(each, name, rows=scanned.rows) for each in docket.conditions}
            scanned.tallies = {**scanned.tallies, **tallies}
            continue
        scanned.add(
            scan(
                job.scans[name],
                docket,
                None,
                engine=job.engine,
                workers=job.workers,
                sink=job.sink,
            )
        )
    return across
