"""The words that each row of a package rests on: its passage and its context passage."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache, partial
from typing import Any

from evitab.figures import Figure, Lexicon, figures_in, fold
from evitab.figures.lexicon import lexicon_for
from evitab.package import Contents, Table
from evitab.package.table import Place
from evitab.standard import Standard

# Statements are ours, in one language whatever the source's is.
STATEMENTS = "en"
_LINKS = ("passage_id", "context_passage_id")

# Rows that are known to be wrong, by file and line.
Wrong = Collection[Place]
RowWithWords = tuple[int, dict[str, Any], tuple["Span", ...]]


@dataclass(frozen=True)
class Span:
    """Quoted words of a source, with what can be read in them.

    `start` is their place in the source, in code points from 0; `row` that of the passage in its
    table, -1 for a whole source.
    """

    row: int
    source: str
    start: int
    text: str
    decimal_mark: str
    lexicon: Lexicon

    @cached_property
    def folded(self) -> str:
        """The words with one dash, one quote and one micro sign for all."""
        return fold(self.text)

    @cached_property
    def figures(self) -> Sequence[Figure]:
        """The figures of the words, at their places in the span."""
        return figures_in(self.text, self.decimal_mark, self.lexicon)

    @cached_property
    def units(self) -> frozenset[str]:
        """The units that are printed with a figure, or as a word longer than a letter."""
        words = self.lexicon.search("unit").finditer(self.folded)
        alone = {
            self.lexicon.word("unit", word.group()).unit for word in words if len(word.group()) > 2
        }
        return frozenset(alone).union(*(figure.units for figure in self.figures))

    def places(self, printed: str, *, is_cased: bool = False) -> list[tuple[int, int]]:
        """Where a text stands: whole words and numbers, whatever its blanks and, unless it
        `is_cased`, its case.
        """
        pattern = _as_printed(printed, is_cased=is_cased)
        return [match.span() for match in pattern.finditer(self.folded)]


@lru_cache(maxsize=4096)
def _as_printed(printed: str, *, is_cased: bool) -> re.Pattern[str]:
    words = r"\s+".join(re.escape(word) for word in fold(printed).split())
    first, last = printed.strip()[:1], printed.strip()[-1:]
    before = r"(?<![^\W_])" if first.isalnum() else ""
    before += r"(?<!\d[.,])" if first.isdigit() else ""
    after = r"(?![^\W_])" if last.isalnum() else ""
    after += r"(?![.,]\d)" if last.isdigit() else ""
    return re.compile(before + words + after, 0 if is_cased else re.IGNORECASE)


class Evidence:
    """Finds the words that a row rests on.

    `sources` are those that have a lexicon of their language, by key; `silent` names the
    languages of the others. Rows that are `wrong`, as file and line, are left out.
    """

    def __init__(
        self,
        contents: Contents,
        standard: Standard,
        texts: Mapping[str, str],
        wrong: tuple[Wrong, ...] = (),
    ) -> None:
        self.texts, self._wrong = texts, [each for each in wrong if each]
        self.sources: dict[str, tuple[str, Lexicon]] = {}
        self.silent: list[str] = []
        lexicon_of = cache(partial(lexicon_for, standard))
        for source in contents.tables["sources"].data.to_pylist():
            language, mark = source.get("language"), source.get("decimal_mark")
            lexicon = lexicon_of(language) if language else None
            if lexicon is None or mark not in {".", ","}:
                self.silent.append(language or "no language")
            elif source["source_id"] is not None:
                self.sources.setdefault(source["source_id"], (mark, lexicon))
        passages = contents.tables["passages"]
        self._passages = passages.data.to_pylist()
        # Of rows with one key the first is meant, as in all relations.
        self._rows: dict[str | None, int] = {}
        for at, row in enumerate(self._passages):
            self._rows.setdefault(row["passage_id"], at)
        self._wrong_passages = {
            row["passage_id"]
            for at, row in enumerate(self._passages)
            if self.is_wrong(passages, at) and row["passage_id"] is not None
        }
        self._spans: dict[int, Span | None] = {}
        self._with_words: dict[str, list[RowWithWords]] = {}
        self._sections: dict[tuple[str, str | None], list[str]] = {}
        self.statements = lexicon_for(standard, STATEMENTS)
        claims = contents.tables.get("claims")
        self._claims: dict[str | None, dict[str, Any]] = {}
        self._claimed: set[str | None] = set()
        if claims is not None and claims.has(["claim_id", *_LINKS]):
            rows = claims.data.to_pylist()
            for row in rows:
                if row["claim_id"] is not None:
                    self._claims.setdefault(row["claim_id"], row)
            self._claimed = {row["passage_id"] for row in rows}

    def is_wrong(self, table: Table, at: int) -> bool:
        """Whether a row is known to be wrong, so that nothing should rest on it."""
        place = table.place_of(at) if self._wrong else None
        return any(place in each for each in self._wrong)

    def of(self, row: Mapping[str, Any]) -> tuple[Span, ...]:
        """The spans that a row rests on, its passage first.

        A row that has no passage of its own rests on its claim's. Spans that are not quoted, or
        lie in a source whose language has no lexicon, are left out; none is given where one of
        them is wrong.
        """
        holder = row if "passage_id" in row else self._claims.get(row.get("claim_id"), {})
        if any(holder.get(link) in self._wrong_passages for link in _LINKS):
            return ()
        spans = (self.span(holder.get(link)) for link in _LINKS)
        return tuple(span for span in spans if span is not None)

    def statement(self, row: Mapping[str, Any]) -> str | None:
        """The statement of a row's claim, folded."""
        text = self._claims.get(row.get("claim_id"), {}).get("statement")
        return None if text is None else fold(text)

    def span(self, passage: str | None) -> Span | None:
        """The span of a passage, by its key."""
        row = self._rows.get(passage)
        if (
            passage is None or row is None
        ):  # A passage without a key is not what an empty cell means.
            return None
        if row not in self._spans:
            self._spans[row] = self._read(row)
        return self._spans[row]

    def section(self, span: Span) -> tuple[Span, ...]:
        """The spans of all passages in the section of a passage."""
        passage = self._passages[span.row]
        key = passage["source_id"], passage.get("section")
        if not self._sections:
            for each in self._passages:
                if each["passage_id"] not in self._wrong_passages:
                    place = each["source_id"], each.get("section")
                    self._sections.setdefault(place, []).append(each["passage_id"])
        spans = map(self.span, self._sections.get(key, ()))
        return tuple(each for each in spans if each is not None)

    def _read(self, row: int) -> Span | None:
        passage = self._passages[row]
        known = self.sources.get(passage["source_id"])
        if known is None or passage["exact"] is None or passage["start"] is None:
            return None
        return Span(row, passage["source_id"], passage["start"], passage["exact"], *known)

    def has_claim(self, passage: str | None) -> bool:
        """Whether a claim rests on a passage."""
        return passage in self._claimed

    def words(self, passage: Mapping[str, Any]) -> str | None:
        """The folded words of a passage, quoted or from its source; None where neither is here."""
        text, start, end = passage["exact"], passage["start"], passage["end"]
        source = self.texts.get(passage["source_id"])
        if text is None and source is not None and None not in (start, end):
            text = source[start:end]
        return None if text is None else fold(text)

    def whole(self, source: str) -> Span | None:
        """A whole source, where its words are here."""
        known, text = self.sources.get(source), self.texts.get(source)
        return None if known is None or text is None else Span(-1, source, 0, text, *known)

    def rows_with_words(self, table: Table) -> list[RowWithWords]:
        """Each row of a table that rests on words which can be read, with those words."""
        if table.name not in self._with_words:
            rows = (
                table.data.to_pylist()
                if table.has(["passage_id"]) or table.has(["claim_id"])
                else []
            )
            self._with_words[table.name] = [
                (at, row, spans)
                for at, row in enumerate(rows)
                if not self.is_wrong(table, at) and (spans := self.of(row))
            ]
        return self._with_words[table.name]
