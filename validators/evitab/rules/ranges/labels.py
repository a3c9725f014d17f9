"""The word that the source gives a value, against the source's own bands."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from evitab.figures.lexicon import fold, lexicon_for
from evitab.finding import Severity
from evitab.rule import SOURCE, Grounds, rule, told
from evitab.rules.ranges.bands import band_in_words, class_of, printed, records
from evitab.rules.ranges.values import RANGES, VALUE, placed
from evitab.standard import standard

if TYPE_CHECKING:
    from pandas import DataFrame, Series

_STATES = ("low", "good", "best", "high")
_SAID = ["observation_id", "state_reported", "claim.passage_id", "claim.passage.source.language"]
# What is observed, and when: rows that agree in these speak of one value.
_WHEN = ["study_id", "study_arm_id", "variable_id", "time_offset", "time_offset_unit"]
_ONE = [*_WHEN, "time_anchor", "claim.passage_id"]


def _kinds(observations: DataFrame) -> Series[str]:
    """What the whole word for a value means (low, good, best, high); null where nobody knows."""
    import pandas as pd

    kinds = pd.Series(pd.NA, index=observations.index, dtype="string[pyarrow]")
    words = observations["state_reported"].str.strip().str.lower()
    languages = observations["claim.passage.source.language"]
    for language in languages.dropna().unique():
        if (lexicon := lexicon_for(standard(), language)) is not None:
            known = {
                fold(word): kind
                for kind in _STATES
                for word in lexicon.by_kind.get(f"state-{kind}", {})
            }
            kinds = kinds.where(languages != language, words.map(known).astype(kinds.dtype))
    return kinds


def _with_values(observations: DataFrame) -> DataFrame:
    """Each row with its value, or where it has none with the only value that the same passage
    gives of the same thing at the same time (`lender`: the row that has it).
    """
    rows = observations.assign(
        **{name: observations[name].astype("string[pyarrow]").fillna("") for name in _ONE}
    )
    mine = ["value", "value_comparator", "value_unit"]
    lent = rows.loc[rows["value"].notna(), [*_ONE, *mine, "observation_id", "state_reported"]]
    lent = lent.drop_duplicates(_ONE, keep=False)
    names = {"observation_id": "lender", "state_reported": "lender_state"}
    rows = rows.merge(lent.rename(columns=names), on=_ONE, how="left", suffixes=("", "_lent"))
    has_none = rows["value"].isna()
    for name in mine:
        rows[name] = rows[name].where(~has_none, rows[f"{name}_lent"])
    rows[["lender", "lender_state"]] = rows[["lender", "lender_state"]].where(has_none)
    return rows.set_axis(observations.index)


def _good_bands(ranges: DataFrame, rows: DataFrame) -> Series[int]:
    """How many good bands the source gives for the variable of each row, on whatever scale."""
    is_good = (class_of(ranges["category"]) == "good").fillna(False)
    is_good &= ~ranges["claim.is_negated"].fillna(True)
    keys = ["analyte_id", SOURCE]
    counts = ranges[is_good].groupby(keys).size().rename("bands").reset_index()
    here = rows[["variable_id", SOURCE]].set_axis(keys, axis="columns")
    return here.merge(counts, on=keys, how="left")["bands"].fillna(0).set_axis(rows.index)


def _is_at_odds(rows: DataFrame, met: DataFrame, ranges: DataFrame) -> Series[bool]:
    """Whether the bands that the value of each row met forbid its word, by the kind of the word."""

    def some(mask: Series[bool]) -> Series[bool]:
        return rows["place"].isin(met.loc[mask.fillna(False), "row"])

    is_good, is_in = met["kind"] == "good", met["is_in"]
    lies = {kind: some(is_in & (met["kind"] == kind)) for kind in ("low", "good", "high")}
    owns = {k: some(is_in & met["is_own"] & (met["kind"] == k)) for k in ("low", "good", "high")}
    comparable = met[is_good.fillna(False)].groupby("row")["reference_range_id"].nunique()
    is_whole = rows["place"].map(comparable).fillna(0) == _good_bands(ranges, rows)
    against = {
        "best": some(is_good & met["is_own"]) & ~lies["good"] & is_whole,
        "good": (owns["low"] | owns["high"]) & ~lies["good"] & is_whole,
        "low": (owns["good"] | owns["high"]) & ~lies["low"] & ~some(is_good & met["is_below"]),
        "high": (owns["good"] | owns["low"]) & ~lies["high"] & ~some(is_good & met["is_above"]),
    }
    is_at_odds = rows["place"].isin([])
    for kind, is_against in against.items():
        is_at_odds |= (rows["kind"] == kind).fillna(False) & is_against
    return is_at_odds


def _told_bands(rows: DataFrame, met: DataFrame) -> DataFrame:
    """The source's own bands of each row's variable, in words."""
    met = met[met["is_own"] & met["kind"].notna() & met["row"].isin(rows["place"])]
    met = met.drop_duplicates(["row", "reference_range_id"])
    words = [band_in_words(band) for band in records(met)]
    grouped = met.assign(words=words).groupby("row")
    bands = grouped.agg(bands=("words", ", ".join), ids=("reference_range_id", " ".join))
    return bands.reindex(rows["place"]).set_axis(rows.index)


def _judged(observations: DataFrame, ranges: DataFrame) -> DataFrame:
    """The rows whose word their bands forbid, with those bands in words."""
    rows = _with_values(observations).assign(kind=_kinds(observations))
    rows = rows[rows["kind"].notna() & ~rows["claim.is_negated"]].dropna(subset="value")
    if rows.empty:
        return rows
    rows["place"] = np.arange(len(rows))
    met = placed(rows, ranges)
    rows = rows[_is_at_odds(rows, met, ranges)]
    return rows if rows.empty else rows.join(_told_bands(rows, met))


def _grounds(row: Mapping[str, Any]) -> Grounds:
    value = f"{row['value']:g} {printed(row['value_unit'])}"
    word, is_lent = row["state_reported"], row["lender"] is not None
    assumption = "The word speaks of the value, not of a change or of how someone felt about it. "
    severity = None
    if is_lent:
        assumption += f"The value is the only one that the same passage gives ({row['lender']}). "
    if row["lender_state"] is not None:
        assumption += (
            f"That passage goes on to call the value “{row['lender_state']}”. If that takes the "
            "first word back, the source only says so in two steps."
        )
        severity = Severity.INFO
    return Grounds(
        observed=f"“{word}” at {value}",
        expected="A word that fits the source's own bands.",
        unit=row["value_unit"],
        arithmetic=f"The source's bands for {row['variable.label']}: {row['bands']}. "
        f"{value} lies outside those that “{word}” could mean, rounding granted.",
        assumption=assumption.strip(),
        related_rows=" ".join(filter(None, [row["lender"], row["ids"]])),
        severity=severity,
        harm="low" if is_lent else None,
    )


@rule(
    "observations",
    reads=[*_SAID, *_ONE[:-1], "variable.label", "claim.is_negated", *VALUE[1:]],
    beside=RANGES,
    about="source",
    kind="plausibility",
    severity=Severity.WARNING,
    harm="medium",
)
def label_of_a_value_agrees_with_the_ranges(
    observations: DataFrame, *, ranges: DataFrame
) -> DataFrame:
    """The word that a source gives a value agrees with the bands that it names itself.

    What it does: takes words that as a whole are known to mean low, good, best or high ("perfect"
    is best; "too perfect" is none of them) and lays the value beside the source's own bands. Best
    needs a good band that holds the value, if the source gives any. Good is at odds only inside a
    band of what is too low or too high. Low and high are at odds only inside a band of another
    kind, and never where a good band lies wholly above, or below, the value. A row without a value
    takes the only one that its passage gives of the same thing at the same time.
    Why it matters: a reader measures themselves by the story as much as by the table; "perfect" at
    a value outside the optimal range teaches another range.
    What it cannot see: words that the lexicon of the language does not know, words in a phrase, a
    value with "about" or "more than", bands without a unit.
    Example: "perfect" at 65 ng/mL, where optimal is 40 to 60.
    What to do: nothing in the tables, if they say what the source says. A word that is missing goes
    into the lexicon.
    """
    if ranges.empty or observations["state_reported"].isna().all():
        return told(observations[:0], _grounds)
    return told(_judged(observations, ranges), _grounds)
