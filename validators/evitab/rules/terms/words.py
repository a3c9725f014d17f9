"""Words of a kind in texts, by the lexicon of each text's language."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from evitab.figures.lexicon import fold, lexicon_for
from evitab.standard import standard

if TYPE_CHECKING:
    from pandas import DataFrame, Series


def words_in(texts: Series[str], languages: Series[str], kind: str) -> DataFrame:
    """Each word of a kind that stands in each text: `printed` as there, `plain` by its value.

    One row a word, with the index of its text. A text in a language without such words has none.
    """
    import pandas as pd

    found = [pd.DataFrame({"printed": [], "plain": []}, dtype=object)]
    for language in languages.dropna().unique():
        lexicon = lexicon_for(standard(), language)
        if lexicon is None or kind not in lexicon.by_kind:
            continue
        here = texts[(languages == language).fillna(False)].dropna().astype(object).map(fold)
        printed = here.str.findall(lexicon.search(kind)).explode().dropna()
        plain = {word: entry.value or word for word, entry in lexicon.by_kind[kind].items()}
        keys = printed.str.lower().str.replace(re.compile(r"\s+"), " ", regex=True)
        found.append(pd.DataFrame({"printed": printed, "plain": keys.map(plain)}))
    return pd.concat(found)
