"""Ways to damage a cell or a row, from which most damages are made.

`changed(select, how)` is the heart: `select` says which columns, `how` what becomes of a cell.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass

from evitab.columns.lexical import as_text
from evitab.standard import Field, TableSchema, standard
from mutation.damage import Edit, Make, Package, Variant, Whose, cell
from packages import Row

Select = Callable[[TableSchema, Field], bool]
How = Callable[["Cell"], Iterable[str]]
_NUMBER = re.compile(r"-?\d[\d,]*(?:\.\d+)?")
# The numbers of a dose: as printed, and in micrograms.
DOSE = ("dose_low", "dose_high", "dose_low_mcg", "dose_high_mcg")
# A row added as a copy gets a number that no real row has.
_NEW = "9001"


@dataclass(frozen=True)
class Cell:
    """One cell of a sound package."""

    package: Package
    table: TableSchema
    field: Field
    at: int

    @property
    def row(self) -> Row:
        """The row that it stands in."""
        return self.package.rows[self.table.name][self.at]

    @property
    def text(self) -> str:
        """What it holds."""
        return self.row[self.field.name]


# Which columns ---------------------------------------------------------------------------------


def at(table: str, *fields: str) -> Select:
    """These columns of one table."""
    return lambda schema, field: schema.name == table and field.name in fields


def told(keyword: str) -> Select:
    """The columns of all tables for which the schema has a keyword or a constraint."""
    return lambda _, field: keyword in field.descriptor or keyword in field.constraints


def of_type(*types: str) -> Select:
    """The columns of all tables that have one of these types."""
    return lambda _, field: field.type in types


def keys(table: TableSchema, field: Field) -> bool:
    """The columns that are keys to a row of another table."""
    return any(key.fields == (field.name,) for key in table.foreign_keys)


def in_passage(how: str) -> Select:
    """The columns of all tables that stand in the words of the source in this way."""
    return lambda _, field: field.descriptor.get("inPassage") == how


def both(one: Select, other: Select) -> Select:
    """The columns that two selections have in common."""
    return lambda table, field: one(table, field) and other(table, field)


def but(one: Select, *tables: str) -> Select:
    """The columns of a selection, those of some tables left out."""
    return lambda table, field: one(table, field) and table.name not in tables


# What becomes of a cell ------------------------------------------------------------------------


def said(*texts: str) -> How:
    """Each of these texts in place of what stands there."""
    return lambda _: texts


def emptied(one: Cell) -> Iterable[str]:
    """Nothing in place of what stands there."""
    return [""]


def wrapped(before: str, after: str = "") -> How:
    """The same text with something put before or behind it."""
    return lambda one: [f"{before}{one.text}{after}"]


def digit(one: Cell) -> Iterator[str]:
    """One digit raised by one (9 becomes 8), each in turn; a zero in front stays."""
    for place, sign in enumerate(one.text):
        if sign.isdigit() and not (sign == "0" and place == 0):
            other = "8" if sign == "9" else str(int(sign) + 1)
            yield one.text[:place] + other + one.text[place + 1 :]


def scaled(*factors: float) -> How:
    """The number times each of these factors: a decimal point moved, mg for mcg.

    What the column could not hold is left out: another rule sees it.
    """

    def how(one: Cell) -> Iterator[str]:
        most = one.field.constraints.get("maximum", float("inf"))
        for number in (float(one.text) * factor for factor in factors):
            if number <= most:
                yield _as_text(number)

    return how


def negated(one: Cell) -> Iterable[str]:
    """The same number with the other sign, or true for false."""
    turned = {"true": "false", "false": "true"}
    if one.text in turned:
        return [turned[one.text]]
    return [one.text.removeprefix("-") if one.text.startswith("-") else f"-{one.text}"]


def another(one: Cell) -> Iterator[str]:
    """What other rows have in the same column."""
    rows = one.package.rows[one.table.name]
    yield from dict.fromkeys(row[one.field.name] for row in rows if row[one.field.name])


def code(one: Cell) -> Iterator[str]:
    """The other codes of the column's vocabulary."""
    yield from standard().vocabularies[one.field.vocabulary or ""]


def key(one: Cell) -> Iterator[str]:
    """The keys of all other rows of the table that the cell points to."""
    (found,) = (key for key in one.table.foreign_keys if key.fields == (one.field.name,))
    yield from (row[found.reference_fields[0]] for row in one.package.rows[found.table])


def word(one: Cell) -> Iterator[str]:
    """One letter of the text changed: in its first word, its middle and its last."""
    letters = [match.start() for match in re.finditer(r"[a-z]", one.text)]
    for place in dict.fromkeys(letters[:1] + letters[len(letters) // 2 :][:1] + letters[-1:]):
        other = "q" if one.text[place] != "q" else "w"
        yield one.text[:place] + other + one.text[place + 1 :]


def lesser(one: Cell) -> Iterator[str]:
    """The text without its first word, and without its last."""
    if " " in one.text:
        yield one.text.split(" ", 1)[1]
        yield one.text.rsplit(" ", 1)[0]


# Variants --------------------------------------------------------------------------------------


def cells(package: Package, select: Select) -> Iterator[Cell]:
    """The selected cells of a package, empty ones too."""
    for table, field in package.columns():
        if select(table, field):
            for place in range(len(package.rows[table.name])):
                yield Cell(package, table, field, place)


def changed(select: Select, how: How) -> Make:
    """Each selected cell that is filled, changed in each way."""

    def make(package: Package) -> Iterator[Variant]:
        for one in cells(package, select):
            if one.text:
                for text in how(one):
                    if text != one.text:
                        yield cell(one.table.name, one.at, one.field.name, text)

    return make


def filled(select: Select, *texts: str) -> Make:
    """Each selected cell that is empty, filled with each of these texts."""

    def make(package: Package) -> Iterator[Variant]:
        for one in cells(package, select):
            if not one.text:
                for text in texts:
                    yield cell(one.table.name, one.at, one.field.name, text)

    return make


def swapped(table: str, one: str, other: str) -> Make:
    """The values of two columns of a row in each other's place, where they differ."""

    def make(package: Package) -> Iterator[Variant]:
        for place, row in enumerate(package.rows.get(table, ())):
            if row.get(one, "") != row.get(other, "") and row[one] and row[other]:
                yield Variant((Edit(table, place, {one: row[other], other: row[one]}),))

    return make


def exchanged(select: Select) -> Make:
    """The values of one column of two neighbouring rows in each other's place."""

    def make(package: Package) -> Iterator[Variant]:
        for one in cells(package, select):
            rows, name = package.rows[one.table.name], one.field.name
            following = rows[one.at + 1] if one.at + 1 < len(rows) else {}
            if one.text and following.get(name) and following[name] != one.text:
                edits = ((one.at, following[name]), (one.at + 1, one.text))
                yield Variant(tuple(Edit(one.table.name, at, {name: v}) for at, v in edits))

    return make


def printed(select: Select, how: How) -> Make:
    """Each selected number changed both in its cell and in its text as reported.

    The tables then still say what the source (as it would be printed) says.
    """

    def make(package: Package) -> Iterator[Variant]:
        for one in cells(package, select):
            reported = one.field.descriptor.get("reportedField", "")
            for text in how(one) if one.text else ():
                words = _with_number(one.row.get(reported, ""), one.text, text)
                if text != one.text:
                    new = {one.field.name: text, **({reported: words} if words else {})}
                    yield Variant((Edit(one.table.name, one.at, new),))

    return make


def rewritten(table: str, new: Callable[[Row], Iterable[Mapping[str, str]]]) -> Make:
    """Each row of a table with new texts in some cells, in each way that a function of it gives."""

    def make(package: Package) -> Iterator[Variant]:
        for place, row in enumerate(package.rows.get(table, ())):
            for texts in new(row):
                if any(row.get(name) != text for name, text in texts.items()):
                    yield Variant((Edit(table, place, texts),))

    return make


def times(row: Row, factor: float, *names: str) -> Row:
    """Some numbers of a row times a factor."""
    return {name: _as_text(float(row[name]) * factor) for name in names if row[name]}


def dropped(*tables: str) -> Make:
    """Each row of each of these tables removed."""

    def make(package: Package) -> Iterator[Variant]:
        for table in tables:
            for place in range(len(package.rows.get(table, ()))):
                yield Variant((Edit(table, place, None),))

    return make


def doubled(table: str, **new: str) -> Make:
    """Each row of a table said once more under a new key, with new texts in some cells."""

    def make(package: Package) -> Iterator[Variant]:
        if table in package.rows:
            (name,) = package.profile.by_name[table].primary_key
            for row in package.rows[table]:
                fresh = {name: f"{row[name][:4]}{_NEW}"}
                yield Variant((Edit(table, None, {**row, **fresh, **new}),))

    return make


def only(whose: Whose, make: Make) -> Make:
    """The variants of one kind of package alone: an authority's rows rest on no passage."""
    return lambda package: make(package) if package.whose == whose else ()


def either(*makes: Make) -> Make:
    """The variants of several ways together."""
    return lambda package: (variant for make in makes for variant in make(package))


def where(make: Make, holds: Callable[[Package, Variant], bool]) -> Make:
    """Those variants of a way for which something is true."""
    return lambda package: (each for each in make(package) if holds(package, each))


def _as_text(number: float) -> str:
    return as_text(float(f"{number:.12g}")) or ""


def _with_number(reported: str, old: str, new: str) -> str:
    """A text as reported with one number in it put in another's place, to as many decimals."""
    for match in _NUMBER.finditer(reported):
        text = match.group()
        if float(text.replace(",", "")) == float(old):
            decimals = len(text.partition(".")[2])
            shown = f"{float(new):,.{decimals}f}" if "," in text else f"{float(new):.{decimals}f}"
            if float(shown.replace(",", "")) != float(new):
                shown = new
            return reported[: match.start()] + shown + reported[match.end() :]
    return ""
