"""The words of a package's sources: text files, and Parquet files that hold those of many."""

from __future__ import annotations

from collections.abc import Collection
from functools import cached_property
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from evitab.finding import CannotJudge
from evitab.package.dataset import is_documents
from evitab.package.parquet_file import (
    MAX_ROWS,
    UNREADABLE,
    is_text,
    refuse_unfolding,
    unreadable,
)
from evitab.package.paths import inside, plain_file, read_bytes

COLUMNS = ("source_id", "text")
MAX_SOURCE_BYTES = 100_000_000
_MAX_GROUP_BYTES = 1_000_000_000
_ADVICE = "Write it anew, with the columns source_id and text."
_SMALLER = "Write it in smaller row groups, of some hundred documents each."


class Documents:
    """The documents of one Parquet file: columns `source_id` and `text`, a row for each source.

    `keys` are the sources' keys, in the order of the rows. The words are read a row group at a
    time, and the last group stays at hand: whoever asks in the order of the rows reads each once.
    Raises CannotJudge where the file is damaged, has other columns, or would take more memory than
    reading should.
    """

    def __init__(self, root: Path, file: str) -> None:
        self.file = file
        self._path = plain_file(root, file)
        self._reader: pq.ParquetFile | None = None
        self._last: tuple[int, pa.Array] = -1, pa.nulls(0)
        try:
            metadata = pq.read_metadata(self._path)
            self._refuse_others(metadata.schema.to_arrow_schema())
            groups = range(metadata.num_row_groups)
            rows = [metadata.row_group(at).num_rows for at in groups]
            if sum(rows) > MAX_ROWS:
                raise self._cannot(f"{sum(rows):,} documents, more than are read", "Split it.")
            self._first = np.cumsum([0, *rows])
            kept = [self._column(at, "source_id") for at in groups]
        except UNREADABLE as error:
            raise unreadable(error, self.file, _ADVICE) from None
        finally:
            self.close()
        self.keys: pa.Array = pa.chunked_array(kept, pa.string()).combine_chunks()

    def close(self) -> None:
        """Let go of the open file and of the words at hand; reading opens it anew."""
        self._reader, self._last = None, (-1, pa.nulls(0))

    @cached_property
    def _rows(self) -> dict[str, int]:
        keys = self.keys.to_pylist()
        return dict(zip(reversed(keys), range(len(keys) - 1, -1, -1), strict=True))

    @cached_property
    def _repeated(self) -> dict[str, int]:
        counted = pc.value_counts(self.keys)
        several = counted.filter(pc.greater(counted.field("counts"), 1))
        return dict(zip(*(several.field(at).to_pylist() for at in (0, 1)), strict=True))

    def row_of(self, source: str | None) -> tuple[int, int]:
        """The row of a source's document, -1 where it has none, and how many rows have its key."""
        row = -1 if source is None else self._rows.get(source, -1)
        return row, 0 if row < 0 else self._repeated.get(source or "", 1)

    def read(self, row: int) -> bytes | None:
        """The words in a row as UTF-8, None for a null; raises CannotJudge as above."""
        group = int(np.searchsorted(self._first, row, side="right")) - 1
        if self._last[0] != group:
            self._last = group, self._words(group)
        value = self._last[1][row - int(self._first[group])].as_py()
        if value is not None and len(value) > MAX_SOURCE_BYTES:
            message = f"row {row + 1} has {len(value):,} bytes, more than are read of one source"
            raise self._cannot(message, "Split the document, or leave it out.")
        return value

    def _words(self, group: int) -> pa.Array:
        try:
            return self._column(group, "text").cast(pa.large_binary())
        except UNREADABLE as error:
            raise unreadable(error, self.file, _ADVICE) from None

    def _column(self, group: int, name: str) -> pa.Array:
        """One column of a row group, of which it is known that it takes no more than it should."""
        if self._reader is None:
            self._reader = pq.ParquetFile(pa.OSFile(str(self._path)), read_dictionary=list(COLUMNS))
        held = self._reader.metadata.row_group(group)
        index = self._reader.schema_arrow.get_field_index(name)
        size = held.column(index).total_uncompressed_size
        if size > _MAX_GROUP_BYTES:
            message = f"row group {group + 1} unfolds to {size:,} bytes, more than is read at once"
            raise self._cannot(message, _SMALLER)
        found = self._reader.read_row_group(group, columns=[name])
        found.validate(full=True)
        refuse_unfolding(found, self.file, _SMALLER)
        return found.column(name).cast(pa.string()).combine_chunks()

    def _refuse_others(self, schema: pa.Schema) -> None:
        known = [field.name for field in schema if is_text(field.type)]
        if sorted(schema.names) != sorted(COLUMNS) or sorted(known) != sorted(COLUMNS):
            told = ", ".join(f"{field.name[:40]} ({field.type})" for field in schema)[:200]
            message = f"its columns are {told}; documents have source_id and text, both of text"
            raise self._cannot(message, _ADVICE)

    def _cannot(self, message: str, advice: str) -> CannotJudge:
        return CannotJudge(message, file=self.file, advice=advice)


class Words:
    """The words of a package's sources, by the paths that its rows of `sources` give.

    Only what `declared` names, as `dataset.json` does, is opened.
    """

    def __init__(self, root: Path, declared: Collection[str]) -> None:
        self._root, self.declared = root, frozenset(declared)
        self._documents: dict[str, Documents | None] = {}
        self._last = ""

    def text_file(self, path: str) -> bytes | None:
        """The bytes of a text file; None where it is not there, as in a release.

        Raises CannotJudge where the path leaves the package or the file cannot be read.
        """
        if not self._is_here(path):
            return None
        return read_bytes(self._root, path, limit=MAX_SOURCE_BYTES)

    def documents(self, path: str) -> Documents | None:
        """The documents of a Parquet file; None where it is not there, as in a release.

        Raises CannotJudge as `Documents` does.
        """
        if path not in self._documents:
            here = self._is_here(path)
            self._documents[path] = Documents(self._root, path) if here else None
        if path != self._last:
            # One file is open at a time, however many there are.
            if (last := self._documents.get(self._last)) is not None:
                last.close()
            self._last = path
        return self._documents[path]

    def of(self, path: str, source: str) -> bytes | None:
        """The words of one source as UTF-8; None where they are not there.

        Raises CannotJudge where they cannot be read.
        """
        if not is_documents(path):
            return self.text_file(path)
        held = self.documents(path)
        if held is None:
            return None
        row, count = held.row_of(source)
        return held.read(row) if count == 1 else None

    def __getstate__(self) -> dict[str, object]:
        """What is open stays here: a copy opens the files anew."""
        return {**self.__dict__, "_documents": {}}

    def _is_here(self, path: str) -> bool:
        return inside(self._root, path, named_by="tables/sources.csv").exists()
