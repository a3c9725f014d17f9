"""Damage to effects: estimates, intervals, p values, test statistics.

It is done to planted trials (`mutation/planting.py`), whose numbers are true, and to the real
article where its figures agree.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from mutation.damage import Make, Package, Variant, damage
from mutation.ways import at, changed, emptied, only, printed, rewritten, scaled, swapped, where
from packages import Row

Texts = Iterator[Mapping[str, str]]
_RISKS = frozenset({"risk-ratio", "odds-ratio", "risk-difference", "number-needed-to-treat"})
_MEANS = frozenset({"mean-difference", "ratio-of-means"})
_RATIOS = frozenset({"risk-ratio", "odds-ratio", "ratio-of-means"})


def of_article(rule: str, words: str) -> Callable[[Make], Make]:
    """Declare a damage that is done to the article alone, whose rows have more columns."""
    return lambda make: damage(rule, words)(only("article", make))


def is_planted(row: Row) -> bool:
    """Whether a row is one of the planted ones: they have numbers from 1001 on."""
    return int(next(iter(row.values())).rpartition("-")[2]) > 1000


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


def _interval(row: Row) -> tuple[float, float, float] | None:
    """Estimate and bounds, where an effect has all three."""
    texts = [row["estimate"], row["ci_low"], row["ci_high"]]
    low_to_high = [float(text) for text in texts if text]
    return (low_to_high[0], low_to_high[1], low_to_high[2]) if len(low_to_high) == 3 else None


def _said(**numbers: float) -> Row:
    """Numbers of an effect as they would be printed, with two decimals."""
    texts = {name: f"{number:.2f}" for name, number in numbers.items()}
    if "ci_low" in texts or "ci_high" in texts:
        texts["ci_reported"] = " to ".join(
            text for name, text in texts.items() if name.startswith("ci")
        )
    if "estimate" in texts:
        texts["estimate_reported"] = texts["estimate"]
    return texts


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
                lambda row: [_said(estimate=1 / float(row["estimate"]))] if row["estimate"] else [],
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
    if known := _interval(row):
        _, low, high = known
        reach = high - low
        yield from (_said(estimate=each) for each in (low - reach, low - 1.02, high + reach))
        yield _said(estimate=high * 10)


def _moved(row: Row) -> Texts:
    """An interval wholly above, or wholly below, its estimate."""
    if known := _interval(row):
        estimate, low, high = known
        reach = high - low
        yield _said(ci_low=estimate + 0.6, ci_high=estimate + 0.6 + reach)
        yield _said(ci_low=estimate - 0.6 - reach, ci_high=estimate - 0.6)


of_article("interval_contains_estimate", "an estimate is printed outside of its interval")(
    where(rewritten("effects", _outside), _is_exact)
)
of_article("interval_contains_estimate", "an interval lies wholly beside its estimate")(
    where(rewritten("effects", _moved), _is_exact)
)


def _lopsided(row: Row) -> Texts:
    """One bound drawn away from the estimate, to three times as far on either scale."""
    if known := _interval(row):
        estimate, low, high = known
        yield _said(ci_low=low, ci_high=estimate + 4 * (high - estimate))
        if low > 0:
            yield _said(ci_low=low, ci_high=max(high**3 / estimate**2, 3 * high))


of_article("interval_is_symmetric_on_its_scale", "the upper bound is far from the estimate")(
    rewritten("effects", _lopsided)
)
of_article("interval_is_symmetric_on_its_scale", "the lower bound is printed for the estimate")(
    rewritten(
        "effects",
        lambda row: [_said(estimate=float(row["ci_low"]))] if _interval(row) else [],
    )
)

# p ---------------------------------------------------------------------------------------------


def _p(text: str, comparator: str = "=") -> Row:
    return {
        "p_value": text,
        "p_value_comparator": comparator,
        "p_value_reported": f"p{comparator}{text}",
    }


def _other_p(row: Row) -> Texts:
    """p ten times as large or as small, and the wrong side of 0.05 named in its place."""
    if is_planted(row) and row["p_value"]:
        p = float(row["p_value"])
        yield _p(f"{min(10 * p, 0.999):.3f}")
        yield _p(f"{p / 10:.4f}")
        yield _p("0.05", ">") if p < 0.045 else _p("0.05", "<")
        yield _p(f"{p / 20:.4f}", "<")


for _rule, _other in (
    ("p_value_agrees_with_interval", "ci_low"),
    ("p_value_agrees_with_test_statistic", "statistic"),
):

    def _only(package: Package, variant: Variant, column: str = _other) -> bool:
        return all(package.rows["effects"][edit.row or 0][column] for edit in variant.edits)

    of_article(_rule, "p is ten times as large or small, or on the other side of a limit")(
        where(rewritten("effects", _other_p), _only)
    )


def _narrower(row: Row) -> Texts:
    """An interval of half the width around the estimate, or of twice the width."""
    if (known := _interval(row)) and row["p_value"] and is_planted(row):
        estimate, low, high = known
        for factor in (0.5, 2.0):
            if row["scale"] == "difference":
                ends = (estimate + factor * (end - estimate) for end in (low, high))
            else:
                ends = (estimate * (end / estimate) ** factor for end in (low, high))
            least, most = ends
            yield _said(ci_low=least, ci_high=most)


of_article(
    "p_value_agrees_with_interval", "the interval beside p is half as wide, or twice as wide"
)(rewritten("effects", _narrower))
of_article(
    "p_value_agrees_with_test_statistic", "a test statistic is half as large, or three times"
)(printed(at("effects", "statistic"), scaled(0.5, 3)))
of_article(
    "p_value_agrees_with_test_statistic", "a t is called z, an F chi-squared, or chi-squared t"
)(
    rewritten(
        "effects",
        lambda row: [
            {"statistic_type": {"t": "z", "F": "chi-squared", "chi-squared": "t"}[each]}
            for each in [row["statistic_type"]]
            if each
        ],
    )
)
of_article(
    "p_value_agrees_with_test_statistic", "the degrees of freedom are those of a tiny trial"
)(
    rewritten(
        "effects",
        lambda row: (
            [{"df_1" if row["statistic_type"] == "t" else "df_2": text} for text in ("3", "5")]
            if row["statistic_type"] in {"t", "F"}
            else []
        ),
    )
)

# Significance ----------------------------------------------------------------------------------


def _no_effect(row: Row) -> float:
    return 1.0 if row["scale"] == "ratio" else 0.0


of_article("significance_agrees_with_interval", "what is significant is called not so")(
    rewritten(
        "effects",
        lambda row: (
            [{"is_significant": "false", "significance_reported": "not statistically significant"}]
            if _interval(row)
            else []
        ),
    )
)
of_article(
    "significance_agrees_with_interval", "the interval of what is significant holds no effect"
)(
    rewritten(
        "effects",
        lambda row: (
            [
                _said(ci_low=_no_effect(row) - away, ci_high=float(row["ci_high"]))
                for away in (0.1, 0.5)
            ]
            if row["ci_high"] and row["is_significant"] == "true"
            else []
        ),
    )
)
of_article(
    "significance_agrees_with_interval", "p alone, without estimate and word, is above 0.05"
)(
    rewritten(
        "effects",
        lambda row: (
            {
                **dict.fromkeys(("estimate", "estimate_comparator", "estimate_reported"), ""),
                "is_significant": "",
                "significance_reported": "",
                **_p(p),
            }
            for p in ("0.06", "0.4")
            if _interval(row)
        ),
    )
)
