"""Rules about passages: a span is a span, and is quoted or stands by its hash."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evitab.rule import rule

if TYPE_CHECKING:
    from pandas import DataFrame, Series


@rule("passages", reads=["start", "end"], kind="conformance")
def passage_ends_after_it_starts(passages: DataFrame) -> Series[bool]:
    """The end of a passage lies after its start.

    What it does: compares end with start.
    Why it matters: a span of no or negative length holds no words, so no claim can rest on it.
    What it cannot see: whether the span is the right one; grounding compares the words.
    Example: a passage from 1337 to 1251.
    What to do: put the smaller offset into start; end is the position after the last character.
    """
    return passages["end"] > passages["start"]


def _expected_length(passages: DataFrame) -> Series[str]:
    span = passages["end"] - passages["start"]
    span = span.where(span > 0).astype("string[pyarrow]")
    quoted = passages["exact"].str.len().astype("string[pyarrow]")
    return "a quotation of " + span + " characters, as its span has; this one has " + quoted


@rule("passages", reads=["start", "end", "exact"], expects=_expected_length, kind="conformance")
def quote_is_as_long_as_its_span(passages: DataFrame) -> Series[bool]:
    """A quotation has as many characters as its span.

    What it does: counts the code points of the quotation and compares them with end minus start.
    Why it matters: offsets count Unicode code points; a tool that counts bytes or UTF-16 units
    goes wrong after the first dash or bullet, and every later passage with it.
    What it cannot see: a quotation of the right length with other words.
    Example: a span of 86 characters beside a quotation of 84.
    What to do: count in code points, and copy the quotation from the source.
    """
    return passages["exact"].str.len() == passages["end"] - passages["start"]


@rule("passages", reads=["exact", "sha256"], kind="completeness")
def passage_is_quoted_or_hashed(passages: DataFrame) -> Series[bool]:
    """A passage has its words or the SHA-256 of them, and not both.

    What it does: wants a value in exactly one of exact and sha256.
    Why it matters: the words of a passage that carries a claim are quoted so that a reader can
    judge the claim; other words of the source are not ours to pass on, and their hash is enough
    to tell whether the source changed.
    What it cannot see: whether the hash is that of the words; grounding does.
    Example: a passage with neither exact nor sha256.
    What to do: fill exact where a claim rests on the passage, sha256 elsewhere.
    """
    return passages["exact"].isna() != passages["sha256"].isna()


@rule("passages", reads=["exact", "prefix", "suffix"], kind="conformance")
def passage_holds_whole_words(passages: DataFrame) -> Series[bool]:
    """A quotation begins and ends between words.

    What it does: looks at the characters on both sides of each end of a quotation: they may not
    both be letters or digits.
    Why it matters: a word or a number that is cut in two can be read as another one.
    What it cannot see: a sentence that is cut between two words.
    Example: "itamin D3" behind a prefix that ends with "V".
    What to do: move the offsets to the ends of the words.
    """
    exact = passages["exact"]
    before, first = passages["prefix"].str[-1:], exact.str[:1]
    last, after = exact.str[-1:], passages["suffix"].str[:1]
    begins = before.str.isalnum().fillna(False) & first.str.isalnum().fillna(False)
    ends = last.str.isalnum().fillna(False) & after.str.isalnum().fillna(False)
    return ~(begins | ends)
