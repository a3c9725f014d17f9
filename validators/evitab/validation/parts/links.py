"""The column of each table that leads from a row to its source."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from evitab.relations import path_to_source
from evitab.standard import Profile, TableSchema
from evitab.validation.rows.order import reading_order

SOURCES = "sources"


@dataclass(frozen=True)
class Link:
    """The column of a table that leads to the source of a row, and the table that it points to.

    Where `named_by` is a column, that names the table. Where it leads nowhere - to a row that all
    sources share - the column `or_source` may name the source itself.
    """

    column: str
    table: str
    named_by: str | None = None
    or_source: str | None = None

    @property
    def reads(self) -> tuple[str, ...]:
        """The columns that are read to follow it."""
        return (self.column, *filter(None, [self.named_by, self.or_source]))


# A finding is about a row; one about a concept says in which source it was found.
_FINDINGS = Link("row", "", "table", "related_rows")


def links(profile: Profile, tables: Collection[str]) -> dict[str, Link | None]:
    """How the rows of some tables lead to a source, in an order in which they can be followed.

    None for the table of sources itself. Tables that are shared by all sources are left out.
    """
    if SOURCES not in tables:
        return {}
    schemas = {name: profile.by_name[name] for name in tables}
    first: dict[str, Link | None] = {}
    last: dict[str, Link | None] = {}
    for name in reading_order(schemas.values()):
        if name == SOURCES:
            first[name] = None
        elif name == "findings":
            last[name] = _FINDINGS
        elif link := _row_of(schemas[name]):
            last[name] = link
        elif (path := path_to_source(profile, schemas[name])) is not None:
            # Where the row names its source itself, that is a key too.
            key = path.partition(".")[0].removesuffix("_id")
            first[name] = next(
                Link(each.fields[0], each.table)
                for each in schemas[name].foreign_keys
                if each.name == key
            )
    return {**first, **last}


def _row_of(schema: TableSchema) -> Link | None:
    """The column that names a row of whichever table another column names."""
    for each in schema.fields:
        if (named_by := each.descriptor.get("rowOf")) is not None:
            return Link(each.name, "", str(named_by))
    return None
