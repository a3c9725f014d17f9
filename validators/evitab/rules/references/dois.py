"""Rules about what a DOI itself says: a year, or a first version of a Cochrane review."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from evitab.finding import Severity
from evitab.identifiers.works import (
    COCHRANE_FIRST_VERSION,
    DOI,
    VOLUME_FORM,
    bare,
    volumes_said,
    years_said,
)
from evitab.rule import Grounds, authority, own, rule, told

if TYPE_CHECKING:
    from pandas import DataFrame, Series


def _with_years(works: DataFrame, known: DataFrame) -> DataFrame:
    """Each work with the year that its DOI carries, and with the year of the volume that its DOI
    names, where the authority package has a work of that journal and volume.
    """
    dois = bare(works["doi"], DOI)
    volumes = volumes_said(bare(known["doi"], DOI)).assign(
        printed=known["volume"], volume_year=known["issued_year"], known_doi=known["doi"]
    )
    # A volume that the DOI and the entry both name shows that the DOI is read right.
    volumes = volumes[(volumes["volume"] == volumes["printed"]).fillna(False)]
    volumes = volumes.dropna(subset="volume_year").drop_duplicates(["journal", "volume"])
    rows = works.join(volumes_said(dois)).merge(
        volumes.drop(columns="printed"), on=["journal", "volume"], how="left"
    )
    rows = rows.set_axis(works.index).join(years_said(dois))
    return rows.assign(said=rows["carried"].fillna(rows["volume_year"]))


def _tell_year(row: Mapping[str, Any]) -> Grounds:
    said, printed = int(row["said"]), int(row["issued_year"])
    if row["carried"] is not None:
        how = f"{row['form']}. {row['doi']} carries {said}."
    else:
        how = (
            f"{VOLUME_FORM.source}. {row['doi']} names volume {row['volume']} of the journal "
            f"{row['journal']}; a known work in that volume ({row['known_doi']}) is of {said}."
        )
    return Grounds(
        observed=str(printed),
        expected=f"{said}, a year more or less",
        arithmetic=f"{how} The source gives {printed}: {abs(said - printed)} years apart.",
        assumption="The publisher kept to its form; a DOI need not say anything of its work. One "
        "year apart was let pass, as a work may come out online the year before.",
    )


def _explain_year(works: DataFrame, flagged: Series[bool], *, known: DataFrame) -> DataFrame:
    return told(_with_years(works, known)[flagged], _tell_year)


@rule(
    "references",
    "citations",
    reads=["doi", "issued_year"],
    beside={
        "known": authority("references", "doi", "volume", "issued_year", is_needed=False),
    },
    about="source",
    kind="plausibility",
    severity=Severity.WARNING,
    harm="low",
    explain=_explain_year,
)
def doi_says_the_same_year(works: DataFrame, *, known: DataFrame) -> Series[bool]:
    """The year printed with a work is the one that its DOI says, a year more or less.

    What it does: reads the year from DOIs of publishers that put it there, and from the volume
    where the DOI names one and the authority package has a work of that journal and volume.
    Why it matters: identifier and year that do not go together lead to two works, and a reader
    cannot tell which of them was meant.
    What it cannot see: DOIs without a year or a volume, which are most; volumes of which the
    authority package has no work; a year that is one off, as works come out online earlier.
    Example: "a 2015 opinion (doi 10.2903/j.efsa.2023.8145)".
    What to do: nothing in the tables, if they print what the source prints.
    """
    rows = _with_years(works, known)
    return (rows["said"] - rows["issued_year"]).abs() <= 1


# Cochrane --------------------------------------------------------------------------------------


def _with_results(citations: DataFrame, claims: DataFrame) -> DataFrame:
    """Each mention with the results of a study that are credited to it, as keys of claims."""
    results = claims[(claims["type"] == "study-result").fillna(False)]
    credited = results.groupby("citation_id")["claim_id"].agg(" ".join)
    return citations.assign(
        results=citations["citation_id"].map(credited),
        cited=bare(citations["doi"].fillna(citations["reference.doi"]), DOI),
    )


def _tell_protocol(row: Mapping[str, Any]) -> Grounds:
    return Grounds(
        observed=row["cited"],
        expected=f"{row['cited']}.pub2 or a later version, if results were read",
        arithmetic=f"Cochrane gives the first version of a review a DOI without .pub and a number, "
        "and each later version one with it. The first version is usually a protocol, and a "
        f"protocol has no results; the source credits {_count(row['results'])} to this DOI.",
        assumption="The DOI is printed whole. Two innocent readings are left: .pub was dropped, "
        "or the first version under this DOI is a full review, as some are.",
        related_rows=row["results"],
    )


def _count(keys: str) -> str:
    count = len(keys.split())
    return "a result" if count == 1 else f"{count} results"


def _explain_protocol(
    citations: DataFrame, flagged: Series[bool], *, claims: DataFrame
) -> DataFrame:
    return told(_with_results(citations, claims)[flagged], _tell_protocol)


@rule(
    "citations",
    reads=["citation_id", "doi", "reference.doi"],
    beside={"claims": own("claims", "claim_id", "citation_id", "type")},
    about="source",
    kind="plausibility",
    severity=Severity.INFO,
    harm="low",
    explain=_explain_protocol,
)
def cochrane_review_is_no_protocol(citations: DataFrame, *, claims: DataFrame) -> Series[bool]:
    """A Cochrane review to which results are credited is cited by a version that can have some.

    What it does: finds mentions with Cochrane's DOI of a first version, which is usually a
    protocol, where the source tells what the review found.
    Why it matters: a protocol tells what will be done; a reader who follows the DOI to see the
    result may not find it there.
    What it cannot see: whether the first version is a full review after all, as some are; a DOI
    with .pub that belongs to another version than the one that was read.
    Example: what "a Cochrane review (doi 10.1002/14651858.CD000000)" is said to have found.
    What to do: nothing in the tables. A reader can look whether a later version is out.
    Rests on: Cochrane's rule for its DOIs, as told in the note on reference checks.
    """
    rows = _with_results(citations, claims)
    is_first = rows["cited"].str.fullmatch(COCHRANE_FIRST_VERSION).fillna(False)
    return ~(is_first & rows["results"].notna())
