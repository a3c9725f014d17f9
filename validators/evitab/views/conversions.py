"""Amounts in another unit: within a dimension, or by what a package's `conversions` allow."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from evitab.package import Contents
from evitab.standard import Unit, standard
from evitab.views.concepts import rows_of


class Conversions:
    """The conversions of an authority package, in both directions."""

    def __init__(self, contents: Contents) -> None:
        units = standard().units
        # By concept and two dimensions: base units of the second for each base unit of the first.
        self._known: dict[tuple[str, str, str], float] = {}
        for row in rows_of(contents, "conversions"):
            start, end = units.get(row["from_unit"]), units.get(row["to_unit"])
            if start is None or end is None:
                continue
            base = row["factor"] * end.factor / start.factor
            self._known[row["substance_id"], start.dimension, end.dimension] = base
            self._known[row["substance_id"], end.dimension, start.dimension] = 1 / base

    def factor(self, concepts: Sequence[str], unit: str | None, target: str | None) -> float | None:
        """How many of the target unit one of a unit is, for the first of the concepts that has a
        conversion; None where nothing allows it.
        """
        units = standard().units
        if unit is None or target is None or not {unit, target} <= set(units):
            return 1.0 if unit == target and unit is not None else None
        one, other = units[unit], units[target]
        return next(self._factors(concepts, one, other), None)

    def _factors(self, concepts: Sequence[str], one: Unit, other: Unit) -> Iterator[float]:
        if one.dimension == other.dimension:
            yield one.factor / other.factor
        for concept in concepts:
            base = self._known.get((concept, one.dimension, other.dimension))
            if base is not None:
                yield base * one.factor / other.factor
