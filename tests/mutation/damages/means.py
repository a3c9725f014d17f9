"""Damage to means, standard deviations, and what is said to follow from two values.

It is done to planted trials (`mutation/planting.py`), whose scores are whole numbers, and to the
real article where its figures agree.
"""

from __future__ import annotations

from collections.abc import Iterator
from math import ceil, floor, sqrt

from mutation.article import Texts, figure, of_article
from mutation.damage import Edit, Package, Variant
from mutation.ways import at, printed, rewritten, scaled
from packages import Row

# Means -----------------------------------------------------------------------------------------


def _mean_exists(mean: float, n: int) -> bool:
    """Whether some whole number, divided by n, is printed as this mean with two decimals."""
    return any(
        abs(total / n - mean) <= 0.005 + 1e-9
        for total in range(floor(mean * n) - 2, ceil(mean * n) + 3)
    )


def _spread_exists(mean: float, sd: float, n: int) -> bool:
    """Whether n whole numbers can have this mean and standard deviation, each with two decimals:
    tried sum by sum and square by square.
    """
    for total in range(floor((mean - 0.006) * n), ceil((mean + 0.006) * n) + 1):
        if abs(total / n - mean) > 0.005 + 1e-9:
            continue
        near = sd**2 * (n - 1) + total**2 / n
        reach = ceil(0.02 * (sd + 1) * n) + 2
        for squares in range(max(floor(near) - reach, 0), ceil(near) + reach):
            variance = (squares - total**2 / n) / (n - 1)
            is_whole = squares % 2 == total % 2 and variance >= 0
            if is_whole and abs(sqrt(variance) - sd) <= 0.005 + 1e-9:
                return True
    return False


def _is_score(row: Row) -> bool:
    return bool(row["items"] == "1" and row["sd"] and row["n"])


def _no_mean(row: Row) -> Texts:
    """The mean with other last digits, and other numbers of persons, that cannot be."""
    if _is_score(row):
        mean, n = float(row["value"]), int(row["n"])
        for more in (-0.05, -0.02, -0.01, 0.01, 0.02, 0.05):
            if not _mean_exists(mean + more, n):
                yield figure("value", f"{mean + more:.2f}")
        for other in (n - 2, n - 1, n + 1, n + 2):
            if not _mean_exists(mean, other):
                yield figure("n", str(other))


of_article("mean_is_possible_for_its_sample_size", "a mean is a few hundredths off")(
    rewritten("observations", lambda row: (each for each in _no_mean(row) if "value" in each))
)
of_article("mean_is_possible_for_its_sample_size", "the persons of a mean are one or two off")(
    rewritten("observations", lambda row: (each for each in _no_mean(row) if "n" in each))
)


def _no_spread(row: Row) -> Texts:
    if _is_score(row):
        mean, sd, n = float(row["value"]), float(row["sd"]), int(row["n"])
        for more in (-0.1, -0.02, -0.01, 0.01, 0.02, 0.1):
            if not _spread_exists(mean, sd + more, n):
                yield figure("sd", f"{sd + more:.2f}")


of_article("standard_deviation_is_possible_for_its_mean", "a standard deviation is a little off")(
    rewritten("observations", _no_spread)
)
of_article(
    "standard_deviation_is_possible_for_its_mean", "the standard error is printed in its place"
)(
    rewritten(
        "observations",
        lambda row: (
            figure("sd", f"{error:.2f}")
            for error in [float(row["sd"] or 0) / sqrt(int(row["n"] or 1))]
            if _is_score(row) and not _spread_exists(float(row["value"]), error, int(row["n"]))
        ),
    )
)


def _is_share(row: Row) -> bool:
    return bool(row["sd"] and row["events"] and row["n"])


def _other_deviation(row: Row) -> Texts:
    if _is_share(row):
        sd, n = float(row["sd"]), int(row["n"])
        yield from (figure("sd", f"{each:.1f}") for each in (sd * 10, sd / 10, sd / sqrt(n)))


def _deviation_a_little_off(row: Row) -> Texts:
    if _is_share(row):
        yield from (figure("sd", f"{float(row['sd']) + more:.1f}") for more in (-0.3, 0.3, 1))


of_article(
    "standard_deviation_is_possible_for_a_proportion", "a point is moved, or it is an error"
)(rewritten("observations", _other_deviation))
of_article(
    "standard_deviation_is_possible_for_a_proportion", "a standard deviation is a little off"
)(rewritten("observations", _deviation_a_little_off))
of_article("standard_deviation_is_possible_for_a_proportion", "the share has a point moved")(
    lambda package: (
        each
        for each in printed(at("observations", "value"), scaled(0.1))(package)
        if all(_is_share(package.rows["observations"][edit.row or 0]) for edit in each.edits)
    )
)

# Means and effects, multiples ------------------------------------------------------------------

of_article("effect_follows_from_arm_values", "the mean of an arm is one or two points higher")(
    rewritten(
        "observations",
        lambda row: (
            [figure("value", f"{float(row['value']) + more:.2f}") for more in (1, 2)]
            if _is_score(row)
            else []
        ),
    )
)


def _other_multiple(row: Row) -> Texts:
    if row.get("observation_id") and row.get("comparator_observation_id"):
        for comparator, numbers in ((">", (4, 5, 10, 30)), ("=", (5, 10, 30)), ("<", (0.1,))):
            for number in numbers:
                both = dict.fromkeys(("value_low", "value_high"), str(number))
                yield {**both, "value_comparator": comparator, "value_reported": f"{number}-fold"}


of_article("stated_multiple_agrees_with_its_operands", "the multiple is printed as another one")(
    rewritten("quantities", _other_multiple)
)


@of_article(
    "stated_multiple_agrees_with_its_operands", "one of the two values is printed otherwise"
)
def other_operand(package: Package) -> Iterator[Variant]:
    places = {
        row["observation_id"]: place
        for place, row in enumerate(package.rows.get("observations", ()))
    }
    for row in package.rows["quantities"]:
        sides = {"observation_id": (0.5, 0.7, 0.9), "comparator_observation_id": (1.2, 2, 5)}
        for side, factors in sides.items():
            for factor in factors if row.get(side) else ():
                place = places[row[side]]
                value = float(package.rows["observations"][place]["value"]) * factor
                yield Variant((Edit("observations", place, figure("value", f"{value:.3g}")),))
