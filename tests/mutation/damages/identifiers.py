"""Damage to identifiers of works, and to years beside them."""

from __future__ import annotations

from collections.abc import Iterator

from mutation.damage import Edit, Package, Variant, damage
from mutation.damages.works import entries
from mutation.ways import at, changed, filled, only, rewritten

_DOI, _PMID, _ISBN = "doi_is_well_formed", "pmid_is_well_formed", "isbn_is_well_formed"
_GOOD_ISBNS = "978-0-309-16394-1", "0-309-16394-3"

damage(_DOI, "a full stop or the slash of a DOI is another sign, or the 10 another number")(
    changed(at("citations", "doi"), lambda one: (
        one.text.replace(old, new, 1)
        for old, new in ((".", "/"), (".", ","), ("/", ""), ("/", " "), ("10.", "11."), ("0.", "."))
    ))
)  # fmt: skip
damage(_DOI, "a DOI has a label before it, or punctuation behind it")(
    changed(at("citations", "doi"), lambda one: (
        f"{before}{one.text}{behind}"
        for before, behind in (("doi: ", ""), ("https://doi.org/", ""), ("", "."), ("", ";"))
    ))
)  # fmt: skip
damage(_DOI, "another identifier stands for a DOI")(
    only("article", filled(at("references", "doi"), "38512345", "PMC8508879", _GOOD_ISBNS[0]))
)
damage(_PMID, "a PubMed identifier is too long, begins with nought or holds a letter")(
    changed(at("citations", "pmid"), lambda one: (
        f"{one.text}1", f"0{one.text}", f"{one.text[:-1]}O", f"{one.text[:3]} {one.text[3:]}"))
)  # fmt: skip
damage(_PMID, "a PubMed identifier has a label before it, or punctuation behind it")(
    changed(at("citations", "pmid"), lambda one: (f"PMID: {one.text}", f"{one.text}."))
)
damage(_PMID, "another identifier stands for a PubMed identifier")(
    only("article", filled(at("references", "pmid"), "PMC8508879", "10.5555/made-up.1"))
)


def _wrong_isbns() -> Iterator[str]:
    for isbn in _GOOD_ISBNS:
        for place, sign in enumerate(isbn):
            if sign.isdigit():
                yield f"{isbn[:place]}{(int(sign) + 1) % 10}{isbn[place + 1 :]}"


damage(_ISBN, "a digit of an ISBN is another")(
    only("article", filled(at("references", "isbn"), *_wrong_isbns()))
)
damage(_ISBN, "an ISBN lacks a digit, has one too many, or a label before it")(
    only("article", filled(
        at("references", "isbn"),
        *(text for isbn in _GOOD_ISBNS for text in (isbn[:-1], f"{isbn}0", f"ISBN {isbn}"))))
)  # fmt: skip

_YEAR = "doi_says_the_same_year"

damage(_YEAR, "the year beside a DOI that says one is two or more off")(
    lambda package: (
        Variant((Edit("citations", place, {"issued_year": str(2023 + years)}),))
        for place, row in enumerate(package.rows.get("citations", ()))
        for years in (-11, -3, -2, 2) if row["doi"].startswith("10.3390/nu15")
    )
)  # fmt: skip
damage(_YEAR, "a DOI says another year than the one that is printed")(
    rewritten("citations", lambda row: [
        {"doi": doi}
        for doi in ("10.2903/j.efsa.2012.2714", "10.1001/jama.2019.11889",
                    "10.1001/jamacardio.2016.1000")
        if row["issued_year"] in {"2022", "2023", "2024"}
    ])
)  # fmt: skip

_PROTOCOL = "cochrane_review_is_no_protocol"
_FIRST = "10.1002/14651858.CD012345"

damage(_PROTOCOL, "what a study found is credited to the DOI of a Cochrane review's first version")(
    rewritten("citations", lambda row: [
        {"doi": f"{before}{doi}"} for doi in (_FIRST, _FIRST.lower()) for before in ("", "doi:")
        if row["citation_id"] in {"CIT-0001", "CIT-0002"}
    ])
)  # fmt: skip


@damage(_PROTOCOL, "the entry of a work that is credited with results has such a DOI")
def protocol_entry(package: Package) -> Iterator[Variant]:
    for _, row, at_entry, _ in entries(package):
        if row["citation_id"] == "CIT-0002":
            for doi in (_FIRST, f"https://doi.org/{_FIRST}"):
                yield Variant((Edit("references", at_entry, {"doi": doi}),))
