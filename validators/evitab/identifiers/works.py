"""Identifiers of works: DOI, PubMed identifier, ISBN, and what a DOI says of its work."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pandas import DataFrame, Series


@dataclass(frozen=True)
class Identifier:
    """A kind of identifier: its name with its article, its form in words and as a pattern, and the
    labels and resolvers that are printed before it.
    """

    name: str
    form: str
    pattern: str
    labels: str


# The form is that of ISO 26324: registrants have two digits at least, and a suffix may hold any
# printable character. Shortened ones (10/abc) resolve too.
DOI = Identifier(
    "a DOI",
    "10. and the number of a registrant, a slash, and the registrant's own part",
    r"(?i:10\.\d{2,}(?:\.\d+)*/\S*[^\s.,;:]|10/[a-z0-9]+)",
    r"doi:?|(?:https?://)?(?:dx\.|www\.)?doi\.org/",
)
# As in MEDLINE's description of the field PMID.
PMID = Identifier(
    "a PubMed identifier",
    "one to eight digits, of which the first is no zero",
    r"[1-9]\d{0,7}",
    r"pmid:?|(?:https?://)?pubmed\.ncbi\.nlm\.nih\.gov/|"
    r"(?:https?://)?(?:www\.)?ncbi\.nlm\.nih\.gov/pubmed/",
)
ISBN = Identifier(
    "an ISBN",
    "ten digits, or thirteen that begin with 978 or 979, of which the last follows from the others",
    r"[\d-]+[Xx]?",
    r"isbn(?:-1[03])?:?",
)


def are_well_formed(values: Series[str], identifier: Identifier) -> Series[bool]:
    """Whether each value is an identifier of a kind, and nothing else; null where it is null."""
    well_formed = values.str.fullmatch(identifier.pattern)
    if identifier is ISBN and well_formed.any():
        from stdnum import isbn

        # A library reckons the check digit, once for each value.
        known = {value: isbn.is_valid(value) for value in values.dropna().unique()}
        well_formed &= values.map(known).astype("bool[pyarrow]")
    return well_formed


def bare(values: Series[str], identifier: Identifier) -> Series[str]:
    """Each value without a label before it and without punctuation behind it."""
    unlabelled = values.str.replace(f"^(?i:{identifier.labels})\\s*", "", regex=True)
    return unlabelled.str.replace(r"[.,;:/]+$", "", regex=True)


# What a DOI says -------------------------------------------------------------------------------


@dataclass(frozen=True)
class DoiForm:
    """How a publisher makes its DOIs, and how that is known."""

    pattern: str
    source: str


YEAR_FORMS = (
    DoiForm(
        r"10\.2903/j\.efsa\.(?P<year>\d{4})\.\d+",
        "EFSA Journal puts the year into its DOIs: 10.2903/j.efsa.<year>.<number>",
    ),
    DoiForm(
        r"10\.1001/jama[a-z]*\.(?P<year>\d{4})\.\d+",
        "JAMA and its sister journals put the year into their DOIs: 10.1001/jama.<year>.<number>",
    ),
)
VOLUME_FORM = DoiForm(
    r"10\.3390/(?P<journal>[a-z]+)(?P<volume>\d{1,3})(?P<issue>\d{2})\d{4}",
    "MDPI puts journal, volume, issue and article into its DOIs: "
    "10.3390/<journal><volume><issue: 2 digits><article: 4 digits>",
)
# Cochrane's rule for its DOIs. A later version, a full review as a rule, ends in .pub and a number.
COCHRANE_FIRST_VERSION = r"(?i:10\.1002/14651858\.(?:cd|mr)\d{6})"


def years_said(dois: Series[str]) -> DataFrame:
    """The year that each DOI carries, and how its form is known; nulls where it carries none."""
    import pandas as pd

    found = pd.DataFrame(
        {"carried": pd.NA, "form": pd.NA}, index=dois.index, dtype="string[pyarrow]"
    )
    for form in YEAR_FORMS:
        years = dois.str.extract(f"^(?i:{form.pattern})$")["year"]
        found["carried"] = found["carried"].fillna(years)
        found["form"] = found["form"].mask(years.notna(), form.source)
    return found.assign(carried=found["carried"].astype("int64[pyarrow]"))


def volumes_said(dois: Series[str]) -> DataFrame:
    """The journal (its code in the DOI) and the volume that each DOI carries; nulls where its form
    is not known to carry them.
    """
    found = dois.str.extract(f"^(?i:{VOLUME_FORM.pattern})$")
    return found[["journal", "volume"]].assign(journal=found["journal"].str.lower())


def title_keys(titles: Series[str]) -> Series[str]:
    """Each title without case, punctuation and blanks, so that two of one work compare equal."""
    return titles.str.lower().str.replace(r"[\p{P}\p{S}\s]+", "", regex=True)
