"""A rule about the source has nothing to say of tables without rows, and says so in order."""

from __future__ import annotations

import pytest

from evitab.rule import GROUNDS, Rule
from evitab.rules import all_rules
from frames import frames_of


@pytest.mark.parametrize(
    "rule", [rule for rule in all_rules() if rule.about == "source"], ids=lambda rule: rule.name
)
def test_nothing_is_found_of_nothing(rule: Rule) -> None:
    rows, beside = frames_of(rule, [], {})
    grounds = rule.grounds(rows, beside)
    assert grounds.empty
    assert list(grounds.columns) == list(GROUNDS)
