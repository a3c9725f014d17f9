"""The sources of a part of which some row is wrong, and the others."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from evitab.finding import Finding
from evitab.package import Contents
from evitab.package.table import Place
from evitab.validation.marks import Rows, is_malformed
from evitab.validation.parts.homes import rows_of_sources
from evitab.validation.parts.part import Part
from evitab.validation.parts.part_job import PartJob


class Unsound:
    """The sources of a part of which some row is wrong."""

    def __init__(self, job: PartJob, part: Part, contents: Contents) -> None:
        self._contents, self._homes, self.is_sound = contents, part.homes, job.is_sound
        every = [np.unique(homes) for homes in part.homes.values()]
        self._sources = np.unique(np.concatenate([*every, np.zeros(0, np.int32)]))
        self._unsound: set[int] = set()
        self.malformed: set[Place] = set()
        for name in part.homes:
            faulty = part.own(name, job.faulty.get(name))
            self.add(name, faulty, part.own(name, job.malformed.get(name)))

    def add(self, table: str, faulty: Rows, malformed: Rows) -> None:
        """Say which rows of a table of the part are wrong."""
        self._unsound.update(self._homes[table][faulty].tolist())
        self.malformed.update(map(self._contents.tables[table].place_of, malformed.tolist()))

    def add_faults(self, faults: Iterator[Finding]) -> None:
        """Say that the rows of some findings are wrong."""
        for fault in faults:
            table = self._contents.tables.get(str(fault.table))
            if table is None or table.name not in self._homes or fault.line is None:
                self.is_sound = False
                continue
            rows = table.rows_at({(fault.file, fault.line)})
            self.add(table.name, rows, rows if is_malformed(fault) else rows[:0])

    @property
    def count(self) -> int:
        """How many sources the part has."""
        return len(self._sources)

    @property
    def unsound(self) -> int:
        """How many sources have a row that is wrong."""
        return len(self._unsound) if self.is_sound else self.count

    def contents(self, *, is_sound: bool) -> Contents | None:
        """The part with the rows of its sound sources, or of the others; None if it has none."""
        if not self.unsound or not self.is_sound:
            return self._contents if is_sound == self.is_sound else None
        is_ours = np.isin(self._sources, list(self._unsound)) != is_sound
        ours = self._sources[is_ours]
        if not len(ours):
            return None
        return rows_of_sources(self._contents, self._homes, ours)
