"""Damage to what is credited to a work, and to figures that are credited to none."""

from __future__ import annotations

from collections.abc import Iterator

from mutation.damage import Edit, Package, Variant, damage
from mutation.damages.works import entries
from packages import Row

_CITED = "figure_has_a_citation"
_FACTS = {"property", "comparison", "reference-range", "composition", "study-design",
          "study-result", "mechanism"}  # fmt: skip


_PRINTED = {
    "quantities": ("value_reported",),
    "reference_ranges": ("range_reported",),
    "nutrient_sources": ("serving_reported", "content_reported"),
    "observations": ("value_reported",),
    "effects": ("estimate_reported", "ci_reported", "p_value_reported"),
    "studies": ("k_reported", "n_reported", "duration_reported"),
}


def _is_near_a_work(package: Package, claim: Row) -> bool:
    near = {row["passage_id"] for row in package.rows["citations"]}
    return claim["passage_id"] in near or claim["context_passage_id"] in near


def _with_figures(package: Package) -> set[str]:
    """The claims that print a figure in digits."""
    return {
        row["claim_id"]
        for table, names in _PRINTED.items()
        for row in package.rows[table]
        if any(sign.isdigit() for name in names for sign in row[name])
    }


@damage(_CITED, "a claim with a figure cites no work, nor is one near it")
def uncited(package: Package) -> Iterator[Variant]:
    told = _with_figures(package) if package.whose == "article" else set()
    for place, row in enumerate(package.rows.get("claims", ())):
        is_fact = row["claim_id"] in told and row["type"] in _FACTS
        if is_fact and row["citation_id"] and not _is_near_a_work(package, row):
            yield Variant((Edit("claims", place, {"citation_id": ""}),))


@damage(_CITED, "a claim that cites no work, and is not near one, gets a figure")
def uncited_figure(package: Package) -> Iterator[Variant]:
    told = _with_figures(package) if package.whose == "article" else set()
    for row in package.rows.get("claims", ()):
        if row["type"] in _FACTS and not row["citation_id"] and row["claim_id"] not in told:
            fresh = {
                "quantity_id": "QTY-9001", "claim_id": row["claim_id"], "property": "half-life",
                "subject_id": "vitamin-k2", "value_low": "3", "value_high": "3",
                "value_comparator": "=", "value_unit": "d", "value_reported": "3 days",
            }  # fmt: skip
            if not _is_near_a_work(package, row):
                yield Variant((Edit("quantities", None, fresh),))


_OLDER = "work_is_not_older_than_what_it_is_credited_with"


def _of_start(package: Package) -> Iterator[tuple[int, int, int]]:
    """The places of a stated beginning, of the mention that it is credited to and of its entry."""
    for start, figure in enumerate(package.rows["quantities"]):
        if figure.get("claim_id") == "CLM-0062" and figure["property"] == "start-year":
            for mention, row, entry, _ in entries(package):
                if row["citation_id"] == "CIT-0003":
                    yield start, mention, entry


@damage(_OLDER, "the work, in the text or on the list, is older than what it is credited with")
def older_work(package: Package) -> Iterator[Variant]:
    for start, mention, entry in _of_start(package):
        for table, place in (("citations", mention), ("references", entry)):
            for year in ("2004", "1999", "1906"):
                # The beginning is named, unchanged, since what is found is told of it.
                edit = Edit(table, place, {"issued_year": year})
                yield Variant((edit, Edit("quantities", start, {})))


@damage(_OLDER, "what began is printed later than the work that it is credited to")
def later_start(package: Package) -> Iterator[Variant]:
    for start, _, entry in _of_start(package):
        for year in ("2008", "2016"):
            began = dict.fromkeys(("value_low", "value_high"), year)
            known = Edit("references", entry, {"issued_year": "2006"})
            yield Variant((Edit("quantities", start, began), known))


_ORIGIN = "figure_is_credited_to_the_work_that_gave_it"


@damage(_ORIGIN, "a figure is credited to a work of another author and year")
def other_work(package: Package) -> Iterator[Variant]:
    claims = {row["claim_id"]: place for place, row in enumerate(package.rows.get("claims", ()))}
    for row in package.rows["effects"]:
        is_known = row.get("claim_id") and row["estimate"] == "42"
        for citation in ("CIT-0001", "CIT-0002", "CIT-0004") if is_known else ():
            yield Variant((Edit("claims", claims[row["claim_id"]], {"citation_id": citation}),))


damage(_ORIGIN, "the author and the year of the work are printed otherwise")(
    lambda package: (
        Variant((Edit("citations", place, {"author": author, "issued_year": year}),))
        for place, row in enumerate(package.rows.get("citations", ()))
        for author in ("Maker", "Bruce Ames") for year in ("2006", "2020", "2024")
        if row["author"] == "Trier"
    )
)  # fmt: skip
