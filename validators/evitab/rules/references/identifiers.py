"""Rules about the identifiers of works, as a source prints them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from evitab.finding import Severity
from evitab.identifiers.works import DOI, ISBN, PMID, Identifier, are_well_formed, bare
from evitab.rule import Grounds, rule, told

if TYPE_CHECKING:
    from pandas import DataFrame, Series


def _malformed(values: Series[str], identifier: Identifier) -> DataFrame:
    """What is wrong with the identifiers that are not well formed, kindly where little is."""
    rows = values[~are_well_formed(values, identifier)].to_frame("printed")
    if not rows.empty:
        inner = bare(rows["printed"], identifier)
        is_label = are_well_formed(inner, identifier)
        rows = rows.assign(bare=inner.where(is_label), other=_other(inner, identifier))
    return told(rows, lambda row: _grounds(row, identifier))


def _other(values: Series[str], identifier: Identifier) -> Series[str]:
    """The name of another kind of identifier that each value is, if it is one."""
    import pandas as pd

    names = pd.Series(pd.NA, index=values.index, dtype=values.dtype)
    for other in (DOI, PMID, ISBN):
        if other is not identifier:
            names = names.mask(are_well_formed(bare(values, other), other), other.name)
    return names.mask(values.str.fullmatch(r"(?i)pmc\d+"), "a PubMed Central identifier")


def _grounds(row: Mapping[str, Any], identifier: Identifier) -> Grounds:
    if row["bare"] is not None:
        return Grounds(
            observed=row["printed"],
            expected=row["bare"],
            arithmetic=f"{row['printed']} holds {identifier.name} that is well formed, "
            f"{row['bare']}, with a label before it or punctuation behind it. A reader sees what "
            "is meant; a program that looks up the whole finds nothing.",
            assumption="The label or the punctuation belongs to the sentence, not to the "
            "identifier.",
            severity=Severity.INFO,
        )
    other = f" It has the form of {row['other']}." if row["other"] else ""
    printer = " Some books were printed with a wrong one." if identifier is ISBN else ""
    return Grounds(
        observed=row["printed"],
        expected=f"{identifier.name}: {identifier.form}",
        arithmetic=f"{row['printed']} is not {identifier.name}, which has {identifier.form}."
        f"{other}",
        assumption=f"It is printed whole.{printer} One wrong character is enough to spoil an "
        "identifier; that says nothing of whether the work exists.",
    )


@rule(
    "references",
    "citations",
    reads=["doi"],
    about="source",
    kind="conformance",
    severity=Severity.WARNING,
    harm="low",
)
def doi_is_well_formed(works: DataFrame) -> DataFrame:
    """A DOI is well formed: 10., a registrant's number, a slash and the registrant's own part.

    What it does: holds what is printed against the form of ISO 26324, shortened DOIs (10/abc)
    included. A label before it and punctuation behind it are told as just that.
    Why it matters: a reader who follows a DOI that is none ends up nowhere.
    What it cannot see: whether a well-formed DOI was ever registered, or belongs to the work.
    Example: 10/3390/nu15051203, with a slash where the first full stop should be.
    What to do: nothing in the tables, if they print what the source prints.
    Rests on: ISO 26324 and the DOI Handbook, on the syntax of a DOI name.
    """
    return _malformed(works["doi"], DOI)


@rule(
    "references",
    "citations",
    reads=["pmid"],
    about="source",
    kind="conformance",
    severity=Severity.WARNING,
    harm="low",
)
def pmid_is_well_formed(works: DataFrame) -> DataFrame:
    """A PubMed identifier is well formed: one to eight digits, the first no zero.

    What it does: looks at the form alone. A label before it and punctuation behind it are told
    as just that, and so is an identifier of another kind in its place.
    Why it matters: a reader who looks it up finds nothing, or another work.
    What it cannot see: whether the number was given out, or belongs to the work. It draws no
    conclusion from what the digits look like.
    Example: PMC1234567 in place of a PubMed identifier: that is a PubMed Central identifier.
    What to do: nothing in the tables, if they print what the source prints.
    Rests on: US National Library of Medicine, MEDLINE/PubMed data elements, field PMID.
    """
    return _malformed(works["pmid"], PMID)


@rule(
    "references",
    reads=["isbn"],
    about="source",
    kind="conformance",
    severity=Severity.WARNING,
    harm="low",
)
def isbn_is_well_formed(works: DataFrame) -> DataFrame:
    """An ISBN is well formed, and its last digit follows from the others.

    What it does: reckons the check digit of ISBNs of ten and of thirteen digits, with or without
    hyphens. A label before it and punctuation behind it are told as just that.
    Why it matters: a reader who orders a book by it gets another one, or none.
    What it cannot see: a valid ISBN of another book or another edition.
    Example: 978-0-309-16394-2, where the check digit of the other twelve is 1.
    What to do: nothing in the tables, if they print what the source prints.
    Rests on: ISO 2108, annex on the check digit.
    """
    return _malformed(works["isbn"], ISBN)
