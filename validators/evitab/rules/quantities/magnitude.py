"""Doses that are about a thousand times those of their like: mg for mcg, or the other way."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from evitab.finding import Severity
from evitab.hierarchy import ancestors
from evitab.rule import SOURCE, Grounds, authority, own, rule, told
from evitab.timing import TIMING, doses_per_day

if TYPE_CHECKING:
    from pandas import DataFrame, Series

_FAR, _SLIP = 100.0, 1000.0
# A dose that is a thousand times another one is so to the digit; conversions may be rounded.
_SAME = 0.01
# The units that are printed where the next one, down or up, is meant.
_TOO_LARGE, _TOO_SMALL = ("mg", "g"), ("ug", "mg")


def _figures(doses: DataFrame, intakes: DataFrame) -> DataFrame:
    """The masses that authorities give for each substance, in mcg as printed and `a_day`.

    A dose that does not say how often counts as one a day, which lets more pass.
    """
    import pandas as pd

    per_day = doses_per_day(doses).fillna(1.0)
    given = [(intakes["nutrient_id"], intakes["value_mcg"], intakes["value_mcg"])]
    for mass in (doses["dose_low_mcg"], doses["dose_high_mcg"]):
        given.append((doses["substance_id"], mass, mass * per_day))
    tables = [
        pd.DataFrame({"ancestor_id": substances, "printed": printed, "a_day": a_day})
        for substances, printed, a_day in given
    ]
    return pd.concat(tables).dropna()


def _compared(dosages: DataFrame, figures: DataFrame, broader: DataFrame) -> DataFrame:
    """Each dose that authorities have figures of, with their `least` and `most`, and its `amount`.

    Where the source says how often, all three are amounts a day; else they are as printed.
    """
    known = broader[broader["concept_id"].isin(dosages["substance_id"])]
    groups = known.merge(figures, on="ancestor_id").groupby("concept_id")[["printed", "a_day"]]
    per_day = doses_per_day(dosages)
    rows = dosages.assign(per_day=per_day, amount=dosages["dose_high_mcg"] * per_day.fillna(1.0))
    for name, bound in (("least", groups.min()), ("most", groups.max())):
        printed, a_day = (rows["substance_id"].map(bound[basis]) for basis in ("printed", "a_day"))
        rows[name] = a_day.where(per_day.notna(), printed)
    return rows.dropna(subset=["least", "most"])


def _said_elsewhere(rows: DataFrame, article: DataFrame, broader: DataFrame) -> Series[str]:
    """The keys of the article's other doses of each row's substance that are its `shifted` dose."""
    pairs = rows.reset_index(names="place").merge(
        broader, left_on="substance_id", right_on="concept_id"
    )
    others = article.add_prefix("their_")
    pairs = pairs.merge(
        others,
        left_on=[SOURCE, "ancestor_id"],
        right_on=[f"their_{SOURCE}", "their_substance_id"],
    )
    apart = (pairs["their_dose_high_mcg"] - pairs["shifted"]).abs()
    same = pairs[apart <= pairs["shifted"] * _SAME]
    return same.groupby("place")["their_dosage_id"].agg(" ".join)


def _slips(rows: DataFrame, article: DataFrame, broader: DataFrame) -> DataFrame:
    """The doses that lie beyond the figures of authorities and among them once `moved` by a
    thousand, and that are far from them or said otherwise `elsewhere`.
    """
    is_above = rows["amount"] > rows["most"] * 2
    rows = rows.assign(is_above=is_above)[is_above | (rows["amount"] < rows["least"] / 2)]
    times = rows["is_above"].map({True: 1 / _SLIP, False: _SLIP}).astype("double[pyarrow]")
    rows = rows.assign(shifted=rows["dose_high_mcg"] * times, moved=rows["amount"] * times)
    rows = rows[(rows["moved"] >= rows["least"] / 2) & (rows["moved"] <= rows["most"] * 2)]
    if rows.empty:
        return rows
    is_far = rows["amount"] > rows["most"] * _FAR
    is_far |= rows["amount"] < rows["least"] / _FAR
    elsewhere = _said_elsewhere(rows, article, broader)
    rows = rows.assign(is_far=is_far, elsewhere=elsewhere.reindex(rows.index))
    # 600,000 IU beside 600 IU is a course: no unit stands there for another.
    unit, is_above = rows["dose_unit"], rows["is_above"]
    may_slip = (is_above & unit.isin(_TOO_LARGE)) | (~is_above & unit.isin(_TOO_SMALL))
    return rows[is_far | (may_slip & rows["elsewhere"].notna())]


def _grounds(row: Mapping[str, Any]) -> Grounds:
    direction = "above" if row["is_above"] else "below"
    part = "a thousandth" if row["is_above"] else "a thousand times"
    how_far = "more than a hundred times " if row["is_far"] else ""
    a_day = "" if row["per_day"] is None else " a day"
    own_words = ""
    if row["elsewhere"] is not None:
        own_words = " The source gives that amount itself for the substance elsewhere."
    return Grounds(
        observed=f"{row['dose_reported']} of {row['substance.label']}",
        expected=f"an amount near {row['shifted']:,.6g} mcg",
        unit="ug",
        assumption="The authorities' figures are intakes and doses of the same substance for any "
        "purpose. Where the source says how often, amounts a day are compared, and a figure that "
        "does not say it counts as a day's. A dose far from all of them can be meant; that it is a "
        "thousand times off is a suspicion, no more.",
        arithmetic=f"{row['dose_reported']} is {row['amount']:,.6g} mcg{a_day}. The authorities' "
        f"figures for the substance run from {row['least']:,.6g} to {row['most']:,.6g} mcg{a_day}, "
        f"so it lies {how_far}{direction} them; {part} of it, {row['moved']:,.6g} mcg{a_day}, lies "
        f"among them.{own_words}",
        related_rows=row["elsewhere"],
    )


@rule(
    "dosages",
    reads=[
        "substance_id",
        "substance.label",
        "dose_high_mcg",
        "dose_unit",
        "dose_reported",
        *TIMING,
        "claim_id",
        SOURCE,
    ],
    beside={
        "doses": authority("dosages", "substance_id", "dose_low_mcg", "dose_high_mcg", *TIMING),
        "intakes": authority("reference_intakes", "nutrient_id", "value_mcg"),
        "article": own("dosages", "dosage_id", "substance_id", "dose_high_mcg", SOURCE),
        "concepts": own("concepts", "concept_id", "broader_id"),
    },
    about="source",
    kind="plausibility",
    severity=Severity.WARNING,
    harm="critical",
)
def dose_is_no_thousand_times_off(
    dosages: DataFrame,
    *,
    doses: DataFrame,
    intakes: DataFrame,
    article: DataFrame,
    concepts: DataFrame,
) -> DataFrame:
    """A dose is not about a thousand times what authorities give for its substance.

    What it does: looks for a dose beyond all figures that authorities give for the substance, that
    moved by a thousand lies among them. It speaks where the dose lies more than a hundred times
    beyond them, or where its unit may stand for the next one and the article itself gives just the
    moved amount elsewhere. Where the source says how often, amounts a day are compared, as a weekly
    dose of an authority is no measure of a daily one.
    Why it matters: mg printed for mcg is a thousandfold overdose, and the most common slip of a
    unit.
    What it cannot see: a slip of ten; one for a substance of which the authority package has no
    figure; one that the article gives the right amount of nowhere, where the figures lie so far
    apart that the wrong dose, too, lies within a hundred times of them. Doses for another purpose
    are not set apart, as most rows name none.
    Example: "100 mg of vitamin K2", where authorities give 10 to 720 mcg; "50 mg of vitamin D",
    where they give 10 to 1,250 mcg and the article has 2,000 IU, which is 50 mcg, as well.
    What to do: look at the source again; if the tables say what it says, leave them. The finding
    is published as a suspicion.
    """
    rows, figures = dosages.dropna(subset="dose_high_mcg"), _figures(doses, intakes)
    if rows.empty or figures.empty:
        return told(rows[:0], _grounds)
    broader = ancestors(concepts)
    return told(_slips(_compared(rows, figures, broader), article, broader), _grounds)
