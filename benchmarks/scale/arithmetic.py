"""The p value that a 95 % interval of a ratio implies, in arithmetic that every engine has.

No SQL and no expression language of the peers has the normal distribution. Its tail is written
here once, as Abramowitz and Stegun approximate it (7.1.26, off by less than 2e-7), and each tool
puts its own numbers, columns or expressions in.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np

LEVEL = 95
CRITICAL = 1.96
# p is printed with three decimals: half of the last one, and a little for the arithmetic itself.
TOLERANCE = 0.000_51

_ROOT = math.sqrt(2)
_P = 0.3275911
_A = (0.254829592, -0.284496736, 1.421413741, -1.453152027, 1.061405429)


def implied_p(
    estimate: Any,
    low: Any,
    high: Any,
    *,
    log: Callable[[Any], Any],
    exp: Callable[[Any], Any],
    absolute: Callable[[Any], Any] = abs,
) -> Any:
    """The two-sided p value of a ratio with its 95 % interval: floats, arrays or expressions.

    2 sf(|z|), where z = log(estimate) / ((log(high) - log(low)) / (2 * 1.96)).
    """
    error = (log(high) - log(low)) / (2 * CRITICAL)
    return two_sided(absolute(log(estimate) / error), exp)


def p_agrees(effects: Any) -> Any:
    """Whether each p value of a DataFrame of pandas is the one that its interval implies; a null
    holds.
    """
    is_asked = (effects["scale"] == "ratio") & (effects["ci_level"] == LEVEL)
    estimate, low, high, stated = (
        effects[name].to_numpy(dtype=float, na_value=np.nan)
        for name in ("estimate", "ci_low", "ci_high", "p_value")
    )
    with np.errstate(invalid="ignore", divide="ignore"):
        implied = implied_p(estimate, low, high, log=np.log, exp=np.exp)
        is_off = np.abs(stated - implied) > TOLERANCE
    return ~(is_asked.fillna(value=False).astype(bool) & is_off)


def two_sided(z: Any, exp: Callable[[Any], Any]) -> Any:
    """The share of a normal distribution that lies further than `z` from its mean, `z` >= 0."""
    x = z / _ROOT
    t = 1 / (1 + _P * x)
    a, b, c, d, e = _A
    return t * (a + t * (b + t * (c + t * (d + t * e)))) * exp(-(x * x))


def implied_p_sql(estimate: str, low: str, high: str) -> str:
    """The same as an SQL expression of the names of three columns."""
    error = f"((ln({high}) - ln({low})) / {2 * CRITICAL})"
    x = f"(abs(ln({estimate}) / {error}) / {_ROOT!r})"
    t = f"(1 / (1 + {_P} * {x}))"
    series = f"{_A[4]}"
    for coefficient in reversed(_A[:4]):
        series = f"({coefficient} + {t} * {series})"
    return f"({t} * {series} * exp(-({x} * {x})))"
