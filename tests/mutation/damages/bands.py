"""Damage to the bands of an article, held against authorities and against each other.

It is done to the real packages, and to a made-up case (`mutation/case.py`) with three bands that
meet.
"""

from __future__ import annotations

from collections.abc import Iterator

from mutation.article import of_article, times
from mutation.damage import Edit, Package, Variant, damage
from mutation.ways import rewritten
from packages import Row

_MARKER = "marker-x"
_OWN = "low", "high"
_CONFIRMED = "potentially-toxic"

# Cut-offs --------------------------------------------------------------------------------------


def _is_confirmed(row: Row) -> bool:
    return row["category"] == _CONFIRMED and row["analyte_id"] != _MARKER


of_article("cut_off_agrees_with_an_authority", "a line that an authority draws is drawn elsewhere")(
    rewritten(
        "reference_ranges",
        lambda row: (
            [
                {"low": str(low), "low_si": f"{low * 2.496:.2f}"}
                for low in (8, 60, 70, 78, 85, 90, 150, 800)
            ]
            if _is_confirmed(row)
            else []
        ),
    )
)
of_article("cut_off_agrees_with_an_authority", "a band is called by a name of another kind")(
    rewritten(
        "reference_ranges",
        lambda row: (
            [{"category": code} for code in ("sufficient", "optimal", "insufficient")]
            if _is_confirmed(row)
            else []
        ),
    )
)
of_article("cut_off_agrees_with_an_authority", "the unit of a band is the one of its SI bounds")(
    rewritten(
        "reference_ranges",
        lambda row: [{"unit": "nmol/L", "low_si": "", "si_unit": ""}] if _is_confirmed(row) else [],
    )
)


@damage("cut_off_agrees_with_an_authority", "the authorities that draw a line draw it elsewhere")
def otherwise_drawn(package: Package) -> Iterator[Variant]:
    if package.whose == "authority":
        rows = package.rows["reference_ranges"]
        lines = [
            (place, name)
            for place, row in enumerate(rows)
            for name in _OWN
            if row[name] == "80" and row["unit"] == "ng/mL"
        ]
        for other in ("70", "90", "120"):
            yield Variant(
                tuple(Edit("reference_ranges", place, {name: other}) for place, name in lines)
            )


# Bands beside bands ----------------------------------------------------------------------------


def _neighbours(package: Package) -> Iterator[tuple[int, Row, str]]:
    """Each bound of each band beyond which there is another band of the analyte."""
    rows = package.rows["reference_ranges"]
    for place, row in enumerate(rows):
        others = [each for each in rows if each["analyte_id"] == row["analyte_id"]]
        lower = [float(each["high"]) for each in others if each["high"]]
        higher = [float(each["low"]) for each in others if each["low"]]
        if row["category"] in {"optimal", "deficient", _CONFIRMED}:
            if row["low"] and any(line <= float(row["low"]) for line in lower):
                yield place, row, "low"
            if row["high"] and any(line >= float(row["high"]) for line in higher):
                yield place, row, "high"


@of_article("ranges_of_an_analyte_do_not_overlap", "a bound is drawn far into the next band")
def drawn_into_the_next(package: Package) -> Iterator[Variant]:
    for place, row, name in _neighbours(package):
        factor = {"low": 0.4, "high": 2.5}[name]
        cells = times(row, factor, name, f"{name}_si")
        yield Variant((Edit("reference_ranges", place, cells),))


@of_article("ranges_of_an_analyte_do_not_overlap", "a bound is lost: a band has no end any more")
def without_end(package: Package) -> Iterator[Variant]:
    for place, row, name in _neighbours(package):
        cells = {name: "", f"is_{name}_inclusive": "", f"{name}_si": ""}
        if row["category"] == "optimal":
            yield Variant((Edit("reference_ranges", place, cells),))


@of_article("ranges_of_an_analyte_do_not_overlap", "one name is given twice, with other bounds")
def given_twice(package: Package) -> Iterator[Variant]:
    for row in package.rows["reference_ranges"]:
        if row["category"] == "optimal":
            for factor in (0.8, 1.2):
                other = times(row, factor, "high", "high_si")
                new = {**row, **other, "reference_range_id": "RNG-9001"}
                yield Variant((Edit("reference_ranges", None, new),))


@of_article("ranges_of_an_analyte_do_not_overlap", "one band is given twice, as good and as bad")
def given_as_another(package: Package) -> Iterator[Variant]:
    for row in package.rows["reference_ranges"]:
        if row["category"] in {"optimal", "deficient", _CONFIRMED}:
            for code in ("optimal", "deficient", "elevated"):
                if code != row["category"] and {code, row["category"]} != {"elevated", _CONFIRMED}:
                    new = {**row, "category": code, "reference_range_id": "RNG-9001"}
                    yield Variant((Edit("reference_ranges", None, new),))
