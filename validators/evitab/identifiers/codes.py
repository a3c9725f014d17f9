"""Codes of concepts: whether they have the form, and the check digit, of their system."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from pandas import Series

# The form of a code in each system of the vocabulary `code_system`, as the system's keeper
# describes it. ATC has five levels; MeSH has descriptors, qualifiers and supplementary concepts.
FORMS = {
    "atc": r"[A-Z](?:\d{2}(?:[A-Z](?:[A-Z](?:\d{2})?)?)?)?",
    "unii": r"[A-Z0-9]{10}",
    "chebi": r"CHEBI:[1-9]\d*",
    "pubchem-cid": r"[1-9]\d*",
    "mesh": r"[CDQ]\d{6}(?:\d{3})?",
    "cas": r"[1-9]\d{1,6}-\d{2}-\d",
    "rxcui": r"[1-9]\d*",
    "loinc": r"[1-9]\d*-\d",
    "icd-10": r"[A-Z]\d{2}(?:\.\d{1,2})?",
    "icd-10-cm": r"[A-Z]\d[0-9A-Z](?:\.[0-9A-Z]{1,4})?",
}


def are_well_formed(systems: Series[str], codes: Series[str]) -> Series[bool]:
    """Whether each code has the form of its system and, where the system has one, the check digit
    that follows from its other digits. True where the system is not known.
    """
    from stdnum import casrn, luhn

    holds = codes.isna() | ~systems.isin(list(FORMS))
    for system, form in FORMS.items():
        holds |= ((systems == system) & codes.str.fullmatch(form)).fillna(False)
    holds &= _checked(codes[systems == "cas"], casrn.is_valid).reindex(codes.index).fillna(True)
    # LOINC's check digit, reckoned modulo 10, is that of Luhn.
    digits = codes[systems == "loinc"].str.replace("-", "")
    return holds & _checked(digits, luhn.is_valid).reindex(codes.index).fillna(True)


def _checked(codes: Series[str], is_valid: Callable[[str], bool]) -> Series[bool]:
    """What a library says of each code, asked once for each value."""
    known = {code: is_valid(code) for code in codes.dropna().unique()}
    return codes.map(known).astype("bool[pyarrow]")
