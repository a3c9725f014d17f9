"""Rules about bands of one source: beside each other, and with a value between them."""

from __future__ import annotations

import pytest

from bands import DEFICIENT, GOOD, SCHEME, TOXIC, of_source, value
from evitab.rules.ranges.overlap import ranges_of_an_analyte_do_not_overlap
from evitab.rules.ranges.values import value_lies_in_a_named_range
from frames import Row, found

# Bands against each other ------------------------------------------------------------------------


@pytest.mark.parametrize(
    "other",
    [
        of_source("deficient", None, 20),  # they meet in one point
        of_source("deficient", None, 20.4),  # and within rounding of whole numbers
        of_source("sufficient", 15, 40),  # of one kind, around
        of_source("target", 25, None),  # of one kind, within
        of_source("elevated", 30, None),
        of_source("no-added-benefit", 25, None),  # a kind that excludes none
        of_source("rickets-preventing", 25, 25),
        of_source("elevated", 25, None, **{"claim.population": "pregnant-women"}),
        of_source("elevated", 25, None, **{"claim.condition_reported": "if you smoke"}),
        of_source("elevated", 25, None, **{"claim.citation_id": "CIT-0001"}),
        of_source("elevated", 25, None, **{"claim.is_negated": True}),
        of_source("elevated", 25, None, source="SRC-0002"),
        of_source("elevated", 25, None, analyte_id="vitamin-y-in-serum"),
        of_source("elevated", 25, None, None),  # without a unit
        of_source("elevated", 25, None, "nmol/L"),  # no scale is shared
        of_source("elevated", 0.025, None, "mg/dL"),  # 250 ng/mL
        of_source("optimal", 20, None),  # said with one bound, and with two
        of_source("optimal", 20.2, 30),  # within rounding
        of_source("optimal", 22, 28, category_reported="ideal"),  # another word
        of_source("optimal", 40, 45),  # apart
        of_source("kidney-stage-g4", 15, 29),
    ],
)
def test_bands_that_may_stand_together_are_left_alone(other: Row) -> None:
    assert found(ranges_of_an_analyte_do_not_overlap, [GOOD, other]) == {}
    assert found(ranges_of_an_analyte_do_not_overlap, [other, GOOD]) == {}


@pytest.mark.parametrize(
    ("first", "second", "words"),
    [
        (GOOD, of_source("elevated", 25, None), "between 25 and 30 ng/mL"),
        (GOOD, of_source("deficient", None, 22), "between 20 and 22 ng/mL"),
        (GOOD, of_source("elevated", 0.0025, None, "mg/dL"), "between 0.0025 and 0.003 mg/dL"),
        (GOOD, of_source("concern", 25, 25), "of 25 ng/mL"),
        (GOOD, of_source("optimal", 20, 40), "both called optimal"),
        (DEFICIENT, of_source("deficient", None, 20), "both called deficient"),
        (TOXIC, of_source("sufficient", 20, None), "above 50 ng/mL"),
        (
            of_source("kidney-stage-g3b", 30, 44),
            of_source("kidney-stage-g4", 15, 35),
            "between 30 and 35",
        ),
        (GOOD, of_source("elevated", 25, None, **{"claim.population": "most-people"}), "25"),
    ],
)
def test_bands_at_odds_are_found_at_the_later(first: Row, second: Row, words: str) -> None:
    findings = found(ranges_of_an_analyte_do_not_overlap, [first, second])
    assert list(findings) == [1]
    assert words in findings[1]["arithmetic"]
    assert findings[1]["related_rows"] == first["reference_range_id"]


def test_bands_on_two_scales_are_at_odds_only_on_both() -> None:
    in_si = {"low_si": 50, "high_si": 75, "si_unit": "nmol/L"}
    first = of_source("optimal", 20, 30, **in_si)
    second = of_source("elevated", 70, None, "nmol/L")
    assert list(found(ranges_of_an_analyte_do_not_overlap, [first, second])) == [1]
    third = of_source("elevated", 75, None, "nmol/L")
    assert found(ranges_of_an_analyte_do_not_overlap, [first, third]) == {}


# A value between bands ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("observation", "ranges"),
    [
        (value(25), SCHEME),  # in a band
        (value(5), SCHEME),
        (value(30.4), SCHEME),  # rounds into the band
        (value(50), SCHEME),  # the bound of an open band
        (value(None), SCHEME),
        (value(40, None), SCHEME),
        (value(40, "nmol/L"), SCHEME),  # no scale is shared
        (value(40, value_comparator="about"), SCHEME),
        (value(40, value_comparator=">"), SCHEME),
        (value(40), [DEFICIENT, GOOD]),  # above all bands
        (value(40), [GOOD, TOXIC, of_source("no-added-benefit", 30, None)]),  # has a name
        (value(40), [GOOD, TOXIC, of_source("concern", 35, 45, **{"claim.citation_id": "CIT-1"})]),
        (value(40), [GOOD, of_source("elevated", 50, None, **{"claim.citation_id": "CIT-1"})]),
        (value(40), [GOOD, of_source("elevated", 50, None, **{"claim.is_negated": True})]),
        (value(30.5), [GOOD, of_source("elevated", 31, None)]),  # whole numbers leave no gap
        (value(40, variable_id="vitamin-y-in-serum"), SCHEME),
    ],
)
def test_value_with_a_name_is_left_alone(observation: Row, ranges: list[Row]) -> None:
    assert found(value_lies_in_a_named_range, [observation], ranges=ranges) == {}


@pytest.mark.parametrize("observation", [value(40), value(15), value(0.004, "mg/dL")])
def test_value_between_bands_is_found(observation: Row) -> None:
    (finding,) = found(value_lies_in_a_named_range, [observation], ranges=SCHEME).values()
    assert "optimal (20 to 30 ng/mL)" in finding["arithmetic"]
