"""The closed lists of the standard: codes of vocabularies, words of lexicons, units of measure."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Term:
    """One entry of a vocabulary."""

    code: str
    label: str
    definition: str
    source: str


@dataclass(frozen=True)
class Word:
    """One entry of a lexicon: words as a text prints them, what kind they are, what they mean.

    `value` and `unit` are empty where the kind has no use for them.
    """

    kind: str
    printed: str
    value: str
    unit: str


@dataclass(frozen=True)
class Unit:
    """What a UCUM code measures: its dimension, and how many of the dimension's base unit it is."""

    code: str
    dimension: str
    base: str
    factor: float
