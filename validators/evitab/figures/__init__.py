"""Reading the figures of a text: numbers, ranges and ratios with their comparators and units."""

from evitab.figures.figure import Figure
from evitab.figures.lexicon import Lexicon, fold
from evitab.figures.scan import figures_in

__all__ = ["Figure", "Lexicon", "figures_in", "fold"]
