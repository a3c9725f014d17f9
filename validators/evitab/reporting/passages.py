"""A source as a terminal shows it: its words, with the rows that rest on each passage under it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import Any

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.text import Text

from evitab.finding import CannotJudge
from evitab.grounding import Grounding, State
from evitab.nearest import did_you_mean
from evitab.package import Contents, Table
from evitab.reporting.terminal import plain

_COLOURS = {State.CARRIED: "green", State.EXCUSED: "yellow", State.MISSING: "bold red"}
_ROLES = {"factual": "", "reference": ""}
# Columns that say where a row stands, not what it says.
_PLACES = frozenset({"passage_id", "context_passage_id", "claim_id", "is_negated"})
_NEEDED = ("passage_id", "source_id", "section", "start", "end", "exact", "role", "not_carried")
# What stands before the first heading, where a section is named.
BEFORE = "(before the first heading)"

Row = Mapping[str, Any]


def section_view(contents: Contents, grounding: Grounding, wanted: str) -> RenderableType:
    """The passages of a section in the order of the text, each with the rows that rest on it.

    Figures are green where a row carries them, yellow where the passage says why none does, red
    where nothing does. Raises CannotJudge where the package has no such section.
    """
    table = contents.tables["passages"]
    if not table.has(_NEEDED):
        advice = f"It needs {', '.join(_NEEDED)}."
        raise CannotJudge("a column is missing", file=table.file, advice=advice)
    passages = table.data.to_pylist()
    section = _section(passages, wanted)
    within = [row for row in passages if row["section"] == section and _has_place(row)]
    within.sort(key=lambda row: (row["source_id"], row["start"], -row["end"]))
    rows = rows_by_passage(contents)
    states = {coverage.source: coverage.figures for coverage in grounding.coverages}
    shown: list[RenderableType] = [Text(note, "yellow") for note in _notes(contents, grounding)]
    last = None
    for passage in within:
        text = grounding.texts.get(passage["source_id"])
        if last is not None and (gap := _gap(last, passage, text)):
            shown.append(Text(f"{gap}   (in no passage)", "bold red"))
        shown.append(_passage(passage, text, states.get(passage["source_id"], ())))
        shown.extend(_rows(rows, passage["passage_id"]))
        last = passage if last is None or passage["end"] > last["end"] else last
    return Group(*shown)


def _has_place(passage: Row) -> bool:
    return None not in (passage["source_id"], passage["start"], passage["end"])


def _notes(contents: Contents, grounding: Grounding) -> Iterator[str]:
    """What keeps the section from being shown whole."""
    for error in contents.errors.values():
        yield f"not shown: {plain(str(error), 300)}"
    for reason in dict.fromkeys(check.reason for check in grounding.checks if check.reason):
        yield f"not compared: {plain(reason, 200)}"
    lost = sum(not _has_place(row) for row in contents.tables["passages"].data.to_pylist())
    if lost:
        yield f"not shown: passages without a place: {lost}"


def _section(passages: list[dict[str, Any]], wanted: str) -> str | None:
    sections = list(dict.fromkeys(row["section"] for row in passages))
    known, found = {(section or BEFORE): section for section in sections}, []
    for fits in (str.__eq__, str.startswith, str.__contains__) if wanted.strip() else ():
        found = [name for name in known if fits(name.casefold(), wanted.casefold())]
        if len(found) == 1:
            return known[found[0]]
        if found:
            break
    what = f"several sections have {wanted[:80]!r}" if found else f"no section {wanted[:80]!r}"
    question = "" if found else did_you_mean(wanted, known)
    advice = question or f"Name one: {'; '.join(map(plain, found or known))}."
    raise CannotJudge(what, file="--section", advice=advice)


def _gap(last: Row, passage: Row, text: str | None) -> str:
    if text is None or passage["start"] <= last["end"]:
        return ""
    words = " ".join(text[last["end"] : passage["start"]].split())
    return words if any(character.isalnum() for character in words) else ""


def _passage(
    passage: Row, text: str | None, figures: tuple[tuple[int, int, State], ...]
) -> RenderableType:
    start, end = passage["start"], passage["end"]
    words = text[start:end] if text is not None else passage["exact"] or "(not quoted)"
    shown = Text("".join(" " if c.isspace() else c if c.isprintable() else "\ufffd" for c in words))
    for begins, after, state in figures:
        if start <= begins < end:
            shown.stylize(_COLOURS[state], begins - start, after - start)
    lost = [
        words[begins - start : after - start]
        for begins, after, state in figures
        if state is State.MISSING and start <= begins < end
    ]
    role = passage["role"]
    shown.stylize(_ROLES.get(role, "dim"))
    shown.append(f"   {plain(passage['passage_id'] or '?', 60)} {plain(role or '?')}", "dim italic")
    if lost:
        shown.append(f"   no row carries: {plain(', '.join(lost), 200)}", "bold red")
    if passage["not_carried"]:
        shown.append(f"   not carried: {plain(passage['not_carried'], 500)}", "yellow")
    return Padding(shown, (1, 0, 0, 0), expand=False)


def rows_by_passage(contents: Contents) -> Mapping[str, list[tuple[Table, int, Row]]]:
    """The rows that rest on each passage: claims, what they hold, citations, references."""
    claims = contents.tables.get("claims")
    passage_of = (
        {row["claim_id"]: row["passage_id"] for row in claims.data.to_pylist()} if claims else {}
    )
    found: dict[str, list[tuple[Table, int, Row]]] = defaultdict(list)
    for name, table in contents.tables.items():
        if name in {"passages", "findings", "appraisals"}:
            continue
        for at, row in enumerate(table.data.to_pylist()):
            passage = row.get("passage_id") or passage_of.get(row.get("claim_id"))
            if passage is not None:
                found[passage].append((table, at, row))
    return found


def _rows(
    rows: Mapping[str, list[tuple[Table, int, Row]]], passage: str
) -> Iterator[RenderableType]:
    here = rows.get(passage, [])
    for table, at, row in here:
        if table.name == "claims":
            yield _line(table, at, row, "cyan", 2)
            for other, place, content in here:
                if other is not table and content.get("claim_id") == row["claim_id"]:
                    yield _line(other, place, content, "magenta", 6)
        elif "claim_id" not in row:
            yield _line(table, at, row, "blue", 2)


def _line(table: Table, at: int, row: Row, colour: str, indent: int) -> RenderableType:
    """A row in one paragraph: its key, then what its filled cells say."""
    line = Text().append(f"{plain(table.key_of(at) or '?', 60)} ", colour)
    if table.name == "claims":
        marks = [row["type"], row["assertion_strength"], row["population"]]
        marks += ["negated"] if row["is_negated"] else []
        line.append(f"{plain(row['statement'] or '', 600)} ")
        line.append(f"({plain(', '.join(mark for mark in marks if mark), 200)})", "dim")
        links = ("restates_claim_id", "citation_id", "condition_reported")
        cells = [(name, table.text_of(at, name)) for name in links]
        triple = [row["subject_id"], row["predicate"], row["object_id"]]
        cells.append(("", " ".join(part for part in triple if part)))
    else:
        line.append(f"{table.name}  ", "dim")
        names = [name for name in row if name not in {*_PLACES, *table.schema.primary_key}]
        cells = [(name, table.text_of(at, name)) for name in names]
    for name, value in cells:
        if value:
            line.append(f"  {name} " if name else "  ", "dim")
            line.append(plain(value, 200), "" if name else "italic")
    return Padding(line, (0, 0, 0, indent), expand=False)
