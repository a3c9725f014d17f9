"""Damage to participants, events, means and what is reckoned from them.

It is done to planted trials (`mutation/planting.py`), whose numbers are true, and to the real
article where its figures agree.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from math import ceil, floor, sqrt

from mutation.damage import Edit, Package, Variant
from mutation.damages.effects import is_planted, of_article
from mutation.ways import at, digit, printed, rewritten, scaled, swapped
from packages import Row

Texts = Iterator[Mapping[str, str]]


def _figure(name: str, text: str) -> Row:
    """A figure as it would be printed."""
    return {name: text, f"{name}_comparator": "=", f"{name}_reported": text}


# Participants ----------------------------------------------------------------------------------


def _arms_of(package: Package, study: str) -> list[tuple[int, Row]]:
    rows = enumerate(package.rows.get("study_arms", ()))
    return [(place, row) for place, row in rows if row["study_id"] == study]


of_article("arms_sum_to_the_total", "a digit of the number of a study is changed")(
    rewritten(
        "studies",
        lambda row: (
            [_figure("n", str(int(row["n"]) + more)) for more in (-10, -1, 1, 10)]
            if is_planted(row) and row["design"] == "randomized-controlled-trial"
            else []
        ),
    )
)
of_article("arms_sum_to_the_total", "a digit of the number of an arm is changed")(
    printed(at("study_arms", "n"), digit)
)


@of_article(
    "arms_sum_to_the_total", "one more arm is told of, or one has more persons than the study"
)
def more_arms(package: Package) -> Iterator[Variant]:
    for study in package.rows.get("studies", ()):
        arms = _arms_of(package, study["study_id"])
        if len(arms) > 1 and study["n"]:
            place, arm = arms[0]
            more = {**_figure("n", "9"), "study_arm_id": "ARM-9001", "label": "another arm"}
            if all(row["n"] for _, row in arms):
                yield Variant((Edit("study_arms", None, {**arm, **more}),))
            text = str(int(study["n"]) + 3)
            yield Variant((Edit("study_arms", place, _figure("n", text)),))


def _open_studies(package: Package) -> set[str]:
    """Studies with an effect that does not name both of its sides."""
    rows = package.rows.get("effects", ())
    return {
        row["study_id"]
        for row in rows
        if not (row["study_arm_id"] and row["comparator_study_arm_id"])
    }


@of_article("arm_has_an_outcome", "one more arm is told of, and nothing of its outcome")
def silent_arm(package: Package) -> Iterator[Variant]:
    told = {row["study_id"] for row in package.rows.get("effects", ())} - _open_studies(package)
    for study in sorted(told):
        _, arm = _arms_of(package, study)[0]
        for control in ("true", "false"):
            new = {"study_arm_id": "ARM-9001", "label": "another arm", "is_control": control}
            yield Variant((Edit("study_arms", None, {**arm, **new}),))


@of_article("arm_has_an_outcome", "all results of one arm are left out")
def unreported(package: Package) -> Iterator[Variant]:
    closed = {row["study_id"] for row in package.rows.get("effects", ())} - _open_studies(package)
    for arm in package.rows.get("study_arms", ()):
        key = arm["study_arm_id"]
        results = [
            (table, place)
            for table in ("observations", "effects")
            for place, row in enumerate(package.rows[table])
            if key in {row["study_arm_id"], row.get("comparator_study_arm_id")}
        ]
        if arm["study_id"] in closed and results and is_planted(arm):
            yield Variant(tuple(Edit(table, place, None) for table, place in results))


# Events ----------------------------------------------------------------------------------------


def _is_counted(row: Row) -> bool:
    return bool(row["events"] and row["n"] and row["value"])


def _other_events(row: Row) -> Texts:
    if _is_counted(row):
        events, n = int(row["events"]), int(row["n"])
        yield from (_figure("events", str(events + more)) for more in (-2, -1, 1, 2) if more)
        yield _figure("events", str(n - events)) if 2 * events != n else _figure("events", "1")


of_article("percentage_follows_from_counts", "a digit of a percentage is changed")(
    lambda package: (
        each
        for each in printed(at("observations", "value"), digit)(package)
        if all(_is_counted(package.rows["observations"][edit.row or 0]) for edit in each.edits)
    )
)
of_article("percentage_follows_from_counts", "a decimal point of a percentage is moved")(
    lambda package: (
        each
        for each in printed(at("observations", "value"), scaled(0.1, 0.01))(package)
        if all(_is_counted(package.rows["observations"][edit.row or 0]) for edit in each.edits)
    )
)
of_article("percentage_follows_from_counts", "the events beside a percentage are one or two off")(
    rewritten("observations", _other_events)
)
of_article("percentage_follows_from_counts", "the persons beside a percentage are one or ten more")(
    rewritten(
        "observations",
        lambda row: (
            [_figure("n", str(int(row["n"]) + more)) for more in (1, 10)]
            if _is_counted(row)
            else []
        ),
    )
)
of_article(
    "effect_follows_from_counts", "the events of an arm are one or two off, or those without"
)(rewritten("observations", _other_events))
of_article("events_are_at_most_participants", "a nought is put behind the events")(
    printed(at("observations", "events"), scaled(10))
)
of_article("events_are_at_most_participants", "fewer persons than events are printed")(
    rewritten(
        "observations",
        lambda row: (
            [_figure("n", str(int(row["events"]) - less)) for less in (1, 5)]
            if int(row["events"] or 0) > 5
            else []
        ),
    )
)
of_article(
    "analysed_are_at_most_randomised", "more persons are observed than there are in the arm"
)(
    rewritten(
        "observations",
        lambda row: (
            [_figure("n", str(int(row["n"]) + more)) for more in (1, 10, 100)]
            if row["n"] and row["study_arm_id"]
            else []
        ),
    )
)
of_article("analysed_are_at_most_randomised", "an arm has fewer persons than are observed in it")(
    printed(at("study_arms", "n"), lambda one: [str(int(one.text) - less) for less in (1, 10)])
)


@of_article(
    "analysed_are_at_most_randomised", "without an arm, more are observed than were studied"
)
def more_than_studied(package: Package) -> Iterator[Variant]:
    sizes = {row["study_id"]: row["n"] for row in package.rows.get("studies", ())}
    for place, row in enumerate(package.rows.get("observations", ())):
        size = sizes.get(row["study_id"])
        if size and row["study_arm_id"]:
            cells = {"study_arm_id": "", **_figure("n", str(int(size) + 1))}
            yield Variant((Edit("observations", place, cells),))


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
                yield _figure("value", f"{mean + more:.2f}")
        for other in (n - 2, n - 1, n + 1, n + 2):
            if not _mean_exists(mean, other):
                yield _figure("n", str(other))


of_article("mean_is_possible_for_its_sample_size", "a mean or its persons are a little off")(
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
                yield _figure("sd", f"{sd + more:.2f}")


of_article("standard_deviation_is_possible_for_its_mean", "a standard deviation is a little off")(
    rewritten("observations", _no_spread)
)
of_article(
    "standard_deviation_is_possible_for_its_mean", "the standard error is printed in its place"
)(
    rewritten(
        "observations",
        lambda row: (
            _figure("sd", f"{error:.2f}")
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
        yield from (_figure("sd", f"{each:.1f}") for each in (sd * 10, sd / 10, sd / sqrt(n)))


def _deviation_a_little_off(row: Row) -> Texts:
    if _is_share(row):
        yield from (_figure("sd", f"{float(row['sd']) + more:.1f}") for more in (-0.3, 0.3, 1))


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
            [_figure("value", f"{float(row['value']) + more:.2f}") for more in (1, 2)]
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
        sides = {"observation_id": (0.1, 0.5, 0.7), "comparator_observation_id": (2, 5, 10)}
        for side, factors in sides.items():
            for factor in factors if row.get(side) else ():
                place = places[row[side]]
                value = float(package.rows["observations"][place]["value"]) * factor
                yield Variant((Edit("observations", place, _figure("value", f"{value:.3g}")),))


of_article("stated_multiple_agrees_with_its_operands", "the two values change places")(
    swapped("quantities", "observation_id", "comparator_observation_id")
)
