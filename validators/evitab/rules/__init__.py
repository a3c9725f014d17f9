"""The rules: what tables must mean, one module for each subject."""

from functools import cache

from evitab.rule import Rule


@cache
def all_rules() -> tuple[Rule, ...]:
    """Every rule, in the order of the rule book."""
    from evitab.rules import claims, concepts, dosages, passages, quantities, reference_ranges

    modules = (passages, claims, dosages, reference_ranges, quantities, concepts)
    return tuple(
        value for module in modules for value in vars(module).values() if isinstance(value, Rule)
    )
