"""Keys from everywhere brought together, so that all that are one key meet in one place."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa

from evitab.columns.key_set import Keys
from evitab.validation.spark.notes import Note, Rows, packed, packed_rows

# Numbers of made-up keys that come together, as a power of two; other keys come to so many places.
_SPAN = 20
_OTHERS = 64


def parcels(note: Note, keys: Keys, rows: Rows, numbers: Rows | None = None) -> Iterator[Note]:
    """The keys of some rows of a piece, a note for each place to which they go.

    `note` says what for; `numbers` is what goes along with each of them.
    """
    made_up = np.flatnonzero(keys.is_made_up & ~keys.is_null)
    for bucket, ours in _grouped(made_up, keys.numbers[made_up].astype(np.int64) >> _SPAN):
        value = (keys.numbers[ours], None if numbers is None else numbers[ours])
        yield replace(note, bucket=bucket, rows=packed_rows(rows[ours]), blob=packed(value))
    others = np.flatnonzero(keys.codes >= 0)
    if not len(others):
        return
    texts = np.array(keys.texts, object)
    places = (pd.util.hash_array(texts, categorize=False) % _OTHERS).astype(np.int64)
    codes = keys.codes[others]
    for bucket, ours in _grouped(others, places[codes]):
        value = (
            pa.array(texts[keys.codes[ours]], pa.string()),
            None if numbers is None else numbers[ours],
        )
        yield replace(note, bucket=-1 - bucket, rows=packed_rows(rows[ours]), blob=packed(value))


def _grouped(rows: Rows, buckets: Rows) -> Iterator[tuple[int, Rows]]:
    if not len(rows):
        return
    order = np.argsort(buckets, kind="stable")
    each, starts = np.unique(buckets[order], return_index=True)
    yield from zip(each.tolist(), np.split(rows[order], starts[1:]), strict=True)


class Met:
    """The notes of one place, with all their keys as codes: two are one just where they agree."""

    def __init__(self, notes: Sequence[Note]) -> None:
        self.notes = sorted(notes, key=lambda note: (note.table, note.piece, note.what))
        values = [note.value for note in self.notes]
        self._sizes = [len(keys) for keys, _ in values]
        self._numbers = [numbers for _, numbers in values]
        self._codes = _codes([keys for keys, _ in values])

    def codes(self, kind: str) -> npt.NDArray[np.int64]:
        """The codes of all notes of a kind, in the order of the files."""
        return self._of(kind, self._codes)

    def rows(self, kind: str) -> Rows:
        """The row of each, in its piece."""
        return self._of(kind, [note.places for note in self.notes])

    def numbers(self, kind: str) -> Rows:
        """What goes along with each."""
        return self._of(kind, self._numbers)

    def origin(self, kind: str) -> npt.NDArray[np.int64]:
        """The number of the note of each, in `notes`."""
        return self._of(kind, [np.full(size, at) for at, size in enumerate(self._sizes)])

    def _of(self, kind: str, arrays: Sequence[npt.NDArray[np.int64] | None]) -> Rows:
        ours = [
            each
            for each, note in zip(arrays, self.notes, strict=True)
            if note.kind == kind and each is not None
        ]
        return np.concatenate([np.zeros(0, np.int64), *ours]).astype(np.int64)


def _codes(keys: Sequence[npt.NDArray[np.uint32] | pa.Array]) -> list[npt.NDArray[np.int64]]:
    if not keys or isinstance(keys[0], np.ndarray):
        return [np.asarray(each, np.int64) for each in keys]
    encoded = pa.chunked_array(keys, pa.string()).combine_chunks().dictionary_encode()
    codes = encoded.indices.to_numpy(zero_copy_only=False).astype(np.int64)
    return np.split(codes, np.cumsum([len(each) for each in keys])[:-1])
