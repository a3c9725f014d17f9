"""The rules: what tables must mean, one module for each subject."""

from functools import cache
from importlib import import_module
from pkgutil import iter_modules

from evitab.rule import Rule


@cache
def all_rules() -> tuple[Rule, ...]:
    """Every rule of every module in this folder, in the order of the rule book."""
    names = sorted(module.name for module in iter_modules(__path__))
    modules = [import_module(f"{__name__}.{name}") for name in names]
    return tuple(
        value for module in modules for value in vars(module).values() if isinstance(value, Rule)
    )
