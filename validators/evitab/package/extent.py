"""How large a table is before it is read."""

from __future__ import annotations

from pathlib import Path

import pyarrow.parquet as pq

from evitab.finding import CannotJudge
from evitab.package.csv_bytes import line_feeds
from evitab.package.parquet_file import UNREADABLE
from evitab.package.paths import plain_file

# So many bytes are taken for a row, where rows are longer.
_LONG = 500


def extent(root: Path, file: str, most: int) -> int:
    """How many rows a file of a package has; long ones count for several, and where there are more
    than `most`, it is told no more exactly. A file that is not there has none.
    """
    try:
        path = plain_file(root, file)
    except CannotJudge:
        return 0
    by_size = path.stat().st_size // _LONG
    if by_size > most:
        return by_size
    if path.suffix == ".csv":
        return max(by_size, line_feeds(path.read_bytes()))
    try:
        footer = pq.read_metadata(path)
    except UNREADABLE:
        return by_size
    groups = map(footer.row_group, range(footer.num_row_groups))
    return max(footer.num_rows, sum(each.total_byte_size for each in groups) // _LONG)
