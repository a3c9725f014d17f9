"""What a rule sees of a package: a row's parents along foreign keys, and whole tables beside."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from evitab.columns import arrow_schema
from evitab.columns.flags import booleans
from evitab.finding import CannotJudge
from evitab.package import Contents, Table
from evitab.rule import SOURCE, Beside, Rule, is_walked
from evitab.standard import ForeignKey, Profile, TableSchema

# What a concept is called, as if it were a column of `concepts`.
LABEL = "label"
# The ways from a row to the source that it rests on, the first that there is. What no way leads
# from is shared by all sources; what authorities say is one source, whoever of them says it.
_TO_SOURCE = (
    "source_id",
    "passage.source_id",
    "claim.passage.source_id",
    "reference.passage.source_id",
)


@dataclass(frozen=True)
class Way(ABC):
    """The way from a row, by its `column`, to a value that a rule sees."""

    column: str

    @abstractmethod
    def __call__(self, pointers: pa.Array) -> pa.Array:
        """The value for each of the column's; null where there is none."""

    @abstractmethod
    def is_lost(self, pointers: pa.Array) -> pa.Array:
        """Whether each way leads nowhere."""


@dataclass(frozen=True)
class Here(Way):
    """No way at all: the row itself names its source, or what it says is shared by all."""

    is_shared: bool

    def __call__(self, pointers: pa.Array) -> pa.Array:
        """The row's own value; nothing but an empty text where it is shared."""
        return pa.repeat("", len(pointers)) if self.is_shared else pointers

    def is_lost(self, pointers: pa.Array) -> pa.Array:
        """None is."""
        return pa.repeat(pa.scalar(False), len(pointers))


@dataclass(frozen=True)
class Walk(Way):
    """The way from a row along its foreign key to one column of the row pointed to.

    `keys` and `values` are columns of one length of the table pointed to; `lost` marks its rows
    from which the way on leads nowhere.
    """

    keys: pa.Array
    values: pa.Array
    lost: pa.Array

    def __call__(self, pointers: pa.Array) -> pa.Array:
        """The value for each pointer; null where a pointer is null or points nowhere."""
        return self.values.take(pc.index_in(pointers, value_set=self.keys, skip_nulls=True))

    def is_lost(self, pointers: pa.Array) -> pa.Array:
        """Whether each pointer, or one further on the way, points nowhere; a null does not."""
        rows = pc.index_in(pointers, value_set=self.keys, skip_nulls=True)
        beyond = pc.fill_null(self.lost.take(rows), True)
        return pc.and_(pc.is_valid(pointers), beyond)


def walk(contents: Contents, schema: TableSchema, path: str) -> Way | None:
    """The way that a dotted path names: `claim.passage.role` goes along `claim_id`, then
    `passage_id`, to `role`, and `SOURCE` to the source that a row rests on. None: a table or a
    column on the way could not be read.

    Raises KeyError where no foreign key of one column is called so.
    """
    if path == SOURCE:
        return _to_source(contents, schema)
    head, _, rest = path.partition(".")
    key = {key.name: key for key in schema.foreign_keys if len(key.fields) == 1}[head]
    if key.table not in contents.names:
        nothing = pa.array([], pa.string())
        return Walk(key.fields[0], nothing, nothing, pa.array([], pa.bool_()))
    parent = contents.tables.get(key.table)
    if parent is None or not parent.is_whole or not parent.has(key.reference_fields):
        return None
    return _walk_on(contents, parent, key, rest)


def path_to_source(profile: Profile, schema: TableSchema) -> str | None:
    """The path from a row of a table to the source that it rests on; None where all share it."""
    return next((path for path in _TO_SOURCE if leads_somewhere(profile, schema, path)), None)


def _to_source(contents: Contents, schema: TableSchema) -> Way | None:
    path = path_to_source(contents.dataset.profile, schema)
    if path is not None and "." in path:
        return walk(contents, schema, path)
    return Here(path or schema.primary_key[0], is_shared=path is None)


def leads_somewhere(profile: Profile, schema: TableSchema, path: str) -> bool:
    """Whether a path of a rule leads to a column of a profile's tables."""
    head, _, rest = path.partition(".")
    if not rest:
        return path == SOURCE or head in schema.by_name
    targets = {key.name: key.table for key in schema.foreign_keys if len(key.fields) == 1}
    if head not in targets:
        return False
    parent = profile.by_name[targets[head]]
    is_label = rest == LABEL and parent.name == "concepts"
    return is_label or leads_somewhere(profile, parent, rest)


def _walk_on(contents: Contents, parent: Table, key: ForeignKey, path: str) -> Way | None:
    keys = parent.column(key.reference_fields[0])
    if path == LABEL and parent.name == "concepts":
        nowhere = booleans(np.zeros(len(keys), bool))
        return Walk(key.fields[0], keys, _labels(contents, keys), nowhere)
    if "." not in path:
        if not parent.has([path]):
            return None
        rejected = parent.rejected.get(path, np.zeros(len(keys), bool))
        return Walk(key.fields[0], keys, parent.column(path), booleans(rejected))
    further = walk(contents, parent.schema, path)
    if further is None or not parent.has([further.column]):
        return None
    pointers = parent.column(further.column)
    return Walk(key.fields[0], keys, further(pointers), further.is_lost(pointers))


def _labels(contents: Contents, keys: pa.Array) -> pa.Array:
    """The preferred label of each concept; its key where it has none."""
    names = contents.tables.get("concept_labels")
    if names is None or not names.has(["concept_id", "label", "type"]):
        return keys
    preferred = names.data.filter(pc.equal(names.column("type"), "preferred")).combine_chunks()
    named = preferred.column("concept_id").combine_chunks()
    where = pc.index_in(keys, value_set=named, skip_nulls=True)
    return pc.coalesce(preferred.column("label").combine_chunks().take(where), keys)


# What a rule sees ------------------------------------------------------------------------------


@dataclass(frozen=True)
class Sight:
    """What rules see beyond the rows of their table: the way to each dotted column, and the
    tables beside, by the rule's name and by the argument's.
    """

    walks: Mapping[str, Way]
    beside: Mapping[str, Mapping[str, pa.Table]]


def look(contents: Contents, schema: TableSchema, rule: Rule) -> Sight | str:
    """What a rule sees when it is asked of a table, or the reason why it cannot be asked."""
    walks: dict[str, Way] = {}
    for path in rule.reads:
        if is_walked(path):
            if (way := walk(contents, schema, path)) is None:
                return f"{path} could not be read"
            walks[path] = way
    beside: dict[str, pa.Table] = {}
    for name, table in rule.beside.items():
        found = _beside(contents, table)
        if isinstance(found, str):
            return found
        beside[name] = found
    return Sight(walks, {rule.name: beside})


def _beside(contents: Contents, beside: Beside) -> pa.Table | str:
    """The columns of a whole table, or the reason why they are not to be had."""
    whole = contents
    if beside.of == "authority":
        try:
            found = contents.authority
        except CannotJudge as error:
            return str(error)
        if found is None:
            return _no_rows(contents.standard.profiles["authority"], beside)
        whole = found
    if beside.table not in whole.names:
        return _no_rows(whole.dataset.profile, beside)
    table = whole.tables.get(beside.table)
    if beside.table == "sources" and whole.every_source is not None:
        table = whole.every_source
    if table is None or not table.is_whole:
        return f"{beside.table} could not be read whole"
    columns = {}
    for path in beside.reads:
        column = _column(whole, table, path)
        if isinstance(column, str):
            return f"{beside.table}.{path} {column}"
        columns[path] = column
    return pa.table(columns).take(_order(table))


def _order(table: Table) -> pa.Array:
    """The places of a table's rows in the order of its key: rules must not hang on a file's."""
    key = [(name, "ascending") for name in table.schema.primary_key if table.has([name])]
    return pc.sort_indices(table.data, sort_keys=key) if key else pa.array(range(len(table.data)))


def _column(contents: Contents, table: Table, path: str) -> pa.Array | str:
    """The column that a path leads to; or why it, or a cell of it, is not to be had."""
    way = walk(contents, table.schema, path) if is_walked(path) else None
    column = path if way is None else way.column
    if (is_walked(path) and way is None) or not table.has([column]):
        return "could not be read"
    if column in table.rejected and table.rejected[column].any():
        return "has a cell that is wrong"
    values = table.column(column)
    return values if way is None else way(values)


def _no_rows(profile: Profile, beside: Beside) -> pa.Table:
    kinds = {path: type_of(profile, beside.table, path) for path in beside.reads}
    return pa.table({path: pa.array([], kind) for path, kind in kinds.items()})


def type_of(profile: Profile, table: str, path: str) -> pa.DataType:
    """The type of the column that a path leads to; raises KeyError where there is none."""
    schema, (head, _, rest) = profile.by_name[table], path.partition(".")
    if rest:
        keys = {key.name: key.table for key in schema.foreign_keys if len(key.fields) == 1}
        return pa.string() if rest == LABEL else type_of(profile, keys[head], rest)
    if path == SOURCE:
        return pa.string()
    return arrow_schema(schema).field(head).type
