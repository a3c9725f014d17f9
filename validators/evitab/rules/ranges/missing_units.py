"""Cut-offs that the source prints without a unit."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from evitab.finding import Severity
from evitab.rule import SOURCE, Grounds, authority, own, rule, told
from evitab.rules.ranges.bands import printed
from evitab.units import dimension

if TYPE_CHECKING:
    from pandas import DataFrame, Series

_KNOWN = {
    "bands": own("reference_ranges", "analyte_id", "unit", SOURCE),
    "observed": own("observations", "variable_id", "value_unit", SOURCE),
    "theirs": authority("reference_ranges", "analyte_id", "unit", is_needed=False),
}
_UNITLESS = ("number", "count")


def _usual_units(tables: Iterable[DataFrame], keys: list[str]) -> Series[str]:
    """The unit that each variable is measured in, the first that one of the tables has."""
    import pandas as pd

    pairs = pd.concat(
        [table.set_axis(["variable", "unit", *keys[1:]], axis="columns") for table in tables]
    )
    pairs = pairs[pairs["unit"].notna() & ~dimension(pairs["unit"]).isin(_UNITLESS).fillna(True)]
    return pairs.dropna(subset=keys).drop_duplicates(keys).set_index(keys)["unit"]


def _grounds(row: Mapping[str, Any]) -> Grounds:
    cut_off = f"{row['name']} {row['words']}"
    return Grounds(
        observed=f"{cut_off}, without a unit",
        expected=f"A unit, for example {printed(row['usual'])}.",
        arithmetic=f"The source gives {cut_off} and no unit, nor does what stands beside it. The "
        f"package, or the authority package, has {row['name']} in {printed(row['usual'])}.",
        assumption="The usual unit is most likely meant, and a reader who knows it is not misled.",
        related_rows=row["others"],
    )


def _with_usual(rows: DataFrame, variable: str, known: Mapping[str, DataFrame]) -> DataFrame:
    """The rows whose variable is measured in a unit, with the `usual` one: the source's own before
    the authority's.
    """
    if rows.empty:
        return rows
    own = _usual_units([known["bands"], known["observed"]], ["variable", SOURCE])
    theirs = _usual_units([known["theirs"]], ["variable"])
    usual = rows.join(own.rename("usual"), on=[variable, SOURCE])["usual"]
    usual = usual.fillna(rows[variable].map(theirs)).astype("string[pyarrow]")
    rows = rows.assign(usual=usual, name=rows[f"{variable.removesuffix('_id')}.label"])
    return rows.dropna(subset="usual")


_THRESHOLD = ["threshold_variable_id", "threshold", "threshold_comparator", "threshold_unit"]


def _once(issues: DataFrame) -> DataFrame:
    """The first row of each threshold of a source, by its key, with the keys of the `others`."""
    rows = issues.sort_values("contraindication_id")
    same = [*_THRESHOLD, SOURCE]
    alike = rows.groupby(same, dropna=False)["contraindication_id"].transform(" ".join)
    others = alike.str.replace(r"^\S+ ?", "", regex=True)
    return rows.assign(others=others.where(others != "")).drop_duplicates(same)


@rule(
    "contraindications",
    reads=[
        "contraindication_id",
        *_THRESHOLD,
        "threshold_reported",
        "threshold_variable.label",
        "claim.passage_id",
        SOURCE,
    ],
    by=SOURCE,
    beside=_KNOWN,
    about="source",
    kind="completeness",
    severity=Severity.INFO,
    harm="low",
)
def threshold_has_a_unit(issues: DataFrame, **known: DataFrame) -> DataFrame:
    """A threshold of a warning or a precaution has a unit, where what it is of is measured in one.

    What it does: takes thresholds without a unit of which the source itself, or the authority
    package, has bands or values in one. The same threshold of several rows is one finding.
    Why it matters: one number in another unit is another threshold, and this one says for whom a
    warning is meant.
    What it cannot see: a threshold of something of which no table has a unit; it may have none.
    Example: "if your eGFR is below 30", where the authority has eGFR in mL/min/1.73 m2.
    What to do: nothing in the tables, if the source prints no unit. A unit that stands in the
    context goes into threshold_unit.
    """
    lacks = issues["threshold"].notna() & issues["threshold_unit"].isna()
    rows = _with_usual(issues[lacks], "threshold_variable_id", known)
    if rows.empty:
        return told(rows, _grounds)
    return told(_once(rows.assign(words=rows["threshold_reported"])), _grounds)


@rule(
    "reference_ranges",
    reads=[
        "analyte_id",
        "analyte.label",
        "low",
        "high",
        "unit",
        "range_reported",
        "claim.passage_id",
        SOURCE,
    ],
    beside=_KNOWN,
    about="source",
    kind="completeness",
    severity=Severity.INFO,
    harm="low",
)
def cut_off_has_a_unit(ranges: DataFrame, **known: DataFrame) -> DataFrame:
    """A cut-off or a band has a unit, where what it is of is measured in one.

    What it does: takes bands without a unit of an analyte of which the source itself, or the
    authority package, has other bands or values in one.
    Why it matters: one number in another unit is another cut-off, and readers hold their own
    values against it.
    What it cannot see: a band of something of which no table has a unit; it may have none.
    Example: "below 30 is deficient", in a text that nowhere says ng/mL or nmol/L.
    What to do: nothing in the tables, if the source prints no unit. A unit that stands in the
    context goes into unit.
    """
    has_bound = ranges["low"].notna() | ranges["high"].notna()
    rows = _with_usual(ranges[has_bound & ranges["unit"].isna()], "analyte_id", known)
    return told(rows.assign(words=rows["range_reported"], others=None), _grounds)
