"""The texts of a row group of Parquet, read so that they unfold into no more than memory holds.

A file says a text once that many rows have: a small one can unfold to any size. What its footer
says of a column, its size and its encodings, is believed.
"""

from __future__ import annotations

from collections.abc import Collection
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
# Where a column would be read in more turns, its dictionary is looked at first; that takes longer
# than fewer turns do.
_TURNS = 200
_TEXT = pa.string()
# In these a text stands as often as rows have it; with a dictionary it stands once, however many
# rows have it.
_PLAIN = frozenset({"PLAIN", "RLE", "BIT_PACKED", "DELTA_LENGTH_BYTE_ARRAY"})
_DICTIONARY = frozenset({"RLE_DICTIONARY", "PLAIN_DICTIONARY"})


@dataclass(frozen=True)
class GroupTexts:
    """The texts of one row group of a file; `name` is its path inside the package."""

    path: Path
    name: str
    footer: Any = field(repr=False)
    index: int

    def doubtful(self, names: Collection[str]) -> dict[str, int]:
        """The columns of text, with their sizes, whose longest text would be too much if every row
        had it, as far as that is quickly seen.
        """
        group = self.footer.row_group(self.index)
        return {
            each.path_in_schema: each.total_uncompressed_size
            for each in map(group.column, range(group.num_columns))
            if each.physical_type == "BYTE_ARRAY"
            and each.path_in_schema in names
            and not self._is_bounded(each, group.num_rows)
        }

    def few_at_a_time(self, column: str, size: int) -> pa.ChunkedArray:
        """A column of text, so few rows at a time that they may all have its longest text; raises
        CannotJudge where it unfolds into too much.
        """
        few, unfolded = [], 0
        turns = self._plain.iter_batches(_turn(size), [self.index], [column], use_threads=False)
        for batch in turns:
            texts = batch.column(0)
            few.append(texts if texts.type == _TEXT else texts.cast(_TEXT))
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

    def _is_bounded(self, each: Any, rows: int) -> bool:
        size, encodings = each.total_uncompressed_size, set(each.encodings)
        is_plain = bool(encodings) and encodings <= _PLAIN and not each.has_dictionary_page
        if (size if is_plain else size * rows) <= parquet_file.MAX_TEXT:
            return True
        if rows <= _TURNS * _turn(size) or encodings - _PLAIN - _DICTIONARY:
            return False
        longest = self._longest_known(each.path_in_schema)
        return longest is not None and size + rows * longest <= parquet_file.MAX_TEXT

    def _longest_known(self, column: str) -> int | None:
        """How many bytes the longest text in a column's dictionary has; None where the dictionary
        was not seen.

        One row comes with the whole dictionary, or, from a page that uses none, with its own text
        alone: of pages that follow, and may use one, that tells nothing.
        """
        rows = self.reader([column]).iter_batches(1, [self.index], [column], use_threads=False)
        for batch in rows:
            texts = batch.column(0).dictionary
            return pc.max(pc.binary_length(texts)).as_py() if len(texts) > 1 else None
        return None


def _turn(size: int) -> int:
    """How many rows are read at a time of a column of a size."""
    return max(1, MAX_GROUP // size)
