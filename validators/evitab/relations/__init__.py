"""Relations between tables: keys, and what a rule sees along them."""

from evitab.relations.keys import Unasked, relation_masks
from evitab.relations.sight import LABEL, Sight, Way, leads_somewhere, look, walk

__all__ = [
    "LABEL",
    "Sight",
    "Unasked",
    "Way",
    "leads_somewhere",
    "look",
    "relation_masks",
    "walk",
]
