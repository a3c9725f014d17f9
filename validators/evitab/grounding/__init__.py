"""Grounding: the source is the one that was read, and what the rows say stands in its words."""

from evitab.grounding.coverage import Coverage, State
from evitab.grounding.ground import PAGES, RULES, ground, summed
from evitab.grounding.names import Names
from evitab.grounding.part import ground_part
from evitab.grounding.parts import parts_of
from evitab.grounding.result import Grounding, Heard
from evitab.grounding.shares import Share

__all__ = [
    "PAGES",
    "RULES",
    "Coverage",
    "Grounding",
    "Heard",
    "Names",
    "Share",
    "State",
    "ground",
    "ground_part",
    "parts_of",
    "summed",
]
