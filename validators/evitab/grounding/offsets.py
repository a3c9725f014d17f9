"""Which passages may differ from their sources, asked of many at once."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from evitab.columns.flags import Flags, flags
from evitab.grounding.quotation import AROUND, Headings

Codes = npt.NDArray[np.int64]


class Buffer:
    """Texts one behind the other as UTF-8, in which spans are found by their code points.

    `first` is the place of each text's first code point among all, `length` its code points.
    """

    def __init__(self, texts: Sequence[bytes]) -> None:
        self._whole = b"".join(texts)
        self._bytes = np.frombuffer(self._whole, np.uint8)
        # A byte that continues a code point begins with the bits 10.
        begins = np.flatnonzero((self._bytes & 0xC0) != 0x80)
        self._place = np.append(begins, len(self._bytes))
        bounds = np.cumsum([0, *map(len, texts)])
        points = np.searchsorted(begins, bounds)
        self.first, self.length = points[:-1], np.diff(points)

    def cut(self, start: Codes, end: Codes) -> pa.Array:
        """The words between places among all code points, as large strings."""
        begin, stop = self._place[start], self._place[end]
        sizes = stop - begin
        bounds = np.concatenate([[0], np.cumsum(sizes)])
        places = np.repeat(begin - bounds[:-1], sizes) + np.arange(bounds[-1])
        words = pa.py_buffer(self._bytes[places])
        return pa.Array.from_buffers(
            pa.large_string(), len(sizes), [None, pa.py_buffer(bounds.astype(np.int64)), words]
        )

    def digests(self, start: Codes, end: Codes) -> pa.Array:
        """The SHA-256 of the words between places among all code points, in hexadecimal."""
        whole = memoryview(self._whole)
        bounds = zip(self._place[start].tolist(), self._place[end].tolist(), strict=True)
        return pa.array(
            [hashlib.sha256(whole[begin:stop]).hexdigest() for begin, stop in bounds],
            pa.large_string(),
        )


def may_differ(passages: pa.Table, text: Codes, buffer: Buffer) -> Flags:
    """Which passages have to be looked at one by one; of the others nothing is to be said.

    `text` gives for each passage the number of its text in the buffer.
    """
    start, end = _numbers(passages, "start"), _numbers(passages, "end")
    length, first = buffer.length[text], buffer.first[text]
    is_inside = (start >= 0) & (start <= end) & (end <= length)
    look = ~is_inside
    at = np.flatnonzero(is_inside)
    start, end, first, length = start[at], end[at], first[at], length[at]
    exact, prefix, suffix, sha256 = (
        passages.column(name).combine_chunks().cast(pa.large_string()).take(at)
        for name in ("exact", "prefix", "suffix", "sha256")
    )
    is_quoted = flags(exact.is_valid())
    before, behind = np.maximum(start - AROUND, 0), np.minimum(end + AROUND, length)
    holds = ~is_quoted | _equal(exact, buffer.cut(first + start, first + end))
    for given, low, high in ((prefix, before, start), (suffix, end, behind)):
        is_given, is_there = flags(given.is_valid()), low < high
        stands = is_there & _equal(given, buffer.cut(first + low, first + high))
        holds &= np.where(is_given, stands, ~is_quoted | ~is_there)
    hashed = np.flatnonzero(flags(sha256.is_valid()))
    digests = buffer.digests((first + start)[hashed], (first + end)[hashed])
    holds[hashed] &= _equal(sha256.take(hashed), digests)
    look[at] = ~holds
    return look


def may_have_another_section(
    passages: pa.Table, text: Codes, buffer: Buffer, headings: Sequence[Headings]
) -> Flags:
    """Which passages have a section that is not the last heading before them.

    `headings` holds those of each text.
    """
    start = _numbers(passages, "start")
    names = [name for each in headings for _, name in each]
    places = np.array([place for each in headings for place, _ in each], np.int64)
    counts = np.array([len(each) for each in headings], np.int64)
    places += np.repeat(buffer.first, counts)
    # The headings up to a passage, and those that are of earlier texts; offsets outside of the
    # text must not reach into its neighbours.
    bounded = buffer.first[text] + np.clip(start, -1, buffer.length[text] - 1)
    upto = np.searchsorted(places, bounded, side="right")
    earlier = (np.cumsum(counts) - counts)[text]
    last = np.where(upto > earlier, upto - 1, -1)
    due = pa.array([*names, None], pa.large_string()).take(np.where(last < 0, len(names), last))
    if "section" in passages.column_names:
        given = passages.column("section").combine_chunks().cast(pa.large_string())
    else:
        given = pa.nulls(len(passages), pa.large_string())
    is_given, is_due = flags(given.is_valid()), last >= 0
    return (is_given != is_due) | (is_given & is_due & ~_equal(given, due))


def _numbers(passages: pa.Table, name: str) -> Codes:
    """A column of whole numbers, with -1 for a null, which is outside of every text."""
    return np.asarray(pc.fill_null(passages.column(name).combine_chunks(), -1), np.int64)


def _equal(one: pa.Array, other: pa.Array) -> Flags:
    return flags(pc.fill_null(pc.equal(one, other), False))
