"""Damage to codes, and to what an article shares with its authority package."""

from __future__ import annotations

from collections.abc import Iterator

from mutation.damage import Edit, Package, Variant, damage
from mutation.ways import Cell, at, cells, changed, code, digit, wrapped
from packages import Rows, read_rows

_CHECKED = {"loinc", "cas"}
_DIGIT = "code_has_its_check_digit"


def _exchanged_digits(one: Cell) -> Iterator[str]:
    """The code with two neighbouring digits in each other's place, each pair in turn.

    LOINC's check digit is Luhn's, which does not see 09 for 90.
    """
    for place, (here, there) in enumerate(zip(one.text, one.text[1:], strict=False)):
        if here.isdigit() and there.isdigit() and {here, there} != {"0", "9"} and here != there:
            yield one.text[:place] + there + here + one.text[place + 2 :]


damage(_DIGIT, "a digit of a code with a check digit is another")(
    changed(at("concept_codes", "code"), lambda one: (
        digit(one) if one.row["system"] in _CHECKED else []))
)  # fmt: skip
damage(_DIGIT, "two neighbouring digits of a code with a check digit change places")(
    changed(at("concept_codes", "code"), lambda one: (
        _exchanged_digits(one) if one.row["system"] in _CHECKED else []))
)  # fmt: skip
damage(_DIGIT, "a code is printed with a letter before or behind it")(
    changed(at("concept_codes", "code"), wrapped("X"))
)
damage(_DIGIT, "a code is put to a system whose codes have another form")(
    changed(at("concept_codes", "system"), lambda one: (
        ["mesh", "chebi", "loinc", "icd-10"] if one.text in {"atc", "unii", "cas"} else []))
)  # fmt: skip


def _theirs(package: Package, table: str) -> Rows:
    """The rows of a table of the authority package, beside that of an article."""
    return read_rows(package.root.parent / "authorities" / "tables" / f"{table}.csv")


def _is_shared(one: Cell) -> bool:
    known = _theirs(one.package, "concepts") if one.package.whose == "article" else []
    return one.row["concept_id"] in {row["concept_id"] for row in known}


damage("shared_concept_is_of_the_same_kind", "a shared concept is of another kind")(
    changed(at("concepts", "kind"), lambda one: code(one) if _is_shared(one) else [])
)


@damage("shared_concept_is_of_the_same_kind", "a concept gets the id of one of another kind")
def taken_id(package: Package) -> Iterator[Variant]:
    if package.whose == "article":
        known = {row["concept_id"] for row in package.rows["concepts"]}
        for row in _theirs(package, "concepts"):
            for kind in ("substance", "analyte", "person"):
                if row["concept_id"] not in known and row["kind"] != kind:
                    fresh = {"concept_id": row["concept_id"], "kind": kind}
                    yield Variant((Edit("concepts", None, fresh),))


_LABEL = "shared_label_is_the_authoritys"

damage(_LABEL, "a shared concept is called otherwise")(
    changed(at("concept_labels", "label"), lambda one: (
        wrapped("", " so called")(one)
        if _is_shared(one) and one.row["type"] == "preferred" else []))
)  # fmt: skip


@damage(_LABEL, "a concept gets a name that the authority gives to another one of its kind")
def taken_label(package: Package) -> Iterator[Variant]:
    pairs = ("vitamin-k1", "vitamin-d3"), ("vitamin-k2", "vitamin-k1"), ("warfarin", "vitamin-k2")
    for concept, other in pairs if package.whose == "article" else ():
        for row in _theirs(package, "concept_labels"):
            if row["concept_id"] == other:
                fresh = {**row, "concept_id": concept, "type": "alternative"}
                yield Variant((Edit("concept_labels", None, fresh),))


_CODE = "shared_code_is_the_authoritys"


def _coded(one: Cell) -> bool:
    """Whether the authority package has a code in that system for the concept."""
    known = _theirs(one.package, "concept_codes") if one.package.whose == "article" else []
    told = {(row["concept_id"], row["system"]) for row in known}
    return (one.row["concept_id"], one.row["system"]) in told


damage(_CODE, "a digit of a code of a shared concept is another")(
    changed(at("concept_codes", "code"), lambda one: digit(one) if _coded(one) else [])
)


@damage(_CODE, "a shared concept gets the code of another one")
def taken_code(package: Package) -> Iterator[Variant]:
    for one in cells(package, at("concept_codes", "code")) if package.whose == "article" else ():
        for row in package.rows["concept_codes"] if _coded(one) else ():
            is_other = row["concept_id"] != one.row["concept_id"]
            if is_other and row["system"] == one.row["system"]:
                yield Variant((Edit("concept_codes", one.at, {"code": row["code"]}),))
