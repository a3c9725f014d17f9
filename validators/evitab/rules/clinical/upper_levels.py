"""Doses against the upper levels that authorities set."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from evitab.finding import Severity
from evitab.hierarchy import ancestors
from evitab.rule import Grounds, authority, own, rule, told
from evitab.standard import standard
from evitab.timing import TIMING, doses_per_day

if TYPE_CHECKING:
    from pandas import DataFrame, Series

_DOSE = [
    "substance_id",
    "substance.label",
    "form_id",
    "dose_high_mcg",
    "dose_reported",
    *TIMING,
    "timing_reported",
    "duration_reported",
    "instruction_reported",
    "use",
    "purpose",
    "condition_range_id",
    "claim.condition_reported",
    "claim.population",
]
_LEVELS = authority(
    "reference_intakes",
    "nutrient_id",
    "form_id",
    "type",
    "population",
    "value_mcg",
    "authority.label",
    "reference.issued_year",
    "reference.title",
)
_TREATMENTS = authority(
    "dosages",
    "substance_id",
    "use",
    "purpose",
    "dose_high_mcg",
    "dose_reported",
    "duration_reported",
    "authority.label",
    *TIMING,
)
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


def _against_levels(
    dosages: DataFrame, levels: DataFrame, concepts: DataFrame, treatments: DataFrame
) -> DataFrame:
    """Each dose a day in micrograms, with every upper level for its substance and population that
    it exceeds (`exceeded`), those that it keeps (`kept`), and treatment doses as high (`treated`).
    """
    rows = dosages.assign(population=_populations(dosages))
    rows["daily"] = rows["dose_high_mcg"] * doses_per_day(rows).fillna(1.0)
    wider = ancestors(concepts)
    pairs = rows.reset_index(names="place").merge(
        wider, left_on="substance_id", right_on="concept_id"
    )
    upper = levels[levels["type"].isin(_UPPER) & levels["value_mcg"].notna()]
    found = pairs.merge(
        upper.add_prefix("level."),
        left_on=["ancestor_id", "population"],
        right_on=["level.nutrient_id", "level.population"],
    )
    found = found[
        (found["level.form_id"].isna() | (found["level.form_id"] == found["form_id"])).fillna(False)
    ]
    above = found["daily"] > found["level.value_mcg"]
    rows["exceeded"] = _listed(found[above.fillna(False)], _level).reindex(rows.index)
    rows["lowest"] = found.groupby("place")["level.value_mcg"].min().reindex(rows.index)
    rows["kept"] = _listed(found[~above.fillna(True)], _level).reindex(rows.index)
    given = treatments[(treatments["purpose"] == "deficiency-treatment").fillna(False)]
    given = given.assign(daily=given["dose_high_mcg"] * doses_per_day(given)).add_prefix("given.")
    cures = pairs.merge(given, left_on="ancestor_id", right_on="given.substance_id")
    cures = cures[(cures["given.daily"] >= cures["daily"]).fillna(False)]
    rows["treated"] = _listed(cures, _treatment).reindex(rows.index)
    return rows


def _listed(found: DataFrame, words: Any) -> Series[str]:
    texts = [words(row) for row in found.to_dict("records")]
    lines = found[["place"]].assign(text=texts).drop_duplicates()
    return lines.groupby("place")["text"].agg("; ".join)


def _level(row: Mapping[str, Any]) -> str:
    import pandas as pd

    whom = standard().label("population", row["level.population"])
    kind = "UL" if row["level.type"] == _UPPER[0] else "upper limit"
    year, title = row["level.reference.issued_year"], row["level.reference.title"]
    when = f" ({title.strip('[]')})" if pd.isna(year) else f" {year:.0f}"
    return (
        f"{row['level.authority.label']}{when}, {whom}: {kind} {row['level.value_mcg']:g} mcg a day"
    )


def _treatment(row: Mapping[str, Any]) -> str:
    length = row["given.duration_reported"]
    during = f" for {length}" if isinstance(length, str) else ""
    return (
        f"{row['given.authority.label']}: {row['given.dose_reported']} "
        f"{_how_often(row)}, "
        f"{row['given.daily']:.0f} mcg a day{during}"
    )


def _how_often(row: Mapping[str, Any]) -> str:
    unit = standard().label("unit", row["given.period_unit"])
    every = f"a {unit}" if row["given.period"] == 1 else f"every {row['given.period']:g} {unit}s"
    return every if row["given.frequency"] == 1 else f"{row['given.frequency']:g} times {every}"


def _is_treatment(dosages: DataFrame) -> Series[bool]:
    meant = (dosages["purpose"] == "deficiency-treatment").fillna(False)
    return dosages["condition_range_id"].notna() | meant


_READINGS = {
    "treatment": "The source gives the dose for a condition ({condition}), as a course of "
    "treatment; an upper level for the general population is not meant for that.",
    "case": "One person took it, which is another thing than a dose for everyone.",
    "recommended": "The source advises the dose without a condition, so it is read as one for any "
    "adult.",
    "author": "It is what the author takes; others may follow.",
}


def _reading(row: Mapping[str, Any]) -> str:
    is_cure = row["condition_range_id"] is not None or row["purpose"] == "deficiency-treatment"
    return "treatment" if row["use"] == "recommended" and is_cure else str(row["use"])


def _weight(reading: str, row: Mapping[str, Any]) -> dict[str, Any]:
    if reading == "case" or (reading == "treatment" and row["treated"]):
        return {"severity": Severity.INFO, "harm": "low" if row["kept"] else "medium"}
    return {"harm": "medium" if row["kept"] else "high"}


def _grounds(row: Mapping[str, Any]) -> Grounds:
    reading = _reading(row)
    often = row["timing_reported"] or "how often is not told with it; once a day is taken"
    words = _READINGS[reading].format(condition=row["claim.condition_reported"] or "not told")
    beside = f" Within: {row['kept']}." if row["kept"] else " No authority here allows more."
    if reading == "treatment":
        beside += (
            f" Treatment of a deficiency: {row['treated']}."
            if row["treated"]
            else " No authority here gives as much for treatment."
        )
    return Grounds(
        observed=f"{row['dose_reported']} of {row['substance.label']}, {row['daily']:g} mcg a day",
        expected=f"at most {row['lowest']:g} mcg a day, the lowest upper level"
        + (", or what an authority gives as treatment" if reading == "treatment" else ""),
        unit="ug/d",
        assumption=f"{words} Upper levels are for healthy people of the general population, not "
        "for treatment under supervision, and count all sources of the substance.",
        arithmetic=f"{row['dose_reported']} ({often}) is {row['daily']:g} mcg a day. Exceeded: "
        f"{row['exceeded']}.{beside}",
        **_weight(reading, row),
    )


def _explain(dosages: DataFrame, flagged: Series[bool], **beside: DataFrame) -> DataFrame:
    return told(_against_levels(dosages, **beside)[flagged], _grounds)


@rule(
    "dosages",
    reads=_DOSE,
    beside={
        "levels": _LEVELS,
        "treatments": _TREATMENTS,
        "concepts": own("concepts", "concept_id", "broader_id"),
    },
    about="source",
    kind="plausibility",
    severity=Severity.WARNING,
    harm="medium",
    explain=_explain,
)
def dose_is_within_the_upper_levels(
    dosages: DataFrame, *, levels: DataFrame, treatments: DataFrame, concepts: DataFrame
) -> Series[bool]:
    """A dose does not exceed an upper level that an authority sets for those whom it is for.

    What it does: reckons the dose a day in micrograms and holds it against every upper level for
    the substance, or a broader one, and the population (adults, where the source names none). Doses
    that a study gave are left alone. A dose for everyone, a course of treatment, what one person
    took and what the author takes are told apart: for a course, the finding also says what
    authorities give as treatment, and it is worth knowing only (info) where they give as much.
    Why it matters: above an upper level the risk of harm begins to rise.
    What it cannot see: what else a reader takes of the substance; a dose whose mass is not known; a
    population that has no level of its own in the authority package, other than adults.
    Example: 5,000 IU of vitamin D3 for anyone, 125 mcg a day, where IOM and EFSA set 100 mcg for
    adults and the Endocrine Society gave 250 in 2011.
    What to do: nothing in the tables, if they say what the source says.
    """
    rows = _against_levels(dosages, levels, concepts, treatments)
    is_studied = (rows["use"] == "studied").fillna(False)
    return rows["exceeded"].isna() | is_studied
