"""The whole standard: profiles, each with its tables, and the lists that their columns name."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from evitab.standard.table import TableSchema
from evitab.standard.terms import Term, Unit, Word


@dataclass(frozen=True)
class Profile:
    """A kind of package: the tables it may have, in order, those it must have and those that are
    built, never written by hand.
    """

    name: str
    title: str
    description: str
    tables: tuple[TableSchema, ...]
    required: frozenset[str]
    built: frozenset[str]

    @cached_property
    def by_name(self) -> Mapping[str, TableSchema]:
        """The tables by name, in the profile's order."""
        return {table.name: table for table in self.tables}


@dataclass(frozen=True)
class Standard:
    """The whole standard: version, profiles, vocabularies, units, a lexicon for each language."""

    version: str
    profiles: Mapping[str, Profile]
    vocabularies: Mapping[str, Mapping[str, Term]]
    lexicons: Mapping[str, tuple[Word, ...]]
    units: Mapping[str, Unit]

    def label(self, vocabulary: str, code: str) -> str:
        """The label of a vocabulary's code, as it stands inside a sentence; a word that is no code
        of it, which is a finding of its own, stands for itself.
        """
        term = self.vocabularies[vocabulary].get(code)
        return code if term is None else term.label[:1].lower() + term.label[1:]
