"""What rules of statistics find in the article of the repository, and that they find no more."""

from __future__ import annotations

from evitab.rules.statistics.arms import arm_has_an_outcome, arms_sum_to_the_total
from evitab.rules.statistics.intervals import interval_contains_estimate
from evitab.rules.statistics.multiples import stated_multiple_agrees_with_its_operands
from evitab.rules.statistics.p_values import p_value_agrees_with_interval
from evitab.rules.statistics.significance import significance_agrees_with_interval
from evitab.rules.statistics.symmetry import interval_is_symmetric_on_its_scale
from packages import REAL, computed


def test_article_of_the_repository_has_what_is_right_and_nothing_else() -> None:
    names = {
        interval_contains_estimate.name,
        interval_is_symmetric_on_its_scale.name,
        p_value_agrees_with_interval.name,
        significance_agrees_with_interval.name,
        arm_has_an_outcome.name,
        arms_sum_to_the_total.name,
        stated_multiple_agrees_with_its_operands.name,
    }
    found = [
        (str(row["rule"]), row["row"], row["severity"])
        for row in computed(REAL)
        if row["rule"] in names
    ]
    assert sorted(found) == [
        ("arm_has_an_outcome", "ARM-0004", "warning"),
        ("p_value_agrees_with_interval", "EFF-0001", "info"),
    ]
