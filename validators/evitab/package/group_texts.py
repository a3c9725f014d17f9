"""The texts of a row group of Parquet, read so that they unfold into no more than memory holds.

A file says a text once that many rows have: a small one can unfold to any size. What its footer
says of the size of a column is believed.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from evitab.columns.bytes_of import text_bytes
from evitab.package import parquet_file
from evitab.package.parquet_file import refuse_text

# So much a row group may unfold to, as bytes.
MAX_GROUP = 2_000_000_000


@dataclass(frozen=True)
class GroupTexts:
    """The texts of one row group of a file; `name` is its path inside the package."""

    path: Path
    name: str
    footer: Any = field(repr=False)
    index: int

    def doubtful(self, names: Collection[str]) -> dict[str, int]:
        """The columns of text, with their sizes, whose longest text would be too much if every row
        had it.
        """
        group = self.footer.row_group(self.index)
        columns = map(group.column, range(group.num_columns))
        sizes = {
            each.path_in_schema: each.total_uncompressed_size
            for each in columns
            if each.physical_type == "BYTE_ARRAY" and each.path_in_schema in names
        }
        most = parquet_file.MAX_TEXT // max(1, group.num_rows)
        return {name: size for name, size in sizes.items() if size > most}

    def few_at_a_time(self, column: str, size: int) -> pa.ChunkedArray:
        """A column of text, so few rows at a time that they may all have its longest text; raises
        CannotJudge where it unfolds into too much.
        """
        few, unfolded = [], 0
        rows = max(1, MAX_GROUP // size)
        for batch in self._plain.iter_batches(rows, [self.index], [column], use_threads=False):
            few.append(batch.column(0))
            unfolded += few[-1].nbytes
            if unfolded > parquet_file.MAX_TEXT:
                refuse_text(sum(map(text_bytes, few)), self.name)
        return pa.chunked_array(few)

    def reader(self, dictionaries: Collection[str]) -> pq.ParquetFile:
        """What reads the group, with some columns as dictionaries."""
        return pq.ParquetFile(
            self.path,
            metadata=self.footer,
            read_dictionary=list(dictionaries),
            pre_buffer=False,
        )

    @cached_property
    def _plain(self) -> pq.ParquetFile:
        return self.reader(())
