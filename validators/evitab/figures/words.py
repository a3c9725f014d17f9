"""Words of one kind of a lexicon, sought in whole columns of text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from evitab.figures.lexicon import Lexicon, fold, lexicon_for
from evitab.standard import standard

if TYPE_CHECKING:
    from pandas import DataFrame, Series

_BLANKS = re.compile(r"\s+")


def words_in(texts: Series[str], languages: Series[str], kind: str) -> DataFrame:
    """Each word of a kind that stands in each text, by the lexicon of the text's language.

    One row a word, with the index of its text: `printed` as there, the `value` and the `unit` that
    the lexicon gives it, and `plain`, the value or else the word in lower case.
    """
    import pandas as pd

    columns = ["value", "unit", "plain"]
    found = [pd.DataFrame(columns=["printed", *columns], index=texts.index[:0], dtype=object)]
    for lexicon, here in _by_language(texts, languages, kind):
        printed = here.str.findall(lexicon.search(kind)).explode().dropna()
        keys = [_BLANKS.sub(" ", each).lower() for each in printed]
        words = [(key, lexicon.by_kind[kind][key]) for key in keys]
        rows = [(word.value or None, word.unit or None, word.value or key) for key, word in words]
        named = pd.DataFrame(rows, columns=columns, index=printed.index, dtype=object)
        found.append(named.assign(printed=printed))
    return pd.concat(found)


def first_words(texts: Series[str], languages: Series[str], kind: str) -> DataFrame:
    """The first word of a kind in each text: `value` (a number) and `unit` that the lexicon gives
    it, with the index of `texts`; null where there is no such word, or no lexicon.
    """
    words = words_in(texts, languages, kind)[["value", "unit"]]
    first = words[~words.index.duplicated()].reindex(texts.index)
    return first.astype({"value": "double[pyarrow]", "unit": "string[pyarrow]"})


def behind_words(texts: Series[str], languages: Series[str], kind: str) -> Series[str]:
    """What stands behind the first word of a kind in each text, in lower case; null where there is
    no such word, or no lexicon of the text's language.
    """
    import pandas as pd

    found = pd.Series(pd.NA, index=texts.index, dtype="object")
    for lexicon, here in _by_language(texts, languages, kind):
        plain = here.str.lower().str.replace(_BLANKS, " ", regex=True)
        found.update(plain.str.extract(f"{lexicon.any_of(kind)}(.*)$")[0])
    return found


def _by_language(
    texts: Series[str], languages: Series[str], kind: str
) -> Iterator[tuple[Lexicon, Series[str]]]:
    """The folded texts of each language whose lexicon has words of a kind."""
    for language in languages.dropna().unique():
        lexicon = lexicon_for(standard(), language)
        if lexicon is not None and kind in lexicon.by_kind:
            here = texts[(languages == language).fillna(False)]
            yield lexicon, here.dropna().astype(object).map(fold)
