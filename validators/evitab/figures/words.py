"""Words of one kind of a lexicon, sought in whole columns of text."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evitab.figures.lexicon import Lexicon, fold, lexicon_for
from evitab.standard import standard

if TYPE_CHECKING:
    from pandas import DataFrame, Series


def first_words(texts: Series[str], languages: Series[str], kind: str) -> DataFrame:
    """The first word of a kind in each text, by the lexicon of the text's language.

    Gives a DataFrame with the index of `texts` and the columns `printed` (the word as the lexicon
    has it), `value` (a number or null) and `unit`; null where there is no such word, or no lexicon.
    """
    import pandas as pd

    found = _extracted(texts, languages, "(«{kind}»)", kind)
    tables = [_table(lexicon, kind) for lexicon in _lexicons(languages).values()]
    table = pd.concat(tables) if tables else _table(None, kind)
    words = table[~table.index.duplicated()].reindex(found).set_axis(texts.index)
    return words.astype({"printed": "string[pyarrow]", "unit": "string[pyarrow]"})


def behind_words(texts: Series[str], languages: Series[str], kind: str) -> Series[str]:
    """What stands behind the first word of a kind in each text, in lower case; null where there is
    no such word, or no lexicon of the text's language.
    """
    return _extracted(texts, languages, "«{kind}»(.*)$", kind)


def _lexicons(languages: Series[str]) -> dict[str, Lexicon]:
    found = {each: lexicon_for(standard(), each) for each in languages.dropna().unique()}
    return {language: lexicon for language, lexicon in found.items() if lexicon is not None}


def _extracted(texts: Series[str], languages: Series[str], template: str, kind: str) -> Series[str]:
    import pandas as pd

    found = pd.Series(pd.NA, index=texts.index, dtype="object")
    for language, lexicon in _lexicons(languages).items():
        pattern = template.format(kind=kind).replace(f"«{kind}»", lexicon.any_of(kind))
        here = texts[(languages == language).fillna(False)].dropna().map(fold).str.lower()
        here = here.str.replace(r"\s+", " ", regex=True)
        found.update(here.str.extract(pattern)[0])
    return found


def _table(lexicon: Lexicon | None, kind: str) -> DataFrame:
    import pandas as pd

    words = {} if lexicon is None else lexicon.by_kind[kind]
    rows = {
        key: (word.printed, word.value or None, word.unit or None) for key, word in words.items()
    }
    table = pd.DataFrame.from_dict(rows, orient="index", columns=["printed", "value", "unit"])
    table["value"] = table["value"].astype("double[pyarrow]")
    return table
