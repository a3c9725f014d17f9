"""Which keys must be brought together, now that all tables are read, and what for."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace

from evitab.columns import Mask
from evitab.columns.made_up import prefix_of
from evitab.standard import TableSchema
from evitab.validation.rows.rows_pass import docket_of
from evitab.validation.rows.scan import unique_and_others
from evitab.validation.spark.errand import name_of, none_known
from evitab.validation.spark.first import First
from evitab.validation.spark.keys import ASK, OWED, OWN, PAID, Question, domain_of


def ask_owed(first: First, name: str) -> None:
    """Enter which rows of a table others must point to."""
    head = first.done.contents.tables[name]
    if not head.schema.participations or not first.job.wants("mustBeReferenced"):
        return
    docket = docket_of(first.job, first.done.contents, head, first.lost[name].knows)
    skipped = [check for check in docket.skipped if check.rule == "mustBeReferenced"]
    first.done.skipped[name] += skipped
    asked = [each for each in docket.conditions if each.name == "mustBeReferenced"]
    known = first.dockets[name]
    first.dockets[name] = replace(known, conditions=(*known.conditions, *asked))
    first.ask(name, asked)


def questions(first: First, small: Collection[str]) -> Iterator[Question]:
    """The keys that must be brought together; those of `small` tables every worker has read."""
    owners: dict[str, Question] = {}
    for name, found in first.done.scanned.items():
        schema = found.head.schema
        unique, _ = unique_and_others(first.dockets[name].conditions)
        for columns, mask in unique.items():
            own = _own(schema, columns)
            owners[own.domain] = replace(own, what=name_of(mask))
        for own, asking in _pointers(first, name, small):
            owners.setdefault(own.domain, own)
            yield asking
        yield from _duties(first, name)
    yield from owners.values()


def _pointers(
    first: First, name: str, small: Collection[str]
) -> Iterator[tuple[Question, Question]]:
    """The keys that a table points to, and the columns that do."""
    conditions = first.dockets[name].conditions
    for key in first.done.contents.schema(name).foreign_keys:
        asked = (c for c in conditions if c.name == "foreignKeys" and c.reads == key.fields)
        mask = next(asked, None)
        target = first.done.contents.tables.get(key.table)
        if mask is None or target is None or key.table in small:
            continue
        own = _own(target.schema, key.reference_fields)
        yield own, replace(own, table=name, columns=key.fields, kind=ASK, what=name_of(mask))


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
        for table, column in payers(schema, mask):
            if table in contents.tables:
                yield replace(own, table=table, columns=(column,), kind=PAID)


def payers(schema: TableSchema, mask: Mask) -> Iterator[tuple[str, str]]:
    """The columns that are to point to the rows that a mask is about."""
    for duty in schema.participations:
        where = [f"{field} is {value or 'empty'}" for field, value in duty.where.items()]
        has_columns = mask.reads == (*schema.primary_key, *duty.where)
        if has_columns and all(each in mask.expected for each in where):
            yield from duty.by
