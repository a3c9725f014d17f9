"""Which cells of a table hold figures, and which columns say how they are printed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from evitab.standard import Field, TableSchema

_PAIRS = (("low", "high"), ("numerator", "denominator"))


@dataclass(frozen=True)
class FigureCells:
    """The columns that hold one figure: its two numbers (one column twice for a single number),
    its text as reported, and its comparator and unit or the columns that hold them.
    """

    low: str
    high: str
    reported: str
    comparator: str | None
    unit_field: str | None
    unit: str | None
    is_ratio: bool
    amount_of: str | None

    def unit_of(self, row: Mapping[str, Any]) -> str | None:
        """The unit that a row gives the figure, as a UCUM code."""
        return row[self.unit_field] if self.unit_field else self.unit

    def comparators_of(self, row: Mapping[str, Any]) -> frozenset[str] | None:
        """The comparators that a row would allow; None where it has no say."""
        if self.comparator is not None:
            return frozenset({row[self.comparator]} - {None}) or None
        return _by_bounds(self, row)


def _by_bounds(cells: FigureCells, row: Mapping[str, Any]) -> frozenset[str] | None:
    """A band that is open below is one "below" its upper bound, or "at most" that."""
    flags = f"is_{cells.low}_inclusive", f"is_{cells.high}_inclusive"
    if flags[0] not in row:
        return None
    low, high = row[cells.low], row[cells.high]
    if low is not None and high is not None:
        # A printed range holds its ends; one that does not is printed otherwise.
        return frozenset({"<", ">"} if False in (row[flags[0]], row[flags[1]]) else {"="})
    flag = row[flags[1] if low is None else flags[0]]
    sharp, blunt = ("<", "<=") if low is None else (">", ">=")
    return frozenset({sharp, blunt} if flag is None else {blunt} if flag else {sharp})


def figure_cells(schema: TableSchema) -> tuple[FigureCells, ...]:
    """The figures of a table's rows, from what its schema says of its columns."""
    numbers = [field for field in schema.fields if "reportedField" in field.descriptor]
    return tuple(_cells(numbers))


def _cells(numbers: list[Field]) -> Iterator[FigureCells]:
    names = {field.name for field in numbers}
    for field in numbers:
        low, high, is_ratio = field.name, field.name, False
        for first, second in _PAIRS:
            partner = field.name.removesuffix(first) + second
            if field.name.endswith(first) and partner in names:
                high, is_ratio = partner, first == "numerator"
            if field.name.endswith(second) and field.name.removesuffix(second) + first in names:
                low = ""
        told = field.descriptor
        if low:
            yield FigureCells(
                low,
                high,
                told["reportedField"],
                told.get("comparatorField"),
                told.get("unitField"),
                told.get("unit"),
                is_ratio,
                told.get("amountOf"),
            )
