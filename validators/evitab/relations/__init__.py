"""Relations between tables: keys, and what a rule sees along them."""

from evitab.relations.keys import Knows, Unasked, among_rows, relation_masks
from evitab.relations.sight import LABEL, Sight, Walk, look, walk

__all__ = [
    "LABEL",
    "Knows",
    "Sight",
    "Unasked",
    "Walk",
    "among_rows",
    "look",
    "relation_masks",
    "walk",
]
