"""How much is worked on at once, so that memory stays within what was allowed.

All figures are what was seen from outside, with some room to spare; the system promises none.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from evitab.finding import CannotJudge
from evitab.package.dataset import FILE
from evitab.package.pieces import Scan
from evitab.validation.parts.cut import ROWS
from evitab.validation.parts.part import Part

MB = 1_000_000
# Python, with all that evitab imports to judge.
_ITSELF = 230 * MB
# What judging a piece takes, whatever its size, and for each of its bytes.
_PIECE, _BYTE = 40 * MB, 5
# A process of its own that judges parts, and what is taken for each row that is judged with others.
_PROCESS, _ROW = 180 * MB, 2_500
# What is kept of each row between the two passes: its source, its key, and the source of
# that key. Keys that lie close take far less.
_KEPT = 20
# A piece that is held takes more than its rows: reading it leaves something behind.
_HELD = 1.4
# Of so many rows there is one finding about the source, and so many findings are listed, of so many
# bytes each.
_ROWS_OF_ONE, _MOST_LISTED, _FINDING = 6, 70_000, 2_100


@dataclass(frozen=True)
class Budget:
    """So many bytes of memory, for so many cores; None is as much as there is."""

    memory: int | None
    cores: int

    def at_once(self, most: int) -> int:
        """Up to how many rows a package is read at once, and `most` anyway."""
        return most if self.memory is None else min(most, self._left() // _ROW)

    def readers(self, scans: Iterable[Scan]) -> int:
        """How many pieces are read at once.

        Raises CannotJudge where there is not room enough for the greatest.
        """
        if self.memory is None:
            return self.cores
        if self._left() < _PIECE:
            raise CannotJudge(
                f"judging takes {(_ITSELF + _PIECE) // MB} MB at the least; "
                f"{self.memory // MB:,} MB are allowed",
                file=FILE,
                advice="Allow more.",
            )
        file, size = max((scan.largest for scan in scans), key=lambda each: each[1])
        need = _PIECE + _BYTE * size
        if need > self._left():
            raise CannotJudge(
                f"its largest piece has about {size // MB:,} MB, which takes "
                f"{(_ITSELF + need) // MB:,} MB to judge; {self.memory // MB:,} MB are allowed",
                file=file,
                advice="Allow more; or, in Parquet, write smaller row groups.",
            )
        return min(self.cores, self._left() // need)

    def whole(self, rows: int) -> CannotJudge | None:
        """Why so many rows that belong to no source cannot be read whole; None where there is
        room for them.
        """
        need = _ITSELF + _ROW * rows
        if self.memory is None or not rows or need <= self.memory:
            return None
        return CannotJudge(
            f"the {rows:,} rows that belong to no source are judged together, which takes "
            f"about {need // MB:,} MB; {self.memory // MB:,} MB are allowed",
            file=FILE,
            advice="Allow more; where the table of sources cannot be read, mend that first.",
        )

    def judges(self, rows: int, held: int) -> int:
        """How many parts of a package of so many rows are judged at once, each in a process of its
        own where there are several; each holds so many bytes of what it reads.
        """
        if self.memory is None:
            return self.cores
        each = _PROCESS + _holding(held) + _ROW * ROWS
        return max(1, min(self.cores, (self._left() - _kept(rows)) // each))

    def part(self, most: int, rows: int, held: int) -> int:
        """Of how many rows the parts are, and `most` anyway."""
        if self.memory is None:
            return most
        return max(1, min(most, (self._left() - _kept(rows) - _holding(held)) // _ROW))

    def refuse(self, parts: Iterable[Part], rows: int, held: int) -> None:
        """Raise CannotJudge where one source has so many rows that there is no room for them."""
        largest = max((part.rows for part in parts), default=0)
        need = _ITSELF + _kept(rows) + _holding(held) + _ROW * largest
        if self.memory is not None and need > self.memory:
            raise CannotJudge(
                f"the rows of one source, the pieces of its tables, and what is kept of all "
                f"{rows:,} rows, take about "
                f"{need // MB:,} MB; {self.memory // MB:,} MB are allowed",
                file=FILE,
                advice="Allow more.",
            )

    def _left(self) -> int:
        return max(0, (self.memory or 0) - _ITSELF)


def _kept(rows: int) -> int:
    """What is kept of so many rows while they are judged part by part."""
    return _KEPT * rows + _FINDING * min(rows // _ROWS_OF_ONE, _MOST_LISTED)


def _holding(held: int) -> int:
    """What it takes to hold pieces of so many bytes."""
    return round(_HELD * held)
