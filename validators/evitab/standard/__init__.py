"""The standard: `schema/` as frozen objects, and the one function that finds it."""

from evitab.standard.model import Profile, Standard
from evitab.standard.reading import home, read_standard, standard
from evitab.standard.table import Field, ForeignKey, Participation, TableSchema
from evitab.standard.terms import Term, Unit, Word

__all__ = [
    "Field",
    "ForeignKey",
    "Participation",
    "Profile",
    "Standard",
    "TableSchema",
    "Term",
    "Unit",
    "Word",
    "home",
    "read_standard",
    "standard",
]
