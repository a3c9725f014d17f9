"""The rules: what tables and sources must mean, one module or folder for each subject."""

from functools import cache
from importlib import import_module
from pkgutil import walk_packages

from evitab.rule import Rule


@cache
def all_rules() -> tuple[Rule, ...]:
    """Every rule of every module below this folder, in the order of the rule book."""
    found = walk_packages(__path__, f"{__name__}.")
    names = sorted(module.name for module in found if not module.ispkg)
    return tuple(
        value
        for module in map(import_module, names)
        for value in vars(module).values()
        if isinstance(value, Rule) and value.function.__module__ == module.__name__
    )
