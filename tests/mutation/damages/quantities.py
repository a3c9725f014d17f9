"""Damage to amounts: bounds, conversions, ratios."""

from __future__ import annotations

from collections.abc import Iterator

from mutation.damage import Edit, Package, Variant, damage
from mutation.ways import DOSE, at, changed, emptied, only, rewritten, scaled, swapped, times
from packages import Row

_MASS = frozenset({"ug", "mg", "g"})
_IN_MICROGRAMS = "dose_low_mcg", "dose_high_mcg"

for _rule, _table, _figure in (
    ("dose_bounds_are_in_order", "dosages", "dose"),
    ("duration_bounds_are_in_order", "dosages", "duration"),
    ("value_bounds_are_in_order", "quantities", "value"),
):
    _low, _high = f"{_figure}_low", f"{_figure}_high"
    damage(_rule, "the two bounds change places")(swapped(_table, _low, _high))
    damage(_rule, "one of the two bounds is emptied")(changed(at(_table, _low, _high), emptied))
    damage(_rule, "a nought is put behind the lower bound")(changed(at(_table, _low), scaled(10)))

damage("dose_bounds_in_micrograms_are_in_order", "the two bounds change places")(
    swapped("dosages", *_IN_MICROGRAMS)
)
damage("dose_bounds_in_micrograms_are_in_order", "one of the two bounds is emptied")(
    changed(at("dosages", *_IN_MICROGRAMS), emptied)
)


damage("dose_in_micrograms_follows_from_its_unit", "mg stands for mcg, or g for mg")(
    rewritten(
        "dosages",
        lambda row: (
            [{"dose_unit": {"ug": "mg", "mg": "g"}[row["dose_unit"]]}]
            if row["dose_unit"] in _MASS
            else []
        ),
    )
)
damage("dose_in_micrograms_follows_from_its_unit", "a decimal point is moved in micrograms")(
    rewritten(
        "dosages",
        lambda row: (
            [times(row, factor, name) for name in _IN_MICROGRAMS for factor in (0.001, 10, 1000)]
            if row["dose_unit"] in _MASS
            else []
        ),
    )
)


def _in_units_without_conversion(package: Package) -> Iterator[tuple[int, Row, list[Edit]]]:
    """Doses of a substance that has more of them, all in one unit of mass, with the edits by which
    they are in international units, of which nothing says how many micrograms they are.
    """
    rows = list(enumerate(package.rows["dosages"]))
    for place, row in rows:
        alike = [(at, each) for at, each in rows if each["substance_id"] == row["substance_id"]]
        alike = [(at, each) for at, each in alike if each["dose_low_mcg"]]
        is_mass = row["dose_unit"] in _MASS
        if is_mass and len(alike) > 1 and len({each["dose_unit"] for _, each in alike}) == 1:
            yield place, row, [Edit("dosages", at, {"dose_unit": "[iU]"}) for at, _ in alike]


@damage("doses_of_a_substance_are_converted_alike", "one dose is converted by another factor")
def otherwise_converted(package: Package) -> Iterator[Variant]:
    for place, row, unit in _in_units_without_conversion(package):
        for factor in (40, 12, 0.001):
            yield Variant((*unit, Edit("dosages", place, times(row, factor, *_IN_MICROGRAMS))))


@damage("doses_of_a_substance_are_converted_alike", "one dose is not converted")
def unconverted(package: Package) -> Iterator[Variant]:
    for place, _, unit in _in_units_without_conversion(package):
        yield Variant((*unit, Edit("dosages", place, dict.fromkeys(_IN_MICROGRAMS, ""))))


damage("dose_that_was_given_names_its_study", "a dose that was given loses its study")(
    only("article", changed(at("dosages", "study_id"), emptied))
)
damage("dose_that_was_given_names_its_study", "a studied dose is called advice, or advice studied")(
    only("article", changed(at("dosages", "use"), lambda one: (
        ("recommended", "author") if one.row["study_id"] else ("studied", "case"))))
)  # fmt: skip


@damage("dose_for_a_range_has_its_condition_in_words", "a dose is tied to a range without a word")
def unsaid_range(package: Package) -> Iterator[Variant]:
    claims = {row["claim_id"]: row for row in package.rows.get("claims", ())}
    for place, row in enumerate(package.rows["dosages"]):
        claim = claims.get(row.get("claim_id", ""))
        if claim is not None and not claim["condition_reported"]:
            yield Variant((Edit("dosages", place, {"condition_range_id": "RNG-0002"}),))


@damage("dose_for_a_range_has_its_condition_in_words", "the condition of a dose's claim is emptied")
def emptied_condition(package: Package) -> Iterator[Variant]:
    tied = {row.get("claim_id") for row in package.rows["dosages"] if row["condition_range_id"]}
    for place, claim in enumerate(package.rows.get("claims", ())):
        if claim["claim_id"] in tied and claim["condition_reported"]:
            yield Variant((Edit("claims", place, {"condition_reported": ""}),))


# About the source ------------------------------------------------------------------------------

# The planted regimen has doses in the ratio that it states, by mass and by number.
_PLANTED = "REG-1001"

damage("stated_ratio_agrees_with_doses", "a dose beside a ratio that it fits is printed otherwise")(
    rewritten("dosages", lambda row: [
        times(row, factor, *DOSE) for factor in (0.001, 0.1, 0.5, 2, 3, 10, 1000)
        if row.get("regimen_id") == _PLANTED
    ])
)  # fmt: skip
damage("stated_ratio_agrees_with_doses", "a ratio that the doses fit is printed otherwise")(
    rewritten("regimens", lambda row: [
        {"ratio_numerator": ratio} for ratio in ("1", "3", "4", "5", "20")
        if row["regimen_id"] == _PLANTED
    ])
)  # fmt: skip
damage("stated_ratio_agrees_with_doses", "the two sides of a ratio change places")(
    rewritten("regimens", lambda row: [
        {"ratio_numerator": row["ratio_denominator"], "ratio_denominator": row["ratio_numerator"]}
    ] if row["regimen_id"] == _PLANTED else [])
)  # fmt: skip
