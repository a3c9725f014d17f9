"""The rule about a word for a value: what it finds, and the much more that it leaves alone."""

from __future__ import annotations

from typing import Any

import pytest

from bands import DEFICIENT, SCHEME, TOXIC, of_source, value
from evitab.rules.ranges.labels import label_of_a_value_agrees_with_the_ranges
from frames import Row, found


def called(word: str | None, number: Any = 40, *unit: Any, **more: Any) -> Row:
    where = {
        "claim.passage_id": "PSG-0001",
        "claim.passage.source.language": "en",
        "claim.is_negated": False,
        "study_id": "STU-0001",
    }
    return {**value(number, *unit), "state_reported": word, **where, **more}


@pytest.mark.parametrize(
    "said",
    [
        called("perfect", 25),
        called("perfect", 30.4),
        called("too perfect"),  # a phrase that nobody can place
        called("modest"),
        called(None),
        called("normal"),  # in no band at all, and normal is not optimal
        called("high"),  # above what is good
        called("low", 15),  # below what is good
        called("high", 60),
        called("deficient", 5),
        called("perfect", 40, None),
        called("perfect", 40, "nmol/L"),
        called("perfect", value_comparator="about"),
        called("perfect", **{"claim.is_negated": True}),
        called("perfect", **{"claim.passage.source.language": "xx"}),
        called("perfect", None),
    ],
)
def test_word_that_may_fit_is_left_alone(said: Row) -> None:
    assert found(label_of_a_value_agrees_with_the_ranges, [said], ranges=SCHEME) == {}


@pytest.mark.parametrize(
    "ranges",
    [
        [DEFICIENT, TOXIC],  # no good band
        [*SCHEME, of_source("sufficient", 20, 45, **{"claim.citation_id": "CIT-0001"})],
        [*SCHEME, of_source("sufficient", 20, 45, **{"claim.population": "men"})],
        [*SCHEME, of_source("sufficient", 20, 45, None)],  # may hold it
        [of_source("optimal", 20, 30, **{"claim.citation_id": "CIT-0001"})],  # another's band
        [of_source("optimal", 20, 30, **{"claim.condition_reported": "if you are young"})],
    ],
)
def test_best_needs_a_good_band_of_the_source_itself(ranges: list[Row]) -> None:
    said = [called("perfect")]
    assert found(label_of_a_value_agrees_with_the_ranges, said, ranges=ranges) == {}


@pytest.mark.parametrize(
    "said",
    [
        called("perfect"),
        called("Perfect", 60),
        called("normal", 60),
        called("fine", 5),
        called("low", 25),
        called("too high", 25),
        called("deficient", 60),
        called("optimal", 0.004, "mg/dL"),
    ],
)
def test_word_at_odds_with_the_bands_is_found(said: Row) -> None:
    (finding,) = found(label_of_a_value_agrees_with_the_ranges, [said], ranges=SCHEME).values()
    assert finding["harm"] is None
    assert f"“{said['state_reported']}”" in finding["observed"]


def test_value_of_the_same_sentence_is_lent_and_its_own_word_told() -> None:
    said = [called("perfect", None, None), called("too perfect", 40, observation_id="OBS-0002")]
    (finding,) = found(label_of_a_value_agrees_with_the_ranges, said, ranges=SCHEME).values()
    assert (finding["severity"], finding["harm"]) == ("info", "low")
    assert "OBS-0002" in finding["assumption"]
    assert "“too perfect”" in finding["assumption"]


@pytest.mark.parametrize(
    "lender",
    [
        called(None, 40, **{"claim.passage_id": "PSG-0002"}),
        called(None, 40, study_id="STU-0002"),
        called(None, 40, time_offset=3.0, time_offset_unit="mo"),
        called(None, 25),
    ],
)
def test_value_of_something_else_is_not_lent(lender: Row) -> None:
    said = [called("perfect", None, None), lender]
    assert found(label_of_a_value_agrees_with_the_ranges, said, ranges=SCHEME) == {}


def test_one_of_two_values_is_not_lent() -> None:
    said = [called("perfect", None, None), called(None, 40), called(None, 45)]
    assert found(label_of_a_value_agrees_with_the_ranges, said, ranges=SCHEME) == {}
