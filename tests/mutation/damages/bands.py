"""Damage to conversions, and to bands of an article against each other, values and authorities.

It is done to the real packages, and to a made-up case (`mutation/case.py`) with three bands that
meet and values that lie in them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from mutation.damage import Edit, Package, Variant, damage
from mutation.damages.effects import of_article
from mutation.ways import at, changed, emptied, only, rewritten, scaled
from packages import Row

Texts = Iterator[Mapping[str, str]]
_MARKER = "marker-x"
_OWN, _SI = ("low", "high"), ("low_si", "high_si")


def _times(row: Row, factor: float, *names: str) -> Row:
    """Some numbers of a row times a factor."""
    return {name: f"{float(row[name]) * factor:.6g}" for name in names if row.get(name)}


# Conversions -----------------------------------------------------------------------------------

damage("range_in_si_follows_from_its_conversion", "bounds are converted by another factor")(
    rewritten(
        "reference_ranges",
        lambda row: (
            [_times(row, factor, *_SI) for factor in (0.001, 0.4, 0.9, 1.03, 2.5, 10)]
            if row["si_unit"]
            else []
        ),
    )
)
damage("range_in_si_follows_from_its_conversion", "one converted bound has a point moved")(
    changed(at("reference_ranges", *_SI), scaled(0.1, 10))
)
damage("range_in_si_follows_from_its_conversion", "the unit is another: pg for ng, umol for nmol")(
    rewritten(
        "reference_ranges",
        lambda row: (
            ({"si_unit": "umol/L"}, {"si_unit": "mmol/L"}, {"unit": "pg/mL"}, {"unit": "mg/dL"})
            if row["si_unit"]
            else []
        ),
    )
)
damage("range_in_si_follows_from_its_conversion", "the factor of the analyte is another")(
    only(
        "authority",
        rewritten(
            "conversions",
            lambda row: (
                [_times(row, factor, "factor") for factor in (0.1, 0.9, 1.1, 10)]
                if row["to_unit"] == "nmol/L"
                else []
            ),
        ),
    )
)


def _molar(row: Row) -> bool:
    return row["to_unit"].endswith("mol/L")


damage("conversion_follows_from_molar_mass", "a digit of the factor, or its point, is another")(
    only(
        "authority",
        rewritten(
            "conversions",
            lambda row: (
                [{"factor": text} for text in ("2.296", "2.946", "24.96", "0.2496", "0.40065")]
                if _molar(row)
                else []
            ),
        ),
    )
)
damage("conversion_follows_from_molar_mass", "the unit that is converted into is another")(
    only(
        "authority",
        rewritten(
            "conversions",
            lambda row: [{"to_unit": unit} for unit in ("mmol/L", "umol/L")] if _molar(row) else [],
        ),
    )
)
damage("conversion_follows_from_molar_mass", "the molar mass is that of another substance")(
    only(
        "authority",
        rewritten(
            "quantities",
            lambda row: (
                [dict.fromkeys(("value_low", "value_high"), mass) for mass in ("384.6", "416.6")]
                if row["property"] == "molar-mass"
                else []
            ),
        ),
    )
)

# Cut-offs --------------------------------------------------------------------------------------

# Of the real bands, this one alone is drawn by an authority: "above 80".
_CONFIRMED = "potentially-toxic"


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
of_article("label_of_a_value_agrees_with_the_ranges", "a band of what is too high is called good")(
    rewritten(
        "reference_ranges",
        lambda row: (
            [{"category": code} for code in ("sufficient", "optimal", "target")]
            if row["analyte_id"] == _MARKER and row["category"] == _CONFIRMED
            else []
        ),
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

# Bands beside bands ----------------------------------------------------------------------------


def _overlapping(row: Row) -> Texts:
    """A bound of a band drawn far into the next one."""
    for name, factor in (("low", 0.4), ("high", 2.5)):
        if row[name] and row["category"] in {"optimal", "deficient", _CONFIRMED}:
            yield {**_times(row, factor, name, f"{name}_si")}


of_article("ranges_of_an_analyte_do_not_overlap", "a bound is drawn far into the next band")(
    rewritten("reference_ranges", _overlapping)
)
of_article("ranges_of_an_analyte_do_not_overlap", "a bound is lost: a band has no end any more")(
    rewritten(
        "reference_ranges",
        lambda row: (
            {name: "", f"is_{name}_inclusive": "", f"{name}_si": ""}
            for name in _OWN
            if row["category"] == "optimal"
        ),
    )
)


@of_article("ranges_of_an_analyte_do_not_overlap", "one name is given twice, with other bounds")
def given_twice(package: Package) -> Iterator[Variant]:
    for row in package.rows["reference_ranges"]:
        if row["category"] == "optimal":
            for factor in (0.8, 1.2):
                other = _times(row, factor, "high", "high_si")
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


# Units -----------------------------------------------------------------------------------------

_CONVERTED = dict.fromkeys((*_SI, "si_unit"), "")
of_article("cut_off_has_a_unit", "the unit of a band is lost")(
    changed(at("reference_ranges", "unit"), emptied)
)


@of_article("cut_off_has_a_unit", "no band of an analyte has a unit any more")
def unitless(package: Package) -> Iterator[Variant]:
    rows = package.rows["reference_ranges"]
    for analyte in dict.fromkeys(row["analyte_id"] for row in rows):
        yield Variant(
            tuple(
                Edit("reference_ranges", place, {"unit": "", **_CONVERTED})
                for place, row in enumerate(rows)
                if row["analyte_id"] == analyte
            )
        )


of_article("threshold_has_a_unit", "the unit of a threshold is lost")(
    changed(at("contraindications", "threshold_unit"), emptied)
)


@of_article("threshold_has_a_unit", "another warning gets a threshold without a unit")
def bare_threshold(package: Package) -> Iterator[Variant]:
    for place, row in enumerate(package.rows["contraindications"]):
        if not row["threshold_reported"]:
            for variable, number in ((_MARKER, "7"), ("25-hydroxyvitamin-d", "45")):
                cells = {
                    "threshold_variable_id": variable,
                    "threshold": number,
                    "threshold_comparator": ">",
                    "threshold_reported": f"above {number}",
                }
                yield Variant((Edit("contraindications", place, cells),))
