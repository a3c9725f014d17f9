"""A p value against the estimate and the interval that are printed beside it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from evitab.finding import Severity
from evitab.rule import Grounds, rule, told
from evitab.rules.statistics.p_alternatives import SIZES, alternatives
from evitab.rules.statistics.p_methods import Printed, base, printed
from evitab.rules.statistics.p_sets import may_be, p_range_text, p_reported, p_set
from evitab.rules.statistics.printed import (
    INTERVAL,
    INTERVAL_TEXTS,
    Answers,
    answers,
    is_whole,
    number,
    rows_with,
    with_texts,
)
from evitab.statistics.p_values import critical
from evitab.statistics.rounding import Box, as_floats
from evitab.statistics.scales import at

if TYPE_CHECKING:
    from pandas import DataFrame

_READS = [
    *INTERVAL,
    "p_value",
    "p_value_comparator",
    "p_value_reported",
    "tails",
    "statistic_type",
    "df_1",
    "df_2",
    *SIZES,
]
_SCALES = {
    "more": "as a ratio (percent more)",
    "ratio": "as a ratio",
    "difference": "as a difference",
    "less": "as a ratio (percent less)",
    "share": "as a ratio (percent of)",
}


def _stated(effects: DataFrame, shown: Printed) -> Iterator[tuple[str, Box]]:
    """The p values of what the source states, in words: by the normal distribution and, where a t
    is printed beside p (or an F with one degree of freedom, which is its square), by that t too.
    """
    for reading, reckoned in base(effects, shown):
        yield _SCALES[reading], reckoned
    kinds, first = effects["statistic_type"], as_floats(effects["df_1"])
    df = np.where(answers(kinds == "t"), first, np.nan)
    df = np.where(answers(kinds == "F") & (first == 1), as_floats(effects["df_2"]), df)
    if not np.isnan(df).all():
        for reading, reckoned in base(effects, shown, (df, df)):
            yield f"{_SCALES[reading]} by the t that is printed beside it", reckoned


def _with_method(rows: DataFrame, shown: Printed) -> DataFrame:
    """The rows with the likeliest unstated method that fits, and the p values that it gives."""
    reported = p_set(rows)
    fit, fit_range = [""] * len(rows), [""] * len(rows)
    for method, reckoned in alternatives(rows, shown):
        if all(fit):
            break
        for place in np.flatnonzero(may_be(reckoned, reported)).tolist():
            if not fit[place]:
                df = "" if method.df is None else _df_text(method.df[0][place], method.df[1][place])
                fit[place] = method.words.format(df=df)
                fit_range[place] = p_range_text(reckoned[0][place], reckoned[1][place])
    return rows.assign(fit=fit, fit_range=fit_range)


def _df_text(low: float, high: float) -> str:
    return number(low) if low == high else f"{number(low)} to {number(high)}"


def _gives(stated: Iterable[tuple[str, Box]], is_off: Answers) -> list[str]:
    """The p values of what is stated, in words, on each scale that a row is read on; of those rows
    that are off.
    """
    words: list[list[str]] = [[] for _ in np.flatnonzero(is_off)]
    for reading, reckoned in stated:
        low, high = at(reckoned, is_off)
        for place in np.flatnonzero(~np.isnan(low)):
            words[place].append(f"{p_range_text(low[place], high[place])} {reading}")
    return [", ".join(dict.fromkeys(texts)) for texts in words]


def _grounds(row: Mapping[str, Any]) -> Grounds:
    tails = "one-tailed" if row["tails"] == 1 else "two-tailed"
    expected, fits = f"p {row['gives']}", ""
    tried = (
        " Tried as well, and none fits: a one-tailed test, t with the likely degrees of freedom, "
        "Hartung-Knapp where studies are pooled, the other scale, another test."
    )
    by_t = " or by the t that is printed" if "printed beside" in row["gives"] else ""
    if row["fit"]:
        expected = f"p {row['fit_range']} by {row['fit']}, which fits; the source does not state it"
        fits, tried = f" What is printed fits {row['fit']}: p {row['fit_range']}.", ""
    return Grounds(
        observed=p_reported(row),
        expected=expected,
        arithmetic=_arithmetic(row) + fits,
        assumption=f"Interval and p belong to the same {tails} comparison, by the normal "
        f"distribution{by_t} unless another method is named, with no correction for several "
        f"tests.{tried}",
        severity=Severity.INFO if row["fit"] else None,
    )


def _arithmetic(row: Mapping[str, Any]) -> str:
    """The reckoning by the printed figures themselves, on the likeliest scale."""
    values = [row["estimate"], row["ci_low"], row["ci_high"]]
    level, error = row["ci_level"], float(critical(row["ci_level"]))
    names = [row[f"{name}_text"] for name in INTERVAL_TEXTS]
    unit = " %" if row["estimate_unit"] == "%" else ""
    shown = f"{names[0]}{unit} ({number(level)} % interval {names[1]} to {names[2]}{unit})"
    if row["scale"] != "difference":
        is_percent = row["estimate_unit"] == "%"
        ratios = [1 + value / 100 if is_percent else value for value in values]
        if min(ratios) > 0:
            values = [float(np.log(value)) for value in ratios]
            names = [f"ln {number(value)}" for value in ratios]
    width = (values[2] - values[1]) / (2 * error)
    if width <= 0:
        return f"{shown}: the interval has no width, so p is next to 0."
    return (
        f"{shown}: the standard error is ({names[2]} - {names[1]}) / (2 x {error:.3g}) = "
        f"{width:.3g}, and {names[0]} is {abs(values[0]) / width:.3g} standard errors from no "
        f"effect. Over all that rounds to the printed figures, p is {row['gives']}."
    )


@rule(
    "effects",
    reads=_READS,
    about="source",
    kind="plausibility",
    severity=Severity.WARNING,
    harm="low",
)
def p_value_agrees_with_interval(effects: DataFrame) -> DataFrame:
    """A p value is one that its estimate and interval give by the usual method.

    What it does: reckons p from estimate, interval and level, by logarithms for a ratio, over all
    that rounds to the printed figures, by t too where one is printed beside p, and asks whether
    any such p is among those reported. Where none is, it tries one tail, t with the likely degrees
    of freedom (Hartung-Knapp where studies are pooled), t in only one of interval and test, the
    other scale, an interval that is not symmetric, and another test. One that fits makes the
    finding a note that names it.
    Why it matters: one of four figures is not what was meant, or the method was another than a
    reader will think; a p that is too small lends an effect more weight than it has.
    What it cannot see: figures that agree and are all wrong, corrections for several tests, and
    figures that are said to be about, above or below something. A number needed to treat is left
    alone, since its interval is that of a risk difference turned over.
    Example: "0.81 (95% CI 0.70 to 0.94), p = 0.03": the figures give 0.005.
    What to do: nothing in the tables, if they say what the source says. The original report tells
    which figure, or which method, was meant.
    Rests on: Altman and Bland, How to obtain the P value from a confidence interval, BMJ
    2011;343:d2304; Hartung and Knapp, Statistics in Medicine 2001;20:3875-89.
    """
    rows = rows_with(effects, *INTERVAL_TEXTS, "ci_level", "p_value")
    if rows.empty:
        return told(rows, _grounds)
    reported, shown = p_set(rows), printed(rows)
    is_asked = is_whole(rows, shown.interval) & ~np.isnan(reported[0])
    if not is_asked.any():
        return told(rows[is_asked], _grounds)
    stated = list(_stated(rows, shown))
    is_known, agrees = np.zeros((2, len(rows)), dtype=bool)
    for _, reckoned in stated:
        is_known |= ~np.isnan(reckoned[0] + reckoned[1])
        agrees |= may_be(reckoned, reported)
    is_off = is_asked & is_known & ~agrees
    rows = rows[is_off]
    if rows.empty:
        return told(rows, _grounds)
    rows = _with_method(rows.assign(gives=_gives(stated, is_off)), shown.at(is_off))
    return told(with_texts(rows, **INTERVAL_TEXTS), _grounds)
