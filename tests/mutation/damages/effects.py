"""Damage to effects: estimates, and intervals around them.

It is done to planted trials (`mutation/planting.py`), whose numbers are true, and to the real
article where its figures agree.
"""

from __future__ import annotations

from collections.abc import Callable

from mutation.article import Texts, interval_of, is_planted, of_article, reported
from mutation.damage import Package, Variant
from mutation.ways import at, changed, emptied, printed, rewritten, scaled, swapped, where
from packages import Row

_RISKS = frozenset({"risk-ratio", "odds-ratio", "risk-difference", "number-needed-to-treat"})
_MEANS = frozenset({"mean-difference", "ratio-of-means"})
_RATIOS = frozenset({"risk-ratio", "odds-ratio", "ratio-of-means"})


def _of(measures: frozenset[str]) -> Callable[[Package, Variant], bool]:
    """Whether a variant changes planted effects of these measures alone."""

    def holds(package: Package, variant: Variant) -> bool:
        rows = [package.rows["effects"][edit.row or 0] for edit in variant.edits]
        return all(is_planted(row) and row["measure"] in measures for row in rows)

    return holds


def _is_exact(package: Package, variant: Variant) -> bool:
    """Whether the effects that a variant changes have an estimate that is meant exactly."""
    rows = (package.rows["effects"][edit.row or 0] for edit in variant.edits)
    return all(row["estimate_comparator"] == "=" for row in rows)


# Estimates -------------------------------------------------------------------------------------

for _rule, _measures in (
    ("effect_follows_from_counts", _RISKS),
    ("effect_follows_from_arm_values", _MEANS),
):
    of_article(_rule, "an estimate is a tenth more, twice or ten times as much")(
        where(printed(at("effects", "estimate"), scaled(1.1, 2, 10)), _of(_measures))
    )
    of_article(_rule, "a decimal point of an estimate is moved to the left")(
        where(printed(at("effects", "estimate"), scaled(0.1)), _of(_measures))
    )
    of_article(_rule, "a ratio is that of the second arm to the first")(
        where(
            rewritten(
                "effects",
                lambda row: (
                    [reported(estimate=1 / float(row["estimate"]))] if row["estimate"] else []
                ),
            ),
            _of(_measures & _RATIOS),
        )
    )
    of_article(_rule, "the two arms change places beside a ratio")(
        where(
            swapped("effects", "study_arm_id", "comparator_study_arm_id"), _of(_measures & _RATIOS)
        )
    )


def _another_measure(row: Row) -> Texts:
    for measures in (_RISKS, _MEANS):
        if row["measure"] in measures:
            yield from ({"measure": other} for other in sorted(measures - {row["measure"]}))


of_article(
    "effect_follows_from_counts", "the measure is another one: a risk ratio for an odds ratio"
)(where(rewritten("effects", _another_measure), _of(_RISKS)))
of_article(
    "effect_follows_from_arm_values", "a difference is called a ratio, or a ratio a difference"
)(where(rewritten("effects", _another_measure), _of(_MEANS)))

# Intervals -------------------------------------------------------------------------------------

of_article("interval_bounds_are_in_order", "the two bounds change places")(
    swapped("effects", "ci_low", "ci_high")
)
of_article("interval_bounds_are_in_order", "one of the two bounds is emptied")(
    changed(at("effects", "ci_low", "ci_high"), emptied)
)
of_article("interval_bounds_are_in_order", "both bounds are emptied, the level or the text is not")(
    rewritten(
        "effects",
        lambda row: (
            {"ci_low": "", "ci_high": "", name: ""}
            for name in ("ci_level", "ci_reported")
            if row["ci_low"]
        ),
    )
)
of_article("interval_bounds_are_in_order", "the lower bound is put above the upper one")(
    rewritten(
        "effects",
        lambda row: (
            [{"ci_low": f"{float(row['ci_high']) + more:.6g}"} for more in (0.01, 10)]
            if row["ci_high"]
            else []
        ),
    )
)


def _outside(row: Row) -> Texts:
    """An estimate beside its interval: further from it than rounding explains."""
    if known := interval_of(row):
        _, low, high = known
        reach = high - low
        yield from (reported(estimate=each) for each in (low - reach, low - 1.02, high + reach))
        yield reported(estimate=high * 10)


def _moved(row: Row) -> Texts:
    """An interval wholly above, or wholly below, its estimate."""
    if known := interval_of(row):
        estimate, low, high = known
        reach = high - low
        yield reported(ci_low=estimate + 0.6, ci_high=estimate + 0.6 + reach)
        yield reported(ci_low=estimate - 0.6 - reach, ci_high=estimate - 0.6)


of_article("interval_contains_estimate", "an estimate is printed outside of its interval")(
    where(rewritten("effects", _outside), _is_exact)
)
of_article("interval_contains_estimate", "an interval lies wholly beside its estimate")(
    where(rewritten("effects", _moved), _is_exact)
)


def _lopsided(row: Row) -> Texts:
    """One bound drawn away from the estimate, to three times as far on either scale."""
    if known := interval_of(row):
        estimate, low, high = known
        yield reported(ci_low=low, ci_high=estimate + 4 * (high - estimate))
        if low > 0:
            yield reported(ci_low=low, ci_high=max(high**3 / estimate**2, 3 * high))


of_article("interval_is_symmetric_on_its_scale", "the upper bound is far from the estimate")(
    rewritten("effects", _lopsided)
)
of_article("interval_is_symmetric_on_its_scale", "the lower bound is printed for the estimate")(
    rewritten(
        "effects",
        lambda row: [reported(estimate=float(row["ci_low"]))] if interval_of(row) else [],
    )
)
