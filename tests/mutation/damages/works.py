"""Damage to the list of references, and to mentions of its works.

The planted entries (`mutation/advice.py`) are whole; the real ones print neither year nor
identifier, so that a damage to these adds one that is wrong.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from mutation.damage import Edit, Package, Variant, damage
from mutation.ways import (
    at,
    cells,
    changed,
    digit,
    doubled,
    dropped,
    either,
    emptied,
    key,
    only,
    rewritten,
    where,
)
from packages import Row

_AGREES = "citation_agrees_with_its_entry"


def entries(package: Package) -> Iterator[tuple[int, Row, int, Row]]:
    """Each mention that is linked, with its entry, both with their places."""
    entries = {row["reference_id"]: (place, row)
               for place, row in enumerate(package.rows["references"])}  # fmt: skip
    for place, row in enumerate(package.rows.get("citations", ())):
        if row["reference_id"]:
            yield (place, row, *entries[row["reference_id"]])


@damage(_AGREES, "the entry prints a year that is two or more off, or the mention does")
def other_year(package: Package) -> Iterator[Variant]:
    for place, row, at_entry, entry in entries(package):
        for years in (-11, -2, 2, 10) if row["issued_year"] else ():
            year = {"issued_year": str(int(row["issued_year"]) + years)}
            yield Variant((Edit("references", at_entry, year),))
            if entry["issued_year"]:
                yield Variant((Edit("citations", place, year),))


@damage(_AGREES, "a digit of the DOI or the PubMed identifier is another one in the entry")
def other_identifier(package: Package) -> Iterator[Variant]:
    for one in cells(package, at("citations", "doi", "pmid")):
        for entry, row in enumerate(package.rows["references"]):
            if one.text and row["reference_id"] == one.row["reference_id"]:
                for text in digit(one):
                    yield Variant((Edit("references", entry, {one.field.name: text}),))


damage("reference_is_cited", "the only mention of an entry leads to another entry, or to none")(
    changed(at("citations", "reference_id"), lambda one: ["", *key(one)])
)
damage("reference_is_cited", "the only mention of an entry is left out")(dropped("citations"))
damage("reference_is_cited", "an entry is added that is not mentioned")(
    only("article", doubled("references"))
)
damage("citation_has_an_entry", "a mention is linked to no entry")(
    changed(at("citations", "reference_id"), emptied)
)
damage("citation_has_an_entry", "a work is mentioned once more, and not linked")(
    doubled("citations", reference_id="", link_basis="")
)

_COUNT = "declared_count_agrees_with_the_list"

damage(_COUNT, "the number of references is printed otherwise")(
    only("article", rewritten("quantities", lambda row: [
        dict.fromkeys(("value_low", "value_high"), count) for count in ("1", "6", "7", "9", "80")
        if row["property"] == "reference-count"
    ]))
)  # fmt: skip


@damage(_COUNT, "an entry is left out of the list, or added to it")
def longer_or_shorter(package: Package) -> Iterator[Variant]:
    # The count is named, as it was, since what is found is told of it.
    counts = [place for place, row in enumerate(package.rows["quantities"])
              if "claim_id" in row and row["property"] == "reference-count"]  # fmt: skip
    for place in counts:
        for variant in either(dropped("references"), doubled("references"))(package):
            yield Variant((*variant.edits, Edit("quantities", place, {})))


# The list --------------------------------------------------------------------------------

_ONCE = "reference_is_listed_once"

damage(_ONCE, "an entry stands twice")(only("article", doubled("references")))
damage(_ONCE, "an entry stands twice, once with capitals and another full stop")(
    lambda package: (
        Variant((Edit("references", None, {
            **row, "reference_id": "REF-9001", "title": f"{row['title'].upper()}."}),))
        for row in package.rows["references"] if package.whose == "article"
    )
)  # fmt: skip


@damage(_ONCE, "two entries print one DOI or one PubMed identifier")
def one_identifier(package: Package) -> Iterator[Variant]:
    rows = package.rows["references"] if package.whose == "article" else []
    for place in range(1, len(rows)):
        for name, one, other in (
            ("doi", "10.5555/made-up.1", "https://doi.org/10.5555/MADE-UP.1"),
            ("pmid", "1234567", "PMID: 1234567"),
        ):
            edits = Edit("references", 0, {name: one}), Edit("references", place, {name: other})
            yield Variant(edits)


_FIELDS = "reference_has_its_required_fields"
_WHOLE = "author", "container_title", "issued_year"


def _is_whole(row: Mapping[str, str]) -> bool:
    return "passage_id" in row and all(row[name] for name in _WHOLE)


damage(_FIELDS, "a whole entry loses its author, its journal or its year")(
    rewritten("references", lambda row: [{name: ""} for name in _WHOLE if _is_whole(row)])
)
damage(_FIELDS, "an entry is added that prints no more than the real ones do")(
    only("article", where(doubled("references"), lambda _, variant: any(
        edit.cells is not None and not _is_whole(edit.cells) for edit in variant.edits)))
)  # fmt: skip

_POLICY = "reference_type_fits_the_stated_policy"

damage(_POLICY, "an entry is a web page, a pamphlet or a data set")(
    only("article", changed(at("references", "type"), lambda one: (
        ["webpage", "pamphlet", "dataset"] if one.text == "article-journal" else [])))
)  # fmt: skip
damage(_POLICY, "a web page, a pamphlet or a data set is added to the list")(
    only("article", either(*(
        doubled("references", type=kind) for kind in ("webpage", "pamphlet", "dataset"))))
)  # fmt: skip
