"""Damage to what `schema/` declares: constraints of columns, companions, keys."""

from __future__ import annotations

from collections.abc import Iterator

from evitab.standard import Field, TableSchema, standard
from mutation.damage import Edit, Make, Package, Variant, cell, damage
from mutation.ways import (
    Cell,
    at,
    but,
    cells,
    changed,
    doubled,
    emptied,
    filled,
    keys,
    said,
    told,
    wrapped,
)

# Their rows are built; what a damage to them breaks first is that they are as built.
_HAND = "findings"

damage("required", "a required cell is emptied")(changed(but(told("required"), _HAND), emptied))
damage("pattern", "an id has a digit too few, a letter too many, or another prefix")(
    changed(but(told("pattern"), _HAND, "appraisals"), wrapped("", "x y"))
)
damage("pattern", "an id is written in small letters, or with a blank in front")(
    changed(but(told("pattern"), _HAND, "appraisals"), wrapped(" "))
)
damage("vocabulary", "a code is written with a capital")(
    changed(
        told("vocabulary"), lambda one: [one.text.capitalize()] if one.text[0].islower() else []
    )
)
damage("vocabulary", "a code that the vocabulary does not have")(
    changed(told("vocabulary"), said("other", "n/a"))
)
damage("enum", "a value beside those that are allowed")(
    changed(told("enum"), lambda one: ["3"] if one.field.type == "integer" else [";"])
)
damage("minimum", "a number lies below the minimum")(
    changed(told("minimum"), lambda one: [str(one.field.constraints["minimum"] - 1)])
)
damage("maximum", "a number lies above the maximum")(
    changed(told("maximum"), lambda one: [str(one.field.constraints["maximum"] + 1)])
)
damage("exclusiveMinimum", "a number is zero that must be more, or turns negative")(
    changed(told("exclusiveMinimum"), lambda one: ["0", f"-{one.text}"])
)
damage("exclusiveMaximum", "a confidence level of 100 %, or above")(
    changed(told("exclusiveMaximum"), said("100", "101"))
)
damage("maxLength", "a text is longer than the column allows")(
    changed(told("maxLength"), lambda one: ["a " * one.field.constraints["maxLength"]])
)
damage("format", "an address without a scheme, or with a blank")(
    filled(told("format"), *("www.example.org", "https://example.org/a b"))
)
damage("text_is_no_formula", "a text begins as a formula of a spreadsheet does")(
    changed(at("claims", "statement"), lambda one: [f"={one.text}", "@SUM(A1)", "+1+1"])
)


def _free(_: TableSchema, field: Field) -> bool:
    """The columns of words as printed."""
    return field.descriptor.get("inPassage") == "verbatim" and "pattern" not in field.constraints


damage("text_is_no_formula", "words as printed are a formula")(changed(_free, said("=1+1")))
damage("text_is_readable", "a text has a control character, or one that turns what is seen")(
    changed(
        at("claims", "statement"), lambda one: [f"{one.text}\x07", f"\u202e{one.text}", "\u200b"]
    )
)
damage("text_is_readable", "words as printed become blanks")(changed(_free, said("  ")))


@damage("dimension", "a unit that measures something else: a time for a mass, a mass for a time")
def other_dimension(package: Package) -> Iterator[Variant]:
    units = standard().units
    for one in cells(package, told("dimension")):
        for unit in ("mg", "d", "mL", "ng/mL", "%"):
            if one.text and units[unit].dimension not in one.field.descriptor["dimension"]:
                yield cell(one.table.name, one.at, one.field.name, unit)


# Companions ------------------------------------------------------------------------------------


def _companions(keyword: str, package: Package) -> Iterator[tuple[Cell, list[str]]]:
    """Each cell of a column that accompanies figures, with the names of those."""
    for table in package.profile.tables:
        figures: dict[str, list[str]] = {}
        for field in table.fields:
            if companion := field.descriptor.get(keyword):
                figures.setdefault(companion, []).append(field.name)
        for companion, names in figures.items():
            if table.name in package.rows:
                yield from ((one, names) for one in cells(package, at(table.name, companion)))


@damage("comparatorField", "a figure loses its comparator")
def without_comparator(package: Package) -> Iterator[Variant]:
    for one, _ in _companions("comparatorField", package):
        if one.text:
            yield cell(one.table.name, one.at, one.field.name, "")


@damage("comparatorField", "a comparator stands where there is no figure")
def needless_comparator(package: Package) -> Iterator[Variant]:
    for one, _ in _companions("comparatorField", package):
        if not one.text:
            yield cell(one.table.name, one.at, one.field.name, "=")


@damage("unitField", "a unit stands where there is no figure")
def needless_unit(package: Package) -> Iterator[Variant]:
    for one, names in _companions("unitField", package):
        if not one.text and not any(one.row[name] for name in names):
            unit = "d" if "time" in one.field.descriptor.get("dimension", ["time"]) else "mg"
            yield cell(one.table.name, one.at, one.field.name, unit)


@damage("reportedField", "a figure loses its text as reported")
def unreported(package: Package) -> Iterator[Variant]:
    for one, names in _companions("reportedField", package):
        if one.text and any(one.row[name] for name in names):
            yield cell(one.table.name, one.at, one.field.name, "")


# Keys ------------------------------------------------------------------------------------------


@damage("primaryKey", "a row has the key of the row before it")
def taken_keys(package: Package) -> Iterator[Variant]:
    for name, rows in package.rows.items():
        key = package.profile.by_name[name].primary_key
        for place in range(1, len(rows)) if name != _HAND else ():
            yield Variant((Edit(name, place, {each: rows[place - 1][each] for each in key}),))


@damage("primaryKey", "a row stands twice")
def twins(package: Package) -> Iterator[Variant]:
    for name, rows in package.rows.items():
        yield from (Variant((Edit(name, None, row),)) for row in rows if name != _HAND)


@damage("uniqueKeys", "a row has the unique key of the row before it")
def taken_unique_keys(package: Package) -> Iterator[Variant]:
    for table in package.profile.tables:
        rows = package.rows.get(table.name, [])
        for key in table.unique_keys:
            for place in range(1, len(rows)):
                taken = {name: rows[place - 1][name] for name in key}
                if all(taken.values()):
                    yield Variant((Edit(table.name, place, taken),))


@damage("row_is_said_once", "a row stands once more under a new key")
def repeated(package: Package) -> Iterator[Variant]:
    for table in package.profile.tables:
        is_made_up = "[0-9]{4}" in str(
            table.by_name[table.primary_key[0]].constraints.get("pattern")
        )
        if is_made_up and table.name not in {"sources", "passages"}:
            yield from doubled(table.name)(package)


def _astray(one: Cell) -> list[str]:
    """Keys that no row has: a number that is too high, and what is no key."""
    return [f"{one.text[:4]}9999" if one.text[4:].isdigit() else f"{one.text}-x", "nowhere"]


damage("foreignKeys", "a key leads nowhere: its number is too high, or it has another's form")(
    changed(but(keys, _HAND), _astray)
)
damage("rowOf", "a row that is judged is not there")(
    changed(at("appraisals", "row"), said("STU-9999", "nothing"))
)
damage("rowOf", "the table that is named has no such row")(
    changed(at("appraisals", "table"), said("claims", "trials"))
)


@damage("mustBeReferenced", "the one row is removed that holds the content of a claim")
def without_content(package: Package) -> Iterator[Variant]:
    held = [
        (table, place, row["claim_id"])
        for table, rows in package.rows.items()
        for place, row in enumerate(rows)
        if table != "claims" and row.get("claim_id")
    ]
    claims = [claim for _, _, claim in held]
    for table, place, claim in held:
        if claims.count(claim) == 1:
            yield Variant((Edit(table, place, None),))


damage("mustBeReferenced", "the content of a claim is emptied")(
    changed(at("claims", "subject_id"), emptied)
)


def _all_moved(name: str, to: str) -> Make:
    """All claims that point to one row of another table point to none, or to another row."""

    def make(package: Package) -> Iterator[Variant]:
        claims = package.rows.get("claims", [])
        for key in dict.fromkeys(claim[name] for claim in claims if claim[name] not in {"", to}):
            places = [place for place, claim in enumerate(claims) if claim[name] == key]
            yield Variant(tuple(Edit("claims", place, {name: to}) for place in places))

    return make


damage("mustBeReferenced", "a mention of a work is cited no more")(_all_moved("citation_id", ""))
damage("mustBeReferenced", "all claims of a sentence are moved to another")(
    _all_moved("passage_id", "PSG-0002")
)
damage("mustBeReferenced", "a sentence is called factual, and no claim rests on it")(
    changed(at("passages", "role"), lambda one: ["factual"] if one.text == "boilerplate" else [])
)


@damage("mustBeReferenced", "the one name of a concept is removed")
def nameless(package: Package) -> Iterator[Variant]:
    named = [row["concept_id"] for row in package.rows["concept_labels"]]
    for place, concept in enumerate(named):
        if named.count(concept) == 1:
            yield Variant((Edit("concept_labels", place, None),))
