"""Relations between tables: keys, and what a rule sees along them."""

from evitab.relations.keys import Knows, Unasked, among_rows, but_astray, relation_masks
from evitab.relations.sight import LABEL, Sight, Way, leads_somewhere, look, path_to_source, walk

__all__ = [
    "LABEL",
    "Knows",
    "Sight",
    "Unasked",
    "Way",
    "among_rows",
    "but_astray",
    "leads_somewhere",
    "look",
    "path_to_source",
    "relation_masks",
    "walk",
]
