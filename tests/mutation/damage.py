"""What a damage is: a named way to make a package wrong, that one rule claims to see."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache, cached_property
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules
from typing import Literal

from evitab.standard import Field, Profile, TableSchema, standard
from packages import Row, Rows, read_rows

Whose = Literal["article", "authority"]
Node = tuple[str, str]


@dataclass(frozen=True)
class Edit:
    """One row of a table changed: `row` counts from 0, None adds one; `cells` None removes it.

    Cells that are not named stay as they are; those of a row that is added are then empty.
    """

    table: str
    row: int | None
    cells: Mapping[str, str] | None


@dataclass(frozen=True)
class Variant:
    """One damaged copy: rows that are changed, or whole files (None removes one)."""

    edits: tuple[Edit, ...] = ()
    files: Mapping[str, bytes | None] = field(default_factory=dict)


def cell(table: str, row: int, name: str, text: str) -> Variant:
    """A variant with another text in one cell."""
    return Variant((Edit(table, row, {name: text}),))


@dataclass(frozen=True)
class Package:
    """A sound package before it is damaged: where it lies, and the rows of its tables as text."""

    whose: Whose
    root: Path

    @cached_property
    def rows(self) -> Mapping[str, Rows]:
        """The rows of each table."""
        return {path.stem: read_rows(path) for path in sorted(self.root.glob("tables/*.csv"))}

    @property
    def profile(self) -> Profile:
        """The kind of package that it is."""
        return standard().profiles[self.whose]

    def columns(self) -> Iterator[tuple[TableSchema, Field]]:
        """Each column of each table that the package has."""
        for table in self.profile.tables:
            if table.name in self.rows:
                yield from ((table, each) for each in table.fields)

    def key(self, table: str, row: Row) -> Node:
        """What names a row: its table, and its key as findings print it."""
        names = self.profile.by_name[table].primary_key
        return table, "|".join(row[name] for name in names)


@dataclass(frozen=True)
class Damage:
    """A way to make a package wrong: the rule that should see it, what is done in plain words,
    and a function that gives the variants for a package.
    """

    rule: str
    words: str
    variants: Callable[[Package], Iterable[Variant]]


DAMAGES: list[Damage] = []
Make = Callable[[Package], Iterable[Variant]]


def damage(rule: str, words: str) -> Callable[[Make], Make]:
    """Declare that a rule sees what a function makes of a package."""

    def declare(variants: Make) -> Make:
        DAMAGES.append(Damage(rule, words, variants))
        return variants

    return declare


@cache
def all_damages() -> tuple[Damage, ...]:
    """Every damage of every module in `damages/`, in the order in which they are declared."""
    folder = Path(__file__).parent / "damages"
    for name in sorted(module.name for module in iter_modules([str(folder)])):
        import_module(f"mutation.damages.{name}")
    return tuple(DAMAGES)


# Rules that no damage to the real packages can break, and where they are broken instead.
EXCUSED: Mapping[str, str] = {
    "missingValues": "Parquet alone can say it: tests/test_keywords.py",
    "minLength": "no column of the standard has it: tests/test_keywords.py",
    "unique": "no column of the standard has it: tests/test_keywords.py",
    "categories": "no column of the standard has it: tests/test_keywords.py",
    "row_points_within_its_source": "these packages have one source: tests/test_across.py",
    "waiver_is_used": "these packages have no finding to waive: tests/test_waivers.py",
    "waiver_has_not_expired": "a waiver hangs on the day: tests/test_waivers.py",
    "waiver_is_allowed": "a waiver is of a finding: tests/test_waivers.py",
}
