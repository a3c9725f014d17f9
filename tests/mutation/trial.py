"""Simulated trials: their numbers are reckoned from participants one by one, so they are true.

Each compares a made-up drug with placebo, and says nothing about the world.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import exp, log, sqrt

import numpy as np
import numpy.typing as npt
from scipy import stats

# Seed, then participants in each arm: arms so small that few means are possible. The seeds give
# intervals that lie above no effect, so that no minus is printed.
TRIALS = ((4, 28, 27), (4, 19, 21), (22, 36, 40), (2, 24, 24))
_Z = 1.959963984540054


@dataclass(frozen=True)
class Arm:
    """One arm: for each participant whether there was relief, and a score of whole points."""

    name: str
    relief: npt.NDArray[np.bool_]
    score: npt.NDArray[np.int64]

    @property
    def n(self) -> int:
        """The number of participants."""
        return len(self.score)

    @property
    def events(self) -> int:
        """The number of those who had relief."""
        return int(self.relief.sum())


@dataclass(frozen=True)
class Contrast:
    """One effect: what was compared how, the estimate with its interval, p, and the test.

    `statistic` is what t, F or chi-squared is called, its value and its degrees of freedom.
    """

    outcome: str
    measure: str
    scale: str
    estimate: float | None = None
    interval: tuple[float, float] | None = None
    p: float | None = None
    statistic: tuple[str, float, tuple[int, ...]] | None = None


def simulate(seed: int, n_drug: int, n_placebo: int) -> tuple[Arm, Arm]:
    """The two arms of a trial, drug first; the same ones each time."""
    chance = np.random.default_rng(seed)

    def arm(name: str, n: int, likely: float, mean: float) -> Arm:
        score = np.clip(np.round(chance.normal(mean, 1.2, n)), 0, 7).astype(np.int64)
        return Arm(name, chance.random(n) < likely, score)

    return arm("drug Z", n_drug, 0.7, 4.4), arm("placebo", n_placebo, 0.35, 3.5)


def contrasts(drug: Arm, placebo: Arm) -> list[Contrast]:
    """The effects of a trial: two ratios, a difference of risks and of means, and tests."""
    return [*_ratios(drug, placebo), *_risks(drug, placebo), *_means(drug, placebo)]


def _ratios(drug: Arm, placebo: Arm) -> list[Contrast]:
    a, c = drug.events, placebo.events
    b, d = drug.n - a, placebo.n - c
    risks = (a / drug.n) / (c / placebo.n), 1 / a - 1 / drug.n + 1 / c - 1 / placebo.n
    odds = a * d / (b * c), 1 / a + 1 / b + 1 / c + 1 / d
    found = []
    for measure, (ratio, variance) in (("risk-ratio", risks), ("odds-ratio", odds)):
        low, high = (exp(log(ratio) + sign * _Z * sqrt(variance)) for sign in (-1, 1))
        p = 2 * float(stats.norm.sf(abs(log(ratio)) / sqrt(variance)))
        found.append(Contrast("relief", measure, "ratio", ratio, (low, high), p))
    return found


def _risks(drug: Arm, placebo: Arm) -> list[Contrast]:
    share = [arm.events / arm.n for arm in (drug, placebo)]
    variance = sum(
        each * (1 - each) / arm.n for each, arm in zip(share, (drug, placebo), strict=True)
    )
    difference, reach = share[0] - share[1], _Z * sqrt(variance)
    p = 2 * float(stats.norm.sf(difference / sqrt(variance)))
    table = [[arm.events, arm.n - arm.events] for arm in (drug, placebo)]
    test = stats.chi2_contingency(table, correction=False)
    interval = difference - reach, difference + reach
    return [
        Contrast("relief", "risk-difference", "difference", difference, interval, p),
        Contrast("relief", "number-needed-to-treat", "unknown", 1 / difference),
        Contrast(
            "relief", "", "unknown", p=test.pvalue, statistic=("chi-squared", test.statistic, (1,))
        ),
    ]


def _means(drug: Arm, placebo: Arm) -> list[Contrast]:
    df = drug.n + placebo.n - 2
    test = stats.ttest_ind(drug.score, placebo.score)
    interval = test.confidence_interval(0.95)
    difference = float(drug.score.mean() - placebo.score.mean())
    t, squared = float(test.statistic), float(test.statistic**2)
    outcome, p = "wellbeing-score", float(test.pvalue)
    return [
        Contrast(
            outcome,
            "mean-difference",
            "difference",
            difference,
            (interval.low, interval.high),
            p,
            ("t", t, (df,)),
        ),
        Contrast(outcome, "ratio-of-means", "ratio", drug.score.mean() / placebo.score.mean()),
        Contrast(outcome, "", "unknown", p=p, statistic=("F", squared, (1, df))),
    ]
