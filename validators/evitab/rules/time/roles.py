"""The role that a text speaks from, and the one that it prints of its author."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from evitab.figures.words import words_in
from evitab.finding import Severity
from evitab.rule import Grounds, own, rule, told

if TYPE_CHECKING:
    from pandas import DataFrame

_BESIDE = {
    "passages": own("passages", "passage_id", "source_id", "source.language", "role", "exact"),
    "claims": own("claims", "type", "subject.label", "passage_id"),
}
_TEXT = ["passage_id", "source_id", "source.language", "exact"]


def _descriptions(sources: DataFrame, passages: DataFrame, claims: DataFrame) -> DataFrame:
    """The passages that name a source's author, or that claims about the author rest on."""
    both = passages.merge(sources[["source_id", "author"]], on="source_id")
    both = both.dropna(subset=["author", "exact"])
    told_of = claims[claims["type"] == "provenance"].rename(columns={"subject.label": "author"})
    told_of = told_of[["passage_id", "author"]].drop_duplicates().assign(is_told=True)
    both = both.merge(told_of, on=["passage_id", "author"], how="left")
    named = [author in text for author, text in zip(both["author"], both["exact"], strict=True)]
    return both[both["is_told"].notna() | np.array(named, bool)]


def _words(passages: DataFrame, kind: str) -> DataFrame:
    """The words of a kind that stand in passages, each once a source."""
    passages = passages.reset_index(drop=True)
    words = words_in(passages["exact"], passages["source.language"], kind)
    words = words.join(passages[["source_id", "passage_id"]])
    return words.drop_duplicates(["source_id", "plain"])


def _listed(words: DataFrame, whose: str) -> DataFrame:
    """By source, the words as printed, and the passages, each once."""
    by_source = words.groupby("source_id")
    printed = by_source["printed"].agg(lambda texts: ", ".join(f"“{text}”" for text in texts))
    ids = by_source["passage_id"].agg(lambda texts: " ".join(dict.fromkeys(texts)))
    return printed.to_frame(f"{whose}_words").assign(**{f"{whose}_ids": ids})


def _without_author(passages: DataFrame) -> DataFrame:
    """The passages without the author's name, which may be a word ("A. Writer")."""
    texts = zip(passages["exact"], passages["author"], strict=True)
    return passages.assign(exact=[text.replace(name, "") for text, name in texts])


def _titles(sources: DataFrame) -> DataFrame:
    """What stands beside an author's name alone: a title, a credential."""
    titles = sources["author"] + " " + sources["author_credential"].fillna("")
    language = {"source.language": sources["language"]}
    return sources.assign(exact=titles, passage_id="", **language)[_TEXT]


def _roles(sources: DataFrame, passages: DataFrame, claims: DataFrame) -> DataFrame:
    """The sources that print another occupation of their author than a clinical role (`other_`),
    and whose own text speaks from such a role (`text_`).
    """
    import pandas as pd

    about = _descriptions(sources, passages, claims)[[*_TEXT, "author"]]
    others = _words(_without_author(about), "role-other")
    if others.empty:
        return sources.iloc[:0]
    rows = sources.join(_listed(others, "other"), on="source_id", how="inner")
    clinical = _words(pd.concat([about, _titles(rows)]), "role-described")
    rows = rows[~rows["source_id"].isin(clinical["source_id"])]
    is_about = passages["passage_id"].isin(about["passage_id"])
    texts = passages[(passages["role"] == "factual") & ~is_about]
    spoken = _words(texts[texts["source_id"].isin(rows["source_id"])], "role-clinical")
    if spoken.empty:
        return sources.iloc[:0]
    return rows.join(_listed(spoken, "text"), on="source_id", how="inner")


def _grounds(row: Mapping[str, Any]) -> Grounds:
    credential = row["author_credential"]
    printed = f" After the name stands “{credential}”." if credential else ""
    return Grounds(
        observed=f"In the text: {row['text_words']}. Of the author: {row['other_words']}.",
        expected="A description of the author that names the role the text speaks from.",
        arithmetic=f"The text says {row['text_words']}. What the source prints of its author says "
        f"{row['other_words']}, and names no patients and no practice of treating them.{printed}",
        assumption="Both can be true: whoever has clients may call them patients, and a "
        "description may leave a role out. What a credential allows differs from place to place "
        "and is not judged here; nor is the person.",
        related_rows=f"{row['text_ids']} {row['other_ids']}",
        passage_id=row["other_ids"].split(" ")[0],
    )


@rule(
    "sources",
    reads=["source_id", "author", "author_credential", "language"],
    beside=_BESIDE,
    about="source",
    kind="completeness",
    severity=Severity.INFO,
    harm="low",
)
def role_is_named_where_the_author_is_described(
    sources: DataFrame, *, passages: DataFrame, claims: DataFrame
) -> DataFrame:
    """The description of the author names the role that the text speaks from.

    What it does: looks in the text for words by which a writer speaks as one who treats people ("my
    patients"), and in what the source prints of its author for words of a clinical role. It speaks
    only where there is none, and the description names another occupation instead (clients,
    content). It compares words with words; it judges neither a credential nor a person.
    Why it matters: "what I tell my patients" lends advice the weight of a clinic, and a reader
    should be able to find that role where the author is described.
    What it cannot see: an author without a description, roles that the lexicon does not know.
    Example: "in my practice" in the text, "a content specialist who helps clients" under it.
    What to do: nothing in the tables, if they say what the source says. A clinical role that the
    description names in other words goes into the lexicon.
    """
    return told(_roles(sources, passages, claims), _grounds)
