"""Doses beside the upper levels of authorities, and beside what they give as treatment."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evitab.rules.clinical.grouped import Row
from evitab.standard import standard
from evitab.timing import doses_per_day

if TYPE_CHECKING:
    from pandas import DataFrame, Series

_UPPER = ("tolerable-upper-intake-level", "upper-limit")
# Groups of adults for whom no authority here sets a level of their own.
_ADULTS = (
    "everyone",
    "most-people",
    "adults-over-50",
    "people-over-50",
    "adults-18-70-years",
    "adults-over-70",
    "postmenopausal-women",
    "men",
    "women",
    "men-19-and-over",
    "women-19-and-over",
    "americans",
    "patients",
    "vegans",
)


def _populations(dosages: DataFrame) -> Series[str]:
    """Whom a dose is for, as authorities group people; adults where the source does not say."""
    named = dosages["claim.population"]
    named = named.replace({"pregnant-women": "pregnancy-lactation"})
    return named.where(~named.isin(_ADULTS).fillna(False), "adults").fillna("adults")


def beside_levels(dosages: DataFrame, levels: DataFrame, wider: DataFrame) -> DataFrame:
    """Each dose (by `place`), a day in micrograms (`daily`), with each upper level (`level.`) for
    its substance, or a broader one, and its population. `is_above` tells which it exceeds.
    """
    upper = levels[levels["type"].isin(_UPPER) & levels["value_mcg"].notna()]
    rows = dosages.assign(
        population=_populations(dosages),
        daily=dosages["dose_high_mcg"] * doses_per_day(dosages).fillna(1.0),
    )
    rows = rows.dropna(subset="daily").reset_index(names="place")
    found = rows.merge(wider, left_on="substance_id", right_on="concept_id").merge(
        upper.add_prefix("level."),
        left_on=["ancestor_id", "population"],
        right_on=["level.nutrient_id", "level.population"],
    )
    is_any_form = found["level.form_id"].isna() | (found["level.form_id"] == found["form_id"])
    found = found[is_any_form.fillna(False)]
    return found.assign(is_above=found["daily"] > found["level.value_mcg"])


def treated(found: DataFrame, treatments: DataFrame, wider: DataFrame) -> DataFrame:
    """Each dose of `found` with the doses, as high or higher, that authorities give of its
    substance, or of a broader one, to treat a deficiency (`given.`).
    """
    given = treatments[(treatments["purpose"] == "deficiency-treatment").fillna(False)]
    given = given.assign(daily=given["dose_high_mcg"] * doses_per_day(given)).add_prefix("given.")
    doses = found[["place", "substance_id", "daily"]].drop_duplicates("place")
    pairs = doses.merge(wider, left_on="substance_id", right_on="concept_id")
    pairs = pairs.merge(given, left_on="ancestor_id", right_on="given.substance_id")
    return pairs[(pairs["given.daily"] >= pairs["daily"]).fillna(False)]


def level_in_words(row: Row) -> str:
    """Whose level it is, for whom, and how much, as a finding lists it."""
    whom = standard().label("population", row["level.population"])
    kind = "UL" if row["level.type"] == _UPPER[0] else "upper limit"
    year, title = row["level.reference.issued_year"], row["level.reference.title"]
    when = f" ({title.strip('[]')})" if year is None else f" {year:.0f}"
    return (
        f"{row['level.authority.label']}{when}, {whom}: {kind} {row['level.value_mcg']:g} mcg a day"
    )


def treatment_in_words(row: Row) -> str:
    """What an authority gives to treat a deficiency, as a finding lists it."""
    length = row["given.duration_reported"]
    during = f" for {length}" if length else ""
    return (
        f"{row['given.authority.label']}: {row['given.dose_reported']} {_how_often(row)}, "
        f"{row['given.daily']:.0f} mcg a day{during}"
    )


def _how_often(row: Row) -> str:
    unit = standard().label("unit", row["given.period_unit"])
    every = f"a {unit}" if row["given.period"] == 1 else f"every {row['given.period']:g} {unit}s"
    return every if row["given.frequency"] == 1 else f"{row['given.frequency']:g} times {every}"
