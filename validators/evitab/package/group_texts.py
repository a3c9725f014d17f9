"""The texts of a row group of Parquet, of which none is to unfold into more than memory holds.

A file says a text once that many rows have: a small one can unfold to any size.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from evitab.columns.bytes_of import text_bytes
from evitab.package import parquet_file
from evitab.package.parquet_file import refuse_text

# So much a row group may unfold to, as bytes.
MAX_GROUP = 2_000_000_000
# Where a column would be read in more turns, its dictionary is looked at first; where fewer, that
# takes longer than they do.
_TURNS = 200
# In these each text stands as often as rows have it, but for those of the dictionary.
_PLAIN = frozenset(
    {"PLAIN", "RLE", "BIT_PACKED", "DELTA_LENGTH_BYTE_ARRAY", "RLE_DICTIONARY", "PLAIN_DICTIONARY"}
)


@dataclass(frozen=True)
class GroupTexts:
    """The texts of one row group of a file; `name` is its path inside the package."""

    path: Path
    name: str
    footer: Any = field(repr=False)
    index: int

    def doubtful(self, names: Collection[str]) -> dict[str, int]:
        """The columns of text, with their sizes, whose longest text would be too much if every row
        had it, for all that can be seen at a glance.
        """
        return {
            each.path_in_schema: each.total_uncompressed_size
            for each in self._columns()
            if each.path_in_schema in names and not self._is_bounded(each)
        }

    def few_at_a_time(self, column: str, size: int) -> pa.ChunkedArray:
        """A column of text, so few rows at a time that they may all have its longest text; raises
        CannotJudge where it unfolds into too much.
        """
        few, unfolded = [], 0
        turns = self._plain.iter_batches(_turn(size), [self.index], [column], use_threads=False)
        for batch in turns:
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

    def _columns(self) -> Iterator[Any]:
        group = self.footer.row_group(self.index)
        for each in map(group.column, range(group.num_columns)):
            if each.physical_type == "BYTE_ARRAY":
                yield each

    def _is_bounded(self, each: Any) -> bool:
        rows, size = self.footer.row_group(self.index).num_rows, each.total_uncompressed_size
        if size * rows <= parquet_file.MAX_TEXT:
            return True
        is_worth_it = rows > _TURNS * _turn(size) or not each.has_dictionary_page
        if not is_worth_it or set(each.encodings) - _PLAIN:
            return False
        return size + rows * self._longest(each.path_in_schema) <= parquet_file.MAX_TEXT

    def _longest(self, column: str) -> int:
        """How many bytes the longest text has of those that stand in the column's dictionary."""
        batches = self.reader([column]).iter_batches(1, [self.index], [column], use_threads=False)
        for batch in batches:
            lengths = pc.binary_length(batch.column(0).dictionary)
            return int(pc.max(lengths).as_py() or 0)
        return 0


def _turn(size: int) -> int:
    """How many rows are read at a time of a column of a size."""
    return max(1, MAX_GROUP // size)
