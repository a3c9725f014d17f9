"""Damage to p values, test statistics and words of significance.

It is done to planted trials (`mutation/planting.py`), whose numbers are true, and to the real
article where its figures agree.
"""

from __future__ import annotations

from mutation.article import Texts, interval_of, is_planted, of_article, reported
from mutation.damage import Package, Variant
from mutation.ways import at, printed, rewritten, scaled, where
from packages import Row

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
    if (known := interval_of(row)) and row["p_value"] and is_planted(row):
        estimate, low, high = known
        for factor in (0.5, 2.0):
            if row["scale"] == "difference":
                ends = (estimate + factor * (end - estimate) for end in (low, high))
            else:
                ends = (estimate * (end / estimate) ** factor for end in (low, high))
            least, most = ends
            yield reported(ci_low=least, ci_high=most)


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
            if interval_of(row)
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
                reported(ci_low=_no_effect(row) - away, ci_high=float(row["ci_high"]))
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
            if interval_of(row)
        ),
    )
)
