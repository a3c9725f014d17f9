"""What the codes of a row mean is told in the words that it rests on."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from evitab.figures import fold
from evitab.figures.codes import OTHER, CodeWords, Telling, code_words
from evitab.finding import Finding, Severity
from evitab.grounding.evidence import Evidence, Span
from evitab.package import Table, finding_at
from evitab.standard import Field

CODE = "code_is_told_in_words"
RULES = (CODE,)
_SHOWN = 6


@dataclass(frozen=True)
class Place:
    """Folded texts in which words of a code are sought, and those of them that may deny it.

    What a whole section says of others denies nothing of one row.
    """

    texts: tuple[str, ...]
    denying: tuple[str, ...]


def ground_codes(evidence: Evidence, table: Table) -> Iterator[Finding]:
    """Hold the codes of a table's rows against their words, where the schema says which."""
    fields = [
        field
        for field in table.schema.fields
        if "wordedIn" in field.descriptor and table.has([field.name])
    ]
    if not fields:
        return
    for at, row, spans in evidence.rows_with_words(table):
        for field in fields:
            code, words = row[field.name], code_words(spans[0].lexicon, field.vocabulary or "")
            if code not in words.by_code:
                continue
            is_told, against = hear(words, code, _places(evidence, field, row, spans))
            if not is_told:
                yield _finding((table, at), field, code, words, against)


def hear(words: CodeWords, code: str, places: Iterable[Place]) -> tuple[bool, Telling | None]:
    """Whether the first place that tells anything of the kind tells a code; if not, the words
    that tell something else, None where there are no words at all.
    """
    for place in places:
        if any(_tells(words.tellings(text), code) for text in place.texts):
            return True, None
        for text in place.denying:
            for telling in words.tellings(text):
                if telling.speaks_against(code):
                    return False, telling
    return False, None


def _tells(tellings: tuple[Telling, ...], code: str) -> bool:
    """Whether words name a code, or allow it where nothing else is named."""
    if any(code in each.names for each in tellings):
        return True
    is_allowed = any(code in each.allows for each in tellings)
    return is_allowed and not any(each.speaks_against(code) for each in tellings)


def _places(
    evidence: Evidence, field: Field, row: Mapping[str, Any], spans: tuple[Span, ...]
) -> Iterator[Place]:
    own = tuple(span.folded for span in spans)
    for where in field.descriptor["wordedIn"]:
        if where == "passage":
            yield Place(own, own)
        elif where == "section":
            yield Place((*own, *(span.folded for span in evidence.section(spans[0]))), own)
        elif (text := row.get(where)) is not None:
            yield Place((fold(text),), (fold(text),))


def _finding(
    place: tuple[Table, int], field: Field, code: str, words: CodeWords, against: Telling | None
) -> Finding:
    table, at = place
    expected = f"words for {code}, such as {_shown(words.by_code[code])}"
    empty = "" if field.is_required else ", or leave the cell empty"
    advice = f"Point to a context that tells it{empty}"
    if against is not None:
        named = " or ".join(sorted(against.names - {OTHER})) or "none of the codes"
        expected = f"{named}, as '{against.printed}' says, or {expected}"
        advice = "Mend the code, or point to a context that tells it"
    return finding_at(
        table,
        at,
        rule=CODE,
        field=field.name,
        value=code,
        expected=expected,
        advice=f"{advice}; other words for it go into the lexicon of the source's language in "
        "schema/lexicons.",
        severity=Severity.WARNING if against is None else Severity.ERROR,
    )


def _shown(words: list[str]) -> str:
    """Some words, of each only the first form: "ask", not "asking"."""
    shown: list[str] = []
    for word in words:
        if not word.startswith(tuple(shown)):
            shown.append(word)
    return ", ".join(f"'{word}'" for word in shown[:_SHOWN])
