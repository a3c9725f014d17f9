"""Identifiers of works and codes of concepts: what is well formed, and what a DOI says."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd
import pyarrow as pa
import pytest

from evitab.identifiers import codes
from evitab.identifiers.works import (
    DOI,
    ISBN,
    PMID,
    Identifier,
    are_well_formed,
    bare,
    title_keys,
    volumes_said,
    years_said,
)
from evitab.standard import standard

if TYPE_CHECKING:
    from pandas import Series


def texts(*values: str | None) -> Series[str]:
    return pd.Series(list(values), dtype=pd.ArrowDtype(pa.string()))


GOOD = [
    (DOI, "10.3390/nu15051203"),
    (DOI, "10.1002/14651858.CD014633.pub2"),
    (DOI, "10.1016/S0140-6736(05)12345-6"),
    (DOI, "10.1002/(SICI)1097-0258(19980815/30)17:15/16<1661::AID-SIM968>3.0.CO;2-2"),
    (DOI, "10.1000.10/123456"),
    (DOI, "10.21/2V9FYC24"),
    (DOI, "10/aabbe"),
    (DOI, "10.1234/Ä"),
    (PMID, "1"),
    (PMID, "38512345"),
    (PMID, "12345678"),  # What digits look like says nothing.
    (ISBN, "978-3-16-148410-0"),
    (ISBN, "9783161484100"),
    (ISBN, "3-16-148410-X"),
    (ISBN, "316148410x"),
]
BAD = [
    (DOI, "10/1234/sample.7"),
    (DOI, "10.1234"),
    (DOI, "10.1234/"),
    (DOI, "11.1234/x"),
    (DOI, "1O.1234/x"),
    (DOI, "10.1234/x."),
    (DOI, "doi:10.1234/x"),
    (DOI, "https://doi.org/10.1234/x"),
    (DOI, "38512345"),
    (PMID, "0"),
    (PMID, "012345"),
    (PMID, "123456789"),
    (PMID, "PMC1234567"),
    (PMID, "PMID:38512345"),
    (PMID, "3851234S"),
    (ISBN, "978-3-16-148410-1"),
    (ISBN, "977-3-16-148410-0"),
    (ISBN, "3-16-148410-0"),
    (ISBN, "978-3-16-148410"),
    (ISBN, "ISBN:9783161484100"),
]


@pytest.mark.parametrize(("identifier", "value"), GOOD)
def test_well_formed_identifier_is_known(identifier: Identifier, value: str) -> None:
    assert are_well_formed(texts(value), identifier).tolist() == [True]
    assert bare(texts(value), identifier).tolist() == [value]


@pytest.mark.parametrize(("identifier", "value"), BAD)
def test_other_text_is_no_identifier(identifier: Identifier, value: str) -> None:
    assert are_well_formed(texts(value), identifier).tolist() == [False]


def test_null_is_neither() -> None:
    for identifier in (DOI, PMID, ISBN):
        assert are_well_formed(texts(None), identifier).isna().all()


@pytest.mark.parametrize(
    ("identifier", "printed", "inner"),
    [
        (DOI, "doi:10.1234/x.", "10.1234/x"),
        (DOI, "DOI:10.1234/x;", "10.1234/x"),
        (DOI, "doi: 10.1234/x", "10.1234/x"),
        (DOI, "https://dx.doi.org/10.1234/x", "10.1234/x"),
        (PMID, "PMID:38512345,", "38512345"),
        (PMID, "PMID: 38512345", "38512345"),
        (PMID, "https://pubmed.ncbi.nlm.nih.gov/38512345/", "38512345"),
        (ISBN, "ISBN-13:9783161484100", "9783161484100"),
        (ISBN, "ISBN 9783161484100", "9783161484100"),
    ],
)
def test_label_and_punctuation_come_off(identifier: Identifier, printed: str, inner: str) -> None:
    assert bare(texts(printed), identifier).tolist() == [inner]


@pytest.mark.parametrize(
    ("doi", "year"),
    [
        ("10.2903/j.efsa.2023.8145", 2023),
        ("10.1001/jama.2019.11889", 2019),
        ("10.1001/JAMAINTERNMED.2013.0001", 2013),
        ("10.3390/nu15051203", None),
        ("10.1234/2019.1", None),
        ("10.1002/14651858.CD002012", None),
        (None, None),
    ],
)
def test_year_is_read_from_forms_that_carry_one(doi: str | None, year: int | None) -> None:
    (said,) = years_said(texts(doi))["carried"]
    assert said == year if year else pd.isna(said)


@pytest.mark.parametrize(
    ("doi", "journal", "volume"),
    [
        ("10.3390/nu15051203", "nu", "15"),
        ("10.3390/NU2010030", "nu", "2"),
        ("10.3390/ijms23010001", "ijms", "23"),
        ("10.3390/nu150512", None, None),
        ("10.1234/nu15051203", None, None),
    ],
)
def test_volume_is_read_from_forms_that_carry_one(
    doi: str, journal: str | None, volume: str | None
) -> None:
    (said,) = volumes_said(texts(doi)).to_dict("records")
    expected = {"journal": journal, "volume": volume}
    assert {name: None if pd.isna(text) else text for name, text in said.items()} == expected


def test_titles_of_one_work_compare_equal_in_any_script() -> None:
    one, other = title_keys(texts("Vitamin X: and  bones!", "vitamin x and Bones"))
    assert one == other
    assert title_keys(texts("Витамин X"))[0] != title_keys(texts("Кости X"))[0]


# Codes -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("system", "code"),
    [
        ("loinc", "62292-8"),
        ("loinc", "1989-3"),
        ("cas", "2124-57-4"),
        ("cas", "863-61-6"),
        ("atc", "A11CC05"),
        ("atc", "A11"),
        ("unii", "1C6V77QF41"),
        ("chebi", "CHEBI:28940"),
        ("pubchem-cid", "5280795"),
        ("mesh", "D002762"),
        ("mesh", "C000657245"),
        ("rxcui", "11289"),
        ("icd-10", "D86.9"),
        ("icd-10-cm", "M85.80"),
        ("a-system-of-its-own", "?"),
        ("loinc", None),
        (None, "62292-9"),
    ],
)
def test_code_of_its_system_holds(system: str | None, code: str | None) -> None:
    assert codes.are_well_formed(texts(system), texts(code)).tolist() == [True]


@pytest.mark.parametrize(
    ("system", "code"),
    [
        ("loinc", "62292-9"),
        ("loinc", "62229-8"),  # Two digits changed places.
        ("loinc", "622928"),
        ("cas", "2124-57-5"),
        ("cas", "0000-00-0"),
        ("atc", "A11CC5"),
        ("atc", "a11cc05"),
        ("unii", "EXAMPLE01"),
        ("chebi", "28940"),
        ("pubchem-cid", "CID5280795"),
        ("mesh", "D2762"),
        ("rxcui", "RX11289"),
        ("icd-10", "D869"),
        ("icd-10-cm", "85.80"),
    ],
)
def test_code_of_no_such_form_is_found(system: str, code: str) -> None:
    assert codes.are_well_formed(texts(system), texts(code)).tolist() == [False]


def test_every_system_of_the_vocabulary_has_a_form() -> None:
    assert set(codes.FORMS) == set(standard().vocabularies["code_system"])
