"""A p value against the estimate and the interval that are printed beside it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from evitab.finding import Severity
from evitab.rule import Grounds, rule, told
from evitab.rules.statistics.p_methods import SIZES, alternatives, base
from evitab.rules.statistics.p_sets import may_be, one_tailed, p_range_text, p_reported, p_set
from evitab.rules.statistics.printed import (
    INTERVAL,
    INTERVAL_TEXTS,
    ONLY_IF_SYMMETRIC,
    answers,
    interval,
    is_whole,
    number,
    readings,
    series,
    with_texts,
)
from evitab.statistics.p_values import critical, p_range_from_interval
from evitab.statistics.rounding import Box, as_floats

if TYPE_CHECKING:
    from pandas import DataFrame, Series

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


def _stated(effects: DataFrame) -> Iterator[tuple[str, Box]]:
    """The p values of what the source states, in words: by the normal distribution and, where a t
    is printed beside p (or an F with one degree of freedom, which is its square), by that t too.
    """
    for reading, reckoned in base(effects):
        yield _SCALES[reading], reckoned
    kinds, first = effects["statistic_type"], as_floats(effects["df_1"])
    df = np.where(answers(kinds == "t"), first, np.nan)
    df = np.where(answers(kinds == "F") & (first == 1), as_floats(effects["df_2"]), df)
    printed, is_one = interval(effects), answers(effects["tails"] == 1)
    for reading, is_read_so in readings(effects).items():
        read = printed.read_as(reading)
        both = p_range_from_interval(
            read.estimate, read.low, read.high, level=as_floats(effects["ci_level"]),
            df_interval=df, df_test=df,
        )  # fmt: skip
        counts = is_read_so & (read.may_be_symmetric() | (reading not in ONLY_IF_SYMMETRIC))
        half, rest = one_tailed(both)
        for box, is_meant in ((both, ~is_one), (half, is_one), (rest, is_one)):
            low, high = (np.where(counts & is_meant, end, np.nan) for end in box)
            yield f"{_SCALES[reading]} by the t that is printed beside it", (low, high)


def _explain(effects: DataFrame, flagged: Series[bool]) -> DataFrame:
    rows = effects[flagged].copy()
    reported = p_set(rows)
    fit, fit_range = [""] * len(rows), [""] * len(rows)
    for method, reckoned in alternatives(rows):
        for place in np.flatnonzero(may_be(reckoned, reported)).tolist():
            if not fit[place]:
                df = "" if method.df is None else _df_text(method.df[0][place], method.df[1][place])
                fit[place] = method.words.format(df=df)
                fit_range[place] = p_range_text(reckoned[0][place], reckoned[1][place])
    rows = with_texts(rows, **INTERVAL_TEXTS)
    return told(rows.assign(gives=_gives(rows), fit=fit, fit_range=fit_range), _grounds)


def _df_text(low: float, high: float) -> str:
    return number(low) if low == high else f"{number(low)} to {number(high)}"


def _gives(rows: DataFrame) -> list[str]:
    """The p values of what is stated, in words, on each scale that a row is read on."""
    words: list[list[str]] = [[] for _ in range(len(rows))]
    for reading, (low, high) in _stated(rows):
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
    explain=_explain,
)
def p_value_agrees_with_interval(effects: DataFrame) -> Series[bool]:
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
    reported = p_set(effects)
    is_known = np.zeros(len(effects), dtype=bool)
    agrees = np.zeros(len(effects), dtype=bool)
    for _, reckoned in _stated(effects):
        is_known |= ~np.isnan(reckoned[0] + reckoned[1] + reported[0])
        agrees |= may_be(reckoned, reported)
    return series(agrees | ~is_known | ~is_whole(effects), effects)
