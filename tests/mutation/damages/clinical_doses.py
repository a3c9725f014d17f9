"""Damage to doses: against the source's own ranges, courses and studies, and upper levels.

Of the planted drug X (`mutation/advice.py`) 10 to 20 mg are advised for maintenance, 40 mg for 8 to
12 weeks below a marker M of 20 ng/mL; a patient took the latter for 10 weeks at 15 ng/mL, and a
trial gave 20 mg.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from mutation.damage import Edit, Package, Variant, damage
from mutation.ways import DOSE, at, changed, only, rewritten, times
from packages import Row

_COURSE = "duration_low", "duration_high"


def _of_x(use: str, row: Row, **cells: str) -> bool:
    """Whether a dose is one of the article's of drug X for a use, with these other cells."""
    wanted = {"substance_id": "drug-x", "use": use} | cells
    return "claim_id" in row and all(row[name] == text for name, text in wanted.items())


def _is_default(row: Row) -> bool:
    return _of_x("recommended", row, condition_range_id="")


def _is_maintenance(row: Row) -> bool:
    return _of_x("recommended", row, purpose="maintenance")


def _is_course(row: Row) -> bool:
    return _of_x("recommended", row, duration_unit="wk")


# Conditions ----------------------------------------------------------------------------------

_CONDITION = "dose_is_given_where_its_condition_holds"

damage(_CONDITION, "the value of the person who took it is printed above the range")(
    rewritten("observations", lambda row: [
        {"value": value, "value_reported": f"{value} ng/mL"} for value in ("21", "25", "35", "150")
        if row["variable_id"] == "marker-m"
    ])
)  # fmt: skip
damage(_CONDITION, "the range that the dose is for is printed lower")(
    rewritten("reference_ranges", lambda row: [
        {"high": high, "range_reported": f"below {high} ng/mL"} for high in ("2", "10", "12")
        if (row["analyte_id"], row["category"]) == ("marker-m", "deficient")
    ])
)  # fmt: skip
damage(_CONDITION, "the advice is for another range")(
    changed(at("dosages", "condition_range_id"), lambda one: (
        row["reference_range_id"] for row in one.package.rows["reference_ranges"]
        if _is_course(one.row) and (row["analyte_id"], row["category"]) == ("marker-m", "optimal")))
)  # fmt: skip
damage(_CONDITION, "the person took the dose that is advised for another range")(
    rewritten("dosages", lambda row: [
        {name: f"{dose}{'000' if 'mcg' in name else ''}" for name in DOSE} for dose in (10, 15, 20)
        if _of_x("case", row)
    ])
)  # fmt: skip
damage(_CONDITION, "a dose that a person took outside of a range is advised for that range")(
    rewritten("dosages", lambda row: [
        {"condition_range_id": which} for which in ("RNG-0002", "RNG-0003")
        if row["substance_id"] == "vitamin-k2" and row["use"] == "recommended" and row["dose_low"]
    ])
)  # fmt: skip

_LENGTH = "dose_is_taken_no_longer_than_its_course"

damage(_LENGTH, "the person took the dose for longer than is advised")(
    rewritten("dosages", lambda row: [
        dict.fromkeys(_COURSE, weeks) for weeks in ("13", "20", "100") if _of_x("case", row)
    ])
)  # fmt: skip
damage(_LENGTH, "weeks become months or years")(
    rewritten("dosages", lambda row: [
        {"duration_unit": unit} for unit in ("mo", "a") if _of_x("case", row)
    ])
)  # fmt: skip
damage(_LENGTH, "the length is told in words: for years")(
    rewritten("dosages", lambda row: [
        {**dict.fromkeys((*_COURSE, "duration_unit", "duration_reported"), ""), name: "for years"}
        for name in ("duration_reported", "instruction_reported") if _of_x("case", row)
    ])
)  # fmt: skip
damage(_LENGTH, "the course that is advised is printed shorter")(
    rewritten("dosages", lambda row: [
        change for change in (
            {"duration_low": "4", "duration_high": "6"},
            {"duration_low": "1", "duration_high": "9"},
            {"duration_unit": "d"},
        ) if _is_course(row)
    ])
)  # fmt: skip

# Defaults ------------------------------------------------------------------------------------

_DEFAULT = "default_dose_is_within_the_own_maintenance_range"

damage(_DEFAULT, "the dose for anyone is printed otherwise")(
    rewritten("dosages", lambda row: [
        times(row, factor, *DOSE) for factor in (0.001, 0.1, 0.6, 1.4, 3, 10, 1000)
        if _is_default(row)
    ])
)  # fmt: skip
damage(_DEFAULT, "the maintenance dose is printed otherwise")(
    rewritten("dosages", lambda row: [
        times(row, factor, *DOSE) for factor in (0.001, 0.1, 0.5, 2, 10, 1000)
        if _is_maintenance(row)
    ])
)  # fmt: skip
damage(_DEFAULT, "a dose for a condition, or one that was taken, is printed as one for anyone")(
    rewritten("dosages", lambda row: [
        {"use": "recommended", "study_id": "",
         **dict.fromkeys(("condition_range_id", "duration_reported", *_COURSE), "")}
    ] if (row.get("claim_id") and row["dose_low"] == "5000" and not row["regimen_id"])
        or _is_course(row) else [])
)  # fmt: skip

# What studies gave ---------------------------------------------------------------------------

_STUDIED = "advised_dose_is_one_that_was_studied"


def _is_k2(row: Row, use: str) -> bool:
    return (
        "claim_id" in row and row["substance_id"] == "vitamin-k2" and row["use"] == use
        and row["dose_low"] != ""
    )  # fmt: skip


damage(_STUDIED, "the advised dose is printed otherwise, by more than half or twice")(
    rewritten("dosages", lambda row: [
        times(row, factor, *DOSE) for factor in (0.001, 0.1, 0.4, 3, 10, 1000)
        if _is_k2(row, "recommended") or _is_default(row)
    ])
)  # fmt: skip
damage(_STUDIED, "the dose of the study is printed otherwise, by more than half or twice")(
    rewritten("dosages", lambda row: [
        times(row, factor, *DOSE) for factor in (0.001, 0.1, 0.3, 3, 10, 1000)
        if _is_k2(row, "studied") or _of_x("studied", row)
    ])
)  # fmt: skip
damage(_STUDIED, "the dose for a condition is printed without it")(
    rewritten("dosages", lambda row: (
        [{"condition_range_id": ""}] if row.get("claim_id") and row["dose_low"] == "5000"
        and row["condition_range_id"] else []))
)  # fmt: skip

_CEILING = "ceiling_of_studies_is_seldom_exceeded"

damage(_CEILING, "the dose that studies rarely exceed is printed lower")(
    rewritten("quantities", lambda row: [
        dict.fromkeys(("value_low", "value_high"), value) for value in ("0.03", "0.3", "3", "10")
        if row["property"] == "trial-dose-ceiling" and row["subject_id"] == "drug-x"
    ])
)  # fmt: skip
damage(_CEILING, "mcg stands for mg in the dose that studies rarely exceed")(
    rewritten("quantities", lambda row: (
        [{"value_unit": "ug/d"}] if row["value_unit"] == "mg/d" else []))
)  # fmt: skip


@damage(_CEILING, "a ceiling is told of a substance of which most studies gave more")
def other_ceiling(package: Package) -> Iterator[Variant]:
    for row in package.rows["quantities"] if package.whose == "article" else ():
        if row["property"] == "trial-dose-ceiling":
            for substance, most in (("vitamin-d", "100"), ("vitamin-d3", "50"), ("drug-x", "9")):
                told = {"subject_id": substance, "value_low": most, "value_high": most}
                fresh = {**row, **told, "quantity_id": "QTY-9001", "value_unit": "ug/d"}
                yield Variant((Edit("quantities", None, fresh),))


@damage(_CEILING, "two of the studies on record gave ten times as much")
def greater_studies(package: Package) -> Iterator[Variant]:
    rows = package.rows["dosages"] if package.whose == "authority" else []
    given = [place for place, row in enumerate(rows) if row["substance_id"] == "drug-x"]
    for first, second in pairwise(given):
        edits = (Edit("dosages", each, times(rows[each], 10, *DOSE)) for each in (first, second))
        yield Variant(tuple(edits))


# Upper levels --------------------------------------------------------------------------------

_UPPER = "dose_is_within_the_upper_levels"


def _is_kept(row: Row) -> bool:
    """Whether a dose of vitamin D3 is not one that a study gave, and keeps the upper levels."""
    return (
        "claim_id" in row and row["substance_id"] == "vitamin-d3" and row["use"] != "studied"
        and row["dose_high"] == "2000"
    )  # fmt: skip


damage(_UPPER, "the dose is printed three, ten or a thousand times as large")(
    rewritten("dosages", lambda row: [
        times(row, factor, *DOSE) for factor in (3, 10, 1000) if _is_kept(row)
    ])
)  # fmt: skip
damage(_UPPER, "mg stands for IU")(
    rewritten("dosages", lambda row: [
        {"dose_unit": "mg", **{f"{name}_mcg": f"{row[name]}000" for name in DOSE[:2]}}
    ] if _is_kept(row) else [])
)  # fmt: skip
damage(_UPPER, "the dose is taken more often")(
    rewritten("dosages", lambda row: [
        change for change in ({"frequency": "3"}, {"frequency": "10"}, {"period_unit": "h"})
        if _is_kept(row)
    ])
)  # fmt: skip


@damage(_UPPER, "the dose is one for infants")
def for_infants(package: Package) -> Iterator[Variant]:
    claims = {row["claim_id"]: place for place, row in enumerate(package.rows.get("claims", ()))}
    for row in package.rows["dosages"]:
        for whom in ("infants-0-6-months", "infants-7-12-months") if _is_kept(row) else ():
            yield Variant((Edit("claims", claims[row["claim_id"]], {"population": whom}),))


damage(_UPPER, "the upper level for adults loses a nought")(
    only("authority", rewritten("reference_intakes", lambda row: [
        times(row, 0.1, "value", "value_mcg")
    ] if row["type"] == "tolerable-upper-intake-level" and row["population"] == "adults" else []))
)  # fmt: skip
