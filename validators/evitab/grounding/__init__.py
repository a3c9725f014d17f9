"""Grounding: the source is the one that was read, and what the rows say stands in its words."""

from evitab.grounding.coverage import Coverage, Share, State
from evitab.grounding.ground import PAGES, RULES, ground, ground_part, summed
from evitab.grounding.parts import parts_of
from evitab.grounding.result import Grounding

__all__ = [
    "PAGES",
    "RULES",
    "Coverage",
    "Grounding",
    "Share",
    "State",
    "ground",
    "ground_part",
    "parts_of",
    "summed",
]
