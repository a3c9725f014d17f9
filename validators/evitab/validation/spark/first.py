"""The first pass over a large package on a cluster, while it is made."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from evitab.engines.condition import Condition
from evitab.validation.docket import Docket
from evitab.validation.rows.rows_pass import Job, RowsPass
from evitab.validation.rows.tally import Tally
from evitab.validation.spark.errand import name_of
from evitab.validation.spark.listing import Listed, Shelf
from evitab.validation.spark.lost import Lost
from evitab.validation.spark.notes import About, Rows

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession


@dataclass
class First:
    """What is known of the first pass.

    `notes` are those of workers, on the cluster; `dockets` say what was asked of each table, `lost`
    which of its keys lead nowhere; `places` has the rows that are listed of each condition; `kept`
    is what the cluster holds meanwhile.
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
    kept: list[DataFrame] = field(default_factory=list)

    def keep(self, notes: DataFrame) -> DataFrame:
        """Have the cluster hold notes, which several steps ask for."""
        self.kept.append(notes.persist())
        return self.kept[-1]

    def forget(self) -> None:
        """Let go of all that the cluster holds."""
        for notes in self.kept:
            notes.unpersist()

    def ask(self, name: str, conditions: Sequence[Condition]) -> None:
        """Say that conditions are asked of a table that was read."""
        found = self.done.scanned[name]
        more = {id(each): Tally(each, name, rows=found.rows) for each in conditions}
        found.tallies = {**found.tallies, **more}
        self.conditions.update({(name, name_of(each)): each for each in conditions})
