"""Words of one kind of a lexicon, sought in whole columns of text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

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

    columns = ["printed", "value", "unit", "plain"]
    places, rows = [], []
    found: dict[tuple[int, str], list[str]] = {}  # Many claims rest on one passage.
    for place, lexicon, text in _folded(texts, languages, kind):
        if (id(lexicon), text) not in found:
            found[id(lexicon), text] = lexicon.search(kind).findall(text)
        for printed in found[id(lexicon), text]:
            word = lexicon.word(kind, printed)
            places.append(place)
            plain = word.value or _BLANKS.sub(" ", printed).lower()
            rows.append((printed, word.value or None, word.unit or None, plain))
    index = pd.Index(places, dtype=texts.index.dtype)
    return pd.DataFrame(rows, columns=columns, index=index, dtype=object)


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

    behind = {}
    for place, lexicon, text in _folded(texts, languages, kind):
        plain = _BLANKS.sub(" ", text)
        word = lexicon.search(kind).search(plain)
        if word is not None:
            behind[place] = plain[word.end() :].lower()
    return pd.Series(behind, dtype=object).reindex(texts.index)


def _folded(
    texts: Series[str], languages: Series[str], kind: str
) -> Iterator[tuple[Any, Lexicon, str]]:
    """The place of each text, the lexicon of its language, where that has words of a kind, and the
    folded text.
    """
    tags = languages.dropna().unique()
    lexicons = ((tag, lexicon_for(standard(), tag)) for tag in tags)
    known = {tag: one for tag, one in lexicons if one is not None and kind in one.by_kind}
    if not known:
        return
    folded = {text: fold(text) for text in texts.dropna().unique()}
    for place, language, text in zip(texts.index, languages, texts, strict=True):
        if language in known and text in folded:
            yield place, known[language], folded[text]
