"""Damage to words of degree and to the amounts that say what they mean.

It is done to made-up doses (`mutation/case.py`) and to passages of the real article.
"""

from __future__ import annotations

from collections.abc import Iterator

from mutation.article import of_article
from mutation.damage import Edit, Package, Variant

_RULE = "word_of_degree_is_defined"
_MADE_UP = ("low dose", "moderate dose")


def _defining(package: Package) -> Iterator[tuple[int, str]]:
    """The made-up doses that say what a word of degree means, and the passage of each."""
    claims = {row["claim_id"]: row["passage_id"] for row in package.rows["claims"]}
    words = {row["passage_id"]: row["exact"] for row in package.rows["passages"]}
    for place, row in enumerate(package.rows["dosages"]):
        passage = claims[row["claim_id"]]
        if any(f"A {word} of" in words[passage] for word in _MADE_UP):
            yield place, passage


@of_article(_RULE, "the sentence with the amount for a word has no amount any more")
def without_amount(package: Package) -> Iterator[Variant]:
    for place, _ in _defining(package):
        yield Variant((Edit("dosages", place, None),))
        yield Variant((Edit("dosages", place, {"dose_low": "", "dose_high": ""}),))


@of_article(_RULE, "a sentence has another word than the one that an amount is given for")
def another_word(package: Package) -> Iterator[Variant]:
    defining = {passage for _, passage in _defining(package)}
    for place, row in enumerate(package.rows["passages"]):
        for word in _MADE_UP:
            if word in row["exact"] and row["passage_id"] not in defining:
                for other in ("megadose", "excessive dose", "therapeutic level"):
                    exact = row["exact"].replace(word, other)
                    yield Variant((Edit("passages", place, {"exact": exact}),))


@of_article(_RULE, "a sentence of no amount has a word of degree that nothing defines")
def undefined(package: Package) -> Iterator[Variant]:
    claims = package.rows["claims"]
    amounts = {
        row["claim_id"]
        for table in ("dosages", "quantities", "reference_ranges")
        for row in package.rows[table]
    }
    given = {row["passage_id"] for row in claims if row["claim_id"] in amounts}
    contexts = {row["context_passage_id"] for row in claims}
    resting = {row["passage_id"] for row in claims}
    for place, row in enumerate(package.rows["passages"]):
        if row["exact"] and row["passage_id"] in resting - given - contexts:
            for word in ("a megadose", "excessive doses", "a therapeutic level"):
                yield Variant((Edit("passages", place, {"exact": f"{row['exact']} Take {word}."}),))
