"""Damage to figures of an article: numbers, units, comparators, texts as reported, frequency."""

from __future__ import annotations

from collections.abc import Iterator

from evitab.standard import Field, TableSchema, standard
from mutation.damage import Edit, Package, Variant, damage
from mutation.ways import (
    Cell,
    Select,
    another,
    at,
    both,
    but,
    changed,
    code,
    digit,
    in_passage,
    negated,
    of_type,
    only,
    scaled,
    swapped,
    word,
)


def _stands_alone(table: TableSchema, field: Field) -> bool:
    """Figures that are read as numbers; how often a dose is taken is read in words."""
    return "reportedField" in field.descriptor and field.name not in {"frequency", "period"}


def _of_vocabulary(name: str) -> Select:
    return lambda table, field: (
        field.vocabulary == name
        and table.name not in {"appraisals", "findings"}
        and field.name not in {"period_unit", "si_unit"}
    )


damage("number_stands_in_passage", "a digit of a figure is changed")(
    only("article", changed(_stands_alone, digit))
)
damage("number_stands_in_passage", "a decimal point is moved: mg for mcg, thousands for ones")(
    only("article", changed(both(_stands_alone, of_type("number")), scaled(0.001, 0.1, 10, 1000)))
)
damage("number_stands_in_passage", "a figure loses its minus, or gets one")(
    only("article", changed(at("observations", "time_offset", "value"), negated))
)
damage("number_stands_in_passage", "a figure is that of another row")(
    only("article", changed(but(_stands_alone, "study_arms"), another))
)


@damage("number_stands_in_passage", "both bounds of a dose get a nought more, or one unit more")
def other_dose(package: Package) -> Iterator[Variant]:
    rows = package.rows["dosages"] if package.whose == "article" else []
    for place, row in enumerate(rows):
        for factor, more in ((10, 0), (1, 1)) if row["dose_low"] else ():
            names = "dose_low", "dose_high", "dose_low_mcg", "dose_high_mcg"
            new = {name: f"{float(row[name]) * factor + more:g}" for name in names if row[name]}
            yield Variant((Edit("dosages", place, new),))


@damage(
    "number_stands_in_passage", "the cells of a figure are emptied, its text as reported is not"
)
def unread(package: Package) -> Iterator[Variant]:
    groups = {
        "observations": ("value", "value_comparator", "value_unit"),
        "studies": ("n", "n_comparator"),
        "quantities": ("value_low", "value_high", "value_comparator", "value_unit"),
        "effects": ("estimate", "estimate_comparator"),
    }
    for table, names in groups.items() if package.whose == "article" else ():
        for place, row in enumerate(package.rows[table]):
            if row[names[0]]:
                yield Variant((Edit(table, place, dict.fromkeys(names, "")),))


damage("number_stands_in_passage", "the limits of an interval change places")(
    only("article", swapped("effects", "ci_low", "ci_high"))
)
damage("comparator_stands_in_passage", "a comparator is another one: at least for more than")(
    only("article", changed(_of_vocabulary("comparator"), code))
)
damage(
    "comparator_stands_in_passage", "a bound that belongs to a range does not, or the other way"
)(
    only(
        "article", changed(at("reference_ranges", "is_low_inclusive", "is_high_inclusive"), negated)
    )
)


def _alike(one: Cell) -> Iterator[str]:
    """The other units of a unit's dimension; of international units, mass too."""
    units = standard().units
    yield from (
        name
        for name, other in units.items()
        if other.dimension == units[one.text].dimension
        or (one.text == "[iU]" and name in {"ug", "mg"})
    )


damage("unit_stands_in_passage", "a unit is another of its kind: mg for mcg, days for weeks")(
    only("article", changed(_of_vocabulary("unit"), _alike))
)
damage("text_stands_in_passage", "a letter of words as printed is changed")(
    only("article", changed(in_passage("verbatim"), word))
)
damage("text_stands_in_passage", "a digit of words as printed is changed: a DOI, a PubMed number")(
    only("article", changed(in_passage("verbatim"), digit))
)
damage("printed_number_stands_in_passage", "a digit of a year or an entry's number is changed")(
    only("article", changed(in_passage("figure"), digit))
)
damage("frequency_stands_in_passage", "a dose is taken more often, or over another period")(
    only("article", changed(at("dosages", "frequency", "period"), digit))
)
damage("frequency_stands_in_passage", "a day becomes a week, a month or an hour")(
    only("article", changed(at("dosages", "period_unit"), _alike))
)
