"""Each range and dose of an article beside what authorities say of the same; without a verdict."""

from __future__ import annotations

from collections.abc import Iterator

import pyarrow as pa

from evitab.finding import CannotJudge
from evitab.package import Contents
from evitab.views.concepts import Row, broader
from evitab.views.conversions import Conversions
from evitab.views.scales import SCALED, on_one_scale
from evitab.views.sides import OF_ARTICLE, OF_AUTHORITY, SAID, of_article, of_authorities

_BESIDE = {f"authority_{name}": kind for name, kind in SAID.items()}
SCHEMA = pa.schema(SAID | OF_ARTICLE | OF_AUTHORITY | _BESIDE | SCALED)
# The tables of authorities whose rows can lie beside those of an article's table.
_TABLES = {
    "reference_ranges": ("reference_ranges",),
    "dosages": ("dosages", "reference_intakes"),
}


def comparison(article: Contents, authorities: Contents) -> pa.Table:
    """One row for each pair; a row of the article without a match has one, with nulls beside it.

    Rows are of the same where the authority's concept is the article's or a broader one, and its
    form, where it names one, too. Raises CannotJudge where the first package is no article or the
    second holds nothing of authorities.
    """
    for contents, profile in ((article, "article"), (authorities, "authority")):
        if contents.dataset.profile.name != profile:
            message = f"its profile is {contents.dataset.profile.name}, not {profile}"
            advice = f"Name a package of the profile {profile}."
            raise CannotJudge(message, file=contents.dataset.name, advice=advice)
    return pa.Table.from_pylist(list(_pairs(article, authorities)), schema=SCHEMA)


def _pairs(article: Contents, authorities: Contents) -> Iterator[Row]:
    above, conversions = broader(article, authorities), Conversions(authorities)
    for table, beside in _TABLES.items():
        theirs = [each for name in beside for each in of_authorities(authorities, name)]
        for ours in of_article(article, table):
            concepts = above(ours["concept_id"])
            same = [each for each in theirs if _is_same(ours, each, concepts)]
            if not same:
                yield ours
            for other in same:
                yield ours | _beside(other) | on_one_scale(ours, other, above, conversions)


def _is_same(ours: Row, theirs: Row, concepts: list[str]) -> bool:
    is_any_form = theirs["form_id"] is None or theirs["form_id"] in (ours["form_id"], *concepts)
    return theirs["concept_id"] in concepts and is_any_form


def _beside(theirs: Row) -> Row:
    named = {f"authority_{name}": theirs[name] for name in SAID}
    return named | {name: theirs[name] for name in OF_AUTHORITY}
