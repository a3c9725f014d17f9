"""Pieces that are read together, for an engine that costs by the question."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from evitab.columns.frame import decoded
from evitab.package import Table
from evitab.package.pieces import Piece
from evitab.package.table import joined

# So many bytes of rows are asked of together.
_MOST = 100_000_000


def read_together(
    pieces: Sequence[Piece], columns: Sequence[str]
) -> Iterator[tuple[list[Piece], list[int], Table]]:
    """Pieces, how many rows each has, and their rows as one table, with what reading each of them
    found; as many together as are no more than memory should hold.
    """
    if len(pieces) == 1:
        rows = pieces[0].read(columns)
        yield [*pieces], [len(rows.data)], rows
        return
    ours: list[tuple[Piece, Table]] = []
    size = 0
    for piece in pieces:
        rows = piece.read(columns)
        rows = replace(rows, data=decoded(rows.data))
        if ours and size + rows.data.nbytes > _MOST:
            yield _as_one(ours)
            ours, size = [], 0
        ours.append((piece, rows))
        size += rows.data.nbytes
    yield _as_one(ours)


def _as_one(read: Sequence[tuple[Piece, Table]]) -> tuple[list[Piece], list[int], Table]:
    tables = [rows for _, rows in read]
    findings = [found for rows in tables for found in rows.findings]
    sizes = [len(rows.data) for rows in tables]
    return [piece for piece, _ in read], sizes, joined(tables).with_findings(findings)
