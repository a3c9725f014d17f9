"""A table whose rows do not come in the order of sources: sorted by them on disk, piece by piece.

Each piece becomes a file of its own, in Arrow's form, which is read where it lies; a part then
takes a stretch of each.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from evitab.columns.flags import booleans
from evitab.engines.crew import in_order
from evitab.finding import CannotJudge
from evitab.package import Table
from evitab.package.pieces import Piece
from evitab.validation.parts.homes import Homes, Pieces

Rows = npt.NDArray[np.int64]
# Beside the table's own columns: where each row stands, and which cells are no values.
_LINE, _FILE, _REJECTED = "line", "file", "rejected "
_OWN = "own "


@dataclass(frozen=True)
class Run:
    """One piece of a table, sorted: the source of each row, and its number in the whole table."""

    piece: Sorted
    homes: Homes
    numbers: Rows


@dataclass(frozen=True)
class Sorted:
    """A piece that was sorted, in its file; `head` has the table without rows."""

    path: Path
    head: Table

    def read(self, columns: Sequence[str] | None = None) -> Table:
        """The rows, of `columns` (all, unless told). What is taken of them is read when it is."""
        with pa.memory_map(str(self.path)) as file:
            found = pa.ipc.open_file(file).read_all()
        names = [n for n in self.head.data.column_names if columns is None or n in columns]
        rejected = {
            name.removeprefix(_REJECTED): found.column(name).to_numpy()
            for name in found.column_names
            if name.startswith(_REJECTED)
        }
        files = found.column(_FILE).to_numpy() if _FILE in found.column_names else None
        return replace(
            self.head,
            data=found.select([_OWN + name for name in names]).rename_columns(names),
            lines=found.column(_LINE).to_numpy(),
            files=None if files is None else files.astype(str),
            rejected=rejected,
        )


def sort_on_disk(name: str, pieces: Pieces, homes: Homes, folder: Path, workers: int) -> list[Run]:
    """Sort the rows of each piece of a table by source; `homes` are those of all its rows.

    Raises CannotJudge where the disk has no room.
    """
    starts = np.cumsum([0, *(rows for _, rows in pieces)])

    def work(at: int) -> Run:
        first, (piece, rows) = int(starts[at]), pieces[at]
        ours = homes[first : first + rows]
        order = np.argsort(ours, kind="stable")
        path = folder / f"{name}-{at}.arrow"
        return Run(_write(piece, order, path), ours[order], first + order)

    try:
        return list(in_order(work, range(len(pieces)), workers))
    except OSError as error:
        raise CannotJudge(
            f"{name} does not come in the order of sources, and cannot be sorted: {error}",
            file=str(folder),
            advice="Make room there, or name another folder in TMPDIR.",
        ) from None


def _write(piece: Piece, order: Rows, path: Path) -> Sorted:
    table = piece.read().take(order)
    columns = {_OWN + name: table.data.column(name) for name in table.data.column_names}
    columns[_LINE] = pa.array(table.lines)
    if table.files is not None:
        columns[_FILE] = pa.array(table.files.tolist(), pa.string())
    columns |= {_REJECTED + name: booleans(cells) for name, cells in table.rejected.items()}
    data = pa.table(columns)
    with pa.OSFile(str(path), "wb") as file, pa.ipc.new_file(file, data.schema) as writer:
        writer.write_table(data)
    return Sorted(path, table.slice(0, 0))
