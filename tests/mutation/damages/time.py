"""Damage to a case over time, and to the words by which an author's role is told.

It is done to a made-up case and to made-up sources (`mutation/case.py`), and to the real article
where no finding stands yet.
"""

from __future__ import annotations

from collections.abc import Iterator

from mutation.article import Texts, is_planted, of_article
from mutation.damage import Edit, Package, Variant
from mutation.ways import rewritten
from packages import Row


def _when(offset: str, unit: str, anchor: str = "") -> Row:
    return {
        "time_offset": offset,
        "time_offset_comparator": "=",
        "time_offset_unit": unit,
        "time_offset_reported": f"{offset} {unit}",
        "time_anchor": anchor,
    }


# A case's clock --------------------------------------------------------------------------------


def _is_later(row: Row) -> bool:
    return is_planted(row) and bool(row["time_offset"]) and not row["time_anchor"]


of_article("case_fits_its_clock", "weeks of a later outcome are printed as months or years")(
    rewritten(
        "observations",
        lambda row: (_when(row["time_offset"], unit) for unit in ("mo", "a") if _is_later(row)),
    )
)
of_article("case_fits_its_clock", "a nought is put behind the weeks, from whatever is counted")(
    rewritten(
        "observations",
        lambda row: (
            _when(f"{row['time_offset']}0", "wk", anchor)
            for anchor in ("", "first-visit", "start-of-regimen")
            if _is_later(row)
        ),
    )
)
of_article("case_fits_its_clock", "what the case dates from the report was a day or a week ago")(
    rewritten(
        "observations",
        lambda row: (
            {"time_offset_unit": unit, "time_offset_reported": f"last {unit}"}
            for unit in ("d", "wk")
            if is_planted(row) and row["time_anchor"] == "report"
        ),
    )
)

# Baselines -------------------------------------------------------------------------------------


@of_article("outcome_has_a_baseline", "what was measured before a change is not told")
def without_earlier(package: Package) -> Iterator[Variant]:
    rows = package.rows["observations"]
    cases = {r["study_id"] for r in package.rows["studies"] if r["design"] == "case-report"}
    for row in rows:
        earlier = [
            place
            for place, other in enumerate(rows)
            if (other["study_id"], other["variable_id"]) == (row["study_id"], row["variable_id"])
            and float(other["time_offset"] or 0) < float(row["time_offset"] or 0)
        ]
        if earlier and row["change"] and row["study_id"] in cases:
            yield Variant(tuple(Edit("observations", place, None) for place in earlier))


@of_article("outcome_has_a_baseline", "a change is told of a variable that was not told before")
def of_another_variable(package: Package) -> Iterator[Variant]:
    for place, row in enumerate(package.rows["observations"]):
        if is_planted(row) and row["change"]:
            new = {"variable_id": "wellbeing-score"}
            yield Variant((Edit("observations", place, new),))
        if is_planted(row) and row["variable_id"] == "marker-y":
            for change in ("stable", "improved", "fell"):
                yield Variant((Edit("observations", place, {"change": change}),))


@of_article("outcome_has_a_baseline", "it is said that an outcome was never measured before")
def never_checked(package: Package) -> Iterator[Variant]:
    claims = {row["claim_id"]: row for row in package.rows["claims"]}
    for row in package.rows["observations"]:
        if row["variable_id"] == "marker-y":
            said = {"claim_id": "CLM-9001", "subject_id": "marker-y", "is_negated": "true"}
            said |= {"predicate": "was-checked-before", "type": "case-report"}
            yield Variant((Edit("claims", None, {**claims[row["claim_id"]], **said}),))


# Changes ---------------------------------------------------------------------------------------


def _other_change(row: Row) -> Texts:
    turned = {"rose": ("fell", "stable"), "fell": ("rose", "stable"), "stable": ()}
    if is_planted(row) and row["change"]:
        yield from ({"change": change} for change in turned[row["change"]])


of_article(
    "change_agrees_with_the_values", "the verb is another: fell for rose, stayed for either"
)(rewritten("observations", _other_change))
of_article("change_agrees_with_the_values", "the later value lies on the other side of the first")(
    rewritten(
        "observations",
        lambda row: (
            (
                {"value": text, "value_reported": f"{text} ng/mL"}
                for text in {"rose": ("2.5", "8"), "fell": ("80", "30"), "stable": ("2.5", "250")}[
                    row["change"]
                ]
                if is_planted(row)
            )
            if row["change"] and row["value_unit"] == "ng/mL"
            else []
        ),
    )
)
of_article("change_agrees_with_the_values", "the value before it has a point moved")(
    rewritten(
        "observations",
        lambda row: (
            [{"value": "120", "value_reported": "120 ng/mL"}]
            if is_planted(row) and row["variable_id"] == "marker-x" and not row["time_offset"]
            else []
        ),
    )
)
of_article("change_agrees_with_the_values", "a change in percent that rose has a minus")(
    rewritten(
        "observations",
        lambda row: (
            [{"value": f"-{row['value']}", "value_reported": f"-{row['value_reported']}"}]
            if row["change"] == "rose" and row["value_unit"] == "%"
            else []
        ),
    )
)

# Roles -----------------------------------------------------------------------------------------


def _made_up(package: Package) -> Iterator[tuple[int, Row]]:
    """The passages of the made-up sources."""
    rows = enumerate(package.rows["passages"])
    return ((place, row) for place, row in rows if row["source_id"] != "SRC-0001")


@of_article("role_is_named_where_the_author_is_described", "the role in a description is another")
def other_role(package: Package) -> Iterator[Variant]:
    for place, row in _made_up(package):
        for role in ("coach", "writer", "blogger", "content specialist"):
            if "is a physician" in row["exact"]:
                exact = row["exact"].replace("physician", role)
                yield Variant((Edit("passages", place, {"exact": exact}),))


@of_article("role_is_named_where_the_author_is_described", "a text speaks as one who treats people")
def treats(package: Package) -> Iterator[Variant]:
    for place, row in _made_up(package):
        for words in ("my patients", "those in my practice", "my office"):
            if "my readers" in row["exact"]:
                exact = row["exact"].replace("my readers", words)
                yield Variant((Edit("passages", place, {"exact": exact}),))
