"""Damage to values of an article and to the words for them, beside the article's own bands.

It is done to the real article, and to a made-up case (`mutation/case.py`) with three bands that
meet and values that lie in them.
"""

from __future__ import annotations

from collections.abc import Iterator

from mutation.article import Texts, of_article
from mutation.damage import Edit, Package, Variant
from mutation.ways import rewritten
from packages import Row

_MARKER = "marker-x"
_CONFIRMED = "potentially-toxic"

# Words for values ------------------------------------------------------------------------------


def _is_read(row: Row) -> bool:
    return bool(row["value"] and row["value_unit"] == "ng/mL")


def _value(text: str) -> Row:
    return {"value": text, "value_reported": f"{text} ng/mL"}


# The bands of both are: too low, a good one, too high. One value for each, by analyte.
_VALUES = {
    _MARKER: {"low": "5", "good": "15", "high": "40"},
    "25-hydroxyvitamin-d": {"low": "15", "good": "50", "high": "95"},
}
_WORDS = {
    "low": ("low", "deficient", "very low"),
    "good": ("normal", "perfect", "good", "fine"),
    "high": ("high", "too high", "toxic"),
}


def _mislabelled(row: Row) -> Texts:
    """A value in one kind of band with a word that means another kind."""
    if _is_read(row):
        for kind, value in _VALUES[row["variable_id"]].items():
            for other, words in _WORDS.items():
                if other != kind:
                    yield from ({**_value(value), "state_reported": word} for word in words)


of_article("label_of_a_value_agrees_with_the_ranges", "a value and its word are of two bands")(
    rewritten(
        "observations",
        lambda row: _mislabelled(row) if row["variable_id"] in _VALUES else [],
    )
)
of_article("label_of_a_value_agrees_with_the_ranges", "the word for a value is another one")(
    rewritten(
        "observations",
        lambda row: (
            [{"state_reported": word} for word in ("normal", "perfect", "low")]
            if row["state_reported"] == "high"
            else []
        ),
    )
)
of_article("label_of_a_value_agrees_with_the_ranges", "a best value lies outside of the good band")(
    rewritten(
        "observations",
        lambda row: (
            [_value(text) for text in ("12", "65", "70", "99")]
            if _is_read(row) and row["state_reported"] == "perfect"
            else []
        ),
    )
)


@of_article("label_of_a_value_agrees_with_the_ranges", "the line of two bands is beyond a value")
def moved_line(package: Package) -> Iterator[Variant]:
    """The good band grows over the value that is called low, or over the one called high."""
    rows = package.rows["reference_ranges"]
    places = {row["category"]: at for at, row in enumerate(rows) if row["analyte_id"] == _MARKER}
    for bad, good, bad_side, lines in (
        ("deficient", "low", "high", ("2", "5", "7")),
        (_CONFIRMED, "high", "low", ("28", "30", "60")),
    ):
        for line in lines:
            yield Variant(
                (
                    Edit("reference_ranges", places["optimal"], {good: line}),
                    Edit("reference_ranges", places[bad], {bad_side: line}),
                )
            )


# Values between bands --------------------------------------------------------------------------

of_article("value_lies_in_a_named_range", "a value lies between two bands")(
    rewritten(
        "observations",
        lambda row: (
            [_value(text) for text in ("32", "38", "62", "70", "79")]
            if row["observation_id"] != "OBS-0004"
            and _is_read(row)
            and row["variable_id"] == "25-hydroxyvitamin-d"
            else []
        ),
    )
)
of_article("value_lies_in_a_named_range", "a band ends before a value, the next begins behind it")(
    rewritten(
        "reference_ranges",
        lambda row: (
            {"low": low}
            for low in ("26", "30", "60")
            if row["analyte_id"] == _MARKER and row["category"] == _CONFIRMED
        ),
    )
)
of_article("value_lies_in_a_named_range", "the unit of a value is another: nmol/L for ng/mL")(
    rewritten(
        "observations",
        lambda row: (
            # That is 34 ng/mL, between two bands.
            [{**_value("85"), "value_unit": "nmol/L", "value_reported": "85 nmol/L"}]
            if _is_read(row) and row["variable_id"] == "25-hydroxyvitamin-d"
            else []
        ),
    )
)
