"""Effects that follow from events and persons in two arms."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from evitab.finding import Severity
from evitab.rule import Grounds, rule, told
from evitab.rules.statistics.adjusted import ADJUSTED, may_be_adjusted
from evitab.rules.statistics.counted import COMPARED, beside_both, observations_with
from evitab.rules.statistics.innocent import may_be_text, with_fit
from evitab.rules.statistics.persons import exactly
from evitab.rules.statistics.printed import (
    INTERVAL,
    Answers,
    answers,
    box,
    is_exact,
    number,
    rows_with,
    with_texts,
)
from evitab.statistics.counts import (
    number_needed_to_treat,
    odds_ratio,
    risk_difference,
    risk_ratio,
)
from evitab.statistics.rounding import Floats, as_floats
from evitab.statistics.scales import crossed

if TYPE_CHECKING:
    from pandas import DataFrame

_COUNTS = [
    "events",
    "events_comparator",
    "n",
    "n_comparator",
    "study_arm.n",
    "study_arm.n_comparator",
]
_MEASURES = {
    "risk-ratio": risk_ratio,
    "odds-ratio": odds_ratio,
    "risk-difference": risk_difference,
    "number-needed-to-treat": number_needed_to_treat,
}


def _with_counts(rows: DataFrame) -> DataFrame:
    """The rows with the events and persons of both arms; nan where they are not exact."""
    counts = {}
    for side in ("our_", "their_"):
        events, n = exactly(rows, f"{side}events"), _persons(rows, side)
        counts[f"{side}count"] = np.where(events <= n, events, np.nan)
        counts[f"{side}persons"] = n
    return rows.assign(**counts)


def _persons(rows: DataFrame, side: str) -> Floats:
    """The persons of the observation, else those of its arm."""
    own, arm = (exactly(rows, f"{side}{n}") for n in ("n", "study_arm.n"))
    return np.where(answers(rows[f"{side}n"].notna()), own, arm)


def _reckoned(rows: DataFrame, measure: str, form: str = "") -> Floats:
    """A measure from the counts; `form` is how: as it stands, turned round, of those without."""
    ours, theirs = (
        (as_floats(rows[f"{side}count"]), as_floats(rows[f"{side}persons"]))
        for side in ("our_", "their_")
    )
    if form == "without":
        ours, theirs = ((n - events, n) for events, n in (ours, theirs))
    if form == "turned":
        ours, theirs = theirs, ours
    return _MEASURES[measure](*ours, *theirs)


def _printed(rows: DataFrame, measure: str, value: Floats) -> Iterator[Floats]:
    """The numbers as which a measure may be printed in the unit of the estimate."""
    is_percent = answers(rows["estimate_unit"] == "%")
    if measure == "number-needed-to-treat":
        yield value
        yield np.ceil(value)
    elif measure == "risk-difference":
        scaled = np.where(is_percent, 100 * value, value)
        yield scaled
        yield -scaled
    else:
        yield np.where(is_percent, 100 * (value - 1), value)
        yield np.where(is_percent, 100 * (1 - value), value)
        yield np.where(is_percent, 100 * value, value)


def _fits(rows: DataFrame, measure: str, form: str = "") -> Answers:
    estimate, value = box(rows, "estimate"), _reckoned(rows, measure, form)
    printed = _printed(rows, measure, value)
    return np.logical_or.reduce([crossed(estimate, number) for number in printed])


def _innocent(rows: DataFrame) -> Iterator[tuple[str, Answers]]:
    """What else the estimate may be, and where it fits."""
    names = {measure: measure.replace("-", " ") for measure in _MEASURES}
    forms = {
        "": "",
        "turned": " of the second arm against the first",
        "without": " of those without the event",
    }
    for measure, name in names.items():
        for form, words in forms.items():
            is_own = answers(rows["measure"] == measure)
            is_other = ~is_own if form == "" else is_own
            yield f"the {name}{words}", is_other & _fits(rows, measure, form)
    for measure in _MEASURES:
        is_own = answers(rows["measure"] == measure)
        crude = list(_printed(rows, measure, _reckoned(rows, measure)))
        yield ADJUSTED, is_own & may_be_adjusted(rows, crude)


def _grounds(row: Mapping[str, Any]) -> Grounds:
    measure, is_percent = row["measure"], row["estimate_unit"] == "%"
    value, estimate = row[measure], row["estimate_text"]
    ours, theirs = (
        f"{number(row[f'{side}count'])} of {number(row[f'{side}persons'])}"
        for side in ("our_", "their_")
    )
    name = measure.replace("-", " ")
    ratios = measure in {"risk-ratio", "odds-ratio"}
    percent = f" ({100 * (value - 1):+.3g} %)" if ratios else f" ({100 * value:.3g} %)"
    shown = f"{value:.3g}{percent if is_percent else ''}"
    tried = " Other measures, the other direction and adjustment were tried; none explains it."
    return Grounds(
        observed=f"{name} {estimate}{' %' if is_percent else ''}",
        expected=f"{name} {shown}",
        arithmetic=f"{ours} against {theirs}: the {name} is {shown}. The source says {estimate}"
        f"{' %' if is_percent else ''}.",
        assumption="The effect is of these persons and events, over the same time, and not "
        f"adjusted for anything.{may_be_text(row, tried)}",
        related_rows=f"{row['our_observation_id']} {row['their_observation_id']}",
        severity=Severity.INFO if row["fit"] else None,
    )


@rule(
    "effects",
    reads=[*INTERVAL, *COMPARED],
    beside={"observations": observations_with(*_COUNTS)},
    about="source",
    kind="plausibility",
    severity=Severity.WARNING,
    harm="medium",
)
def effect_follows_from_counts(effects: DataFrame, *, observations: DataFrame) -> DataFrame:
    """An effect on risk follows from the events and persons of its two arms.

    What it does: where both arms have one observation of the outcome with events and persons,
    reckons the risk ratio, odds ratio, risk difference or number needed to treat and asks whether
    it rounds to the estimate, in either sign for a difference and in percent more, less or of it
    for a ratio in percent. The other measures, the other direction, those without the event, and
    adjustment are tried; one that fits makes the finding a note that names it. An adjusted
    estimate is thought possible where the interval holds what the counts give, or, without an
    interval, where the two differ less than twofold.
    Why it matters: an odds ratio that is read as a risk ratio makes an effect look larger, and a
    turned one makes harm of help.
    What it cannot see: effects of other measures, as hazard ratios; arms whose events or persons
    are not given exactly.
    Example: 10 of 100 against 20 of 100, "risk ratio 0.44": that is the odds ratio.
    What to do: nothing in the tables, if they say what the source says. The original report tells.
    Rests on: Cochrane Handbook for Systematic Reviews of Interventions, chapter 6.
    """
    is_risk = answers(effects["measure"].isin(list(_MEASURES))) & is_exact(effects, "estimate")
    rows = beside_both(rows_with(effects[is_risk], "estimate"), observations, _COUNTS)
    if rows.empty:
        return told(rows, _grounds)
    rows = _with_counts(rows)
    reckoned = {measure: _reckoned(rows, measure) for measure in _MEASURES}
    is_off = [
        answers(rows["measure"] == measure) & np.isfinite(value) & ~_fits(rows, measure)
        for measure, value in reckoned.items()
    ]
    rows = rows.assign(**reckoned)[np.logical_or.reduce(is_off)]
    if rows.empty:
        return told(rows, _grounds)
    rows = with_texts(with_fit(rows, _innocent(rows)), estimate="estimate_reported")
    return told(rows, _grounds)
