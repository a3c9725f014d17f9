"""What is asked of each part of a package."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from evitab.engines.engine import Engine
from evitab.finding import LISTED
from evitab.package import Contents, Table
from evitab.rule import Rule
from evitab.standard import Standard
from evitab.validation.marks import Rows
from evitab.validation.parts.across import Across
from evitab.validation.parts.record import Record
from evitab.validation.waivers import Granted

# A condition, by its name and the columns that it reads.
Name = tuple[str, tuple[str, ...]]


@dataclass(frozen=True)
class PartJob:
    """What is asked of each part.

    `contents` has the heads of all tables, `every_source` the keys of the sources, `shared` the
    tables that belong to no source; `left`
    names the conditions of each table that were not asked yet. `faulty` are the rows of each table
    that were found wrong, `malformed` those that no words can be held against; cells that point
    `across` to another source count as empty. Where nothing
    `is_sound` - a shared table is wrong, or one could not be read - no rule about the source is
    asked.

    Verdicts are kept in the `record`, where there is one; `digest` is then that of the job.
    So many findings of a check are `listed`.
    """

    contents: Contents
    every_source: Table | None
    shared: Mapping[str, Table]
    standard: Standard
    engine: Engine
    seen_to: frozenset[str]
    left: Mapping[str, Collection[Name]]
    faulty: Mapping[str, Rows]
    malformed: Mapping[str, Rows]
    granted: Granted
    across: Across = field(default_factory=dict)
    is_sound: bool = True
    rules: Sequence[Rule] | None = None
    record: Record | None = None
    digest: str = ""
    listed: int = LISTED
