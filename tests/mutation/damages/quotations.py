"""Damage to sources and passages: what was read, and where its words stand."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator

from mutation.damage import Edit, Package, Variant, damage
from mutation.damages.reading import files
from mutation.ways import another, at, changed, digit, emptied, said, word

_EXCUSE = "A figure of speech, no quantity."

damage("source_is_declared", "a source is called otherwise in its row")(
    changed(at("sources", "path"), said("source-2.txt", "article.txt"))
)
damage("source_is_described", "dataset.json lists a source that no row describes")(
    files(
        "dataset.json",
        lambda data: data.replace(
            b'"sources": [', b'"sources": [{"path": "source-2.txt", "redistributable": false},'
        ),
    )
)


@damage("source_has_words_of_its_own", "a second row of sources names the same file")
def same_file(package: Package) -> Iterator[Variant]:
    for row in package.rows.get("sources", ()):
        yield Variant((Edit("sources", None, {**row, "source_id": "SRC-9001"}),))


damage("source_is_unaltered", "a figure of the source is changed")(
    files("source.txt", lambda data: data.replace(b"5,000", b"6,000", 1))
)
damage("source_is_unaltered", "the lines of the source end as in Windows")(
    files("source.txt", lambda data: data.replace(b"\n", b"\r\n"))
)
damage("source_is_unaltered", "the recorded digest is another")(
    changed(at("sources", "sha256"), digit)
)
damage("section_is_the_last_heading", "a passage is put into another section, or into none")(
    changed(at("passages", "section"), lambda one: [*another(one), ""])
)
damage("quote_stands_at_its_offsets", "a letter of a quotation is changed")(
    changed(at("passages", "exact"), word)
)
damage("quote_stands_at_its_offsets", "a figure of a quotation is changed")(
    changed(at("passages", "exact"), digit)
)
damage("quote_stands_at_its_offsets", "the words before or behind a quotation are cut or changed")(
    changed(at("passages", "prefix", "suffix"), lambda one: [one.text[1:], *word(one)])
)
damage("quote_stands_at_its_offsets", "the digest of a passage is another")(
    changed(at("passages", "sha256"), digit)
)


@damage("quote_stands_at_its_offsets", "a passage is moved by a character")
def moved(package: Package) -> Iterator[Variant]:
    for place, row in enumerate(package.rows.get("passages", ())):
        for step in (-1, 1) if int(row["start"]) else (1,):
            ends = {name: str(int(row[name]) + step) for name in ("start", "end")}
            yield Variant((Edit("passages", place, ends),))


# Rules about passages --------------------------------------------------------------------------

damage("passage_ends_after_it_starts", "start and end change places, or are one")(
    lambda package: (
        Variant((Edit("passages", place, {"start": row["end"], "end": end}),))
        for place, row in enumerate(package.rows.get("passages", ()))
        for end in (row["start"], row["end"])
        if int(end) > 0
    )
)
damage("quote_is_as_long_as_its_span", "an offset is counted in bytes, or has a wrong digit")(
    lambda package: (
        Variant((Edit("passages", place, {"end": str(int(row["end"]) + more)}),))
        for place, row in enumerate(package.rows.get("passages", ()))
        for more in (1, 2, 10)
        if row["exact"]
    )
)
damage("quote_is_as_long_as_its_span", "a word of a quotation is left out")(
    changed(at("passages", "exact"), lambda one: [one.text.rsplit(" ", 1)[0]])
)
damage("passage_is_quoted_or_hashed", "the words of a quotation are emptied")(
    changed(at("passages", "exact"), emptied)
)
damage("passage_is_quoted_or_hashed", "the digest of words that are not quoted is emptied")(
    changed(at("passages", "sha256"), emptied)
)


def _spans(package: Package, ends: tuple[int, int]) -> Iterator[Variant]:
    """Each quoted passage with its ends moved, and all that is told of it reckoned anew."""
    text = _text(package)
    for place, row in enumerate(package.rows.get("passages", ())):
        if row["exact"]:
            start, end = (
                int(row[name]) + more for name, more in zip(("start", "end"), ends, strict=True)
            )
            new = {"start": str(start), "end": str(end), "exact": text[start:end]}
            new |= {"prefix": text[max(0, start - 32) : start], "suffix": text[end : end + 32]}
            yield Variant((Edit("passages", place, new),))


def _text(package: Package) -> str:
    path = package.root / "source.txt"
    return path.read_bytes().decode() if path.exists() else ""


@damage("passage_holds_whole_words", "a quotation begins inside its first word")
def cut_in_front(package: Package) -> Iterator[Variant]:
    for variant in _spans(package, (1, 0)):
        cells = variant.edits[0].cells or {}
        if cells["prefix"][-1:].isalnum() and cells["exact"][:1].isalnum():
            yield variant


@damage("passage_holds_whole_words", "a quotation ends inside its last word")
def cut_behind(package: Package) -> Iterator[Variant]:
    for ends in ((0, -1), (0, -2), (0, -3)):
        for variant in _spans(package, ends):
            cells = variant.edits[0].cells or {}
            if cells["exact"][-1:].isalnum() and cells["suffix"][:1].isalnum():
                yield variant


# Coverage --------------------------------------------------------------------------------------

damage("excuse_is_needed", "an excuse stands where each figure is carried, or there is none")(
    lambda package: (
        Variant((Edit("passages", place, {"not_carried": _EXCUSE}),))
        for place, row in enumerate(package.rows.get("passages", ()))
        if not row["not_carried"]
    )
)


@damage("figure_is_carried", "a row with a figure is removed together with its claim")
def uncarried(package: Package) -> Iterator[Variant]:
    claims = package.rows.get("claims", [])
    passages = [claim["passage_id"] for claim in claims]
    for table in ("observations", "quantities", "nutrient_sources", "dosages"):
        for place, row in enumerate(package.rows.get(table, ())):
            at_claim = [
                each
                for each, claim in enumerate(claims)
                if claim["claim_id"] == row.get("claim_id")
            ]
            figure = next(
                (
                    row[n]
                    for n in ("value_reported", "content_reported", "dose_reported")
                    if row.get(n)
                ),
                "",
            )
            if at_claim and figure and passages.count(claims[at_claim[0]]["passage_id"]) > 1:
                yield Variant((Edit(table, place, None), Edit("claims", at_claim[0], None)))


def _alone(package: Package, place: int, start: int, end: int) -> bool:
    """Whether no passage but one holds a stretch of the source, and there is a word in it."""
    others = (row for at_, row in enumerate(package.rows["passages"]) if at_ != place)
    holds = any(int(row["start"]) < end and start < int(row["end"]) for row in others)
    return not holds and any(sign.isalnum() for sign in _text(package)[start:end])


@damage("source_is_covered", "a passage that no row rests on is removed")
def gap(package: Package) -> Iterator[Variant]:
    for place, row in enumerate(package.rows.get("passages", ())):
        if row["sha256"] and _alone(package, place, int(row["start"]), int(row["end"])):
            yield Variant((Edit("passages", place, None),))


@damage("source_is_covered", "a passage that is not quoted ends a word or two too early")
def short(package: Package) -> Iterator[Variant]:
    text = _text(package)
    for place, row in enumerate(package.rows.get("passages", ())):
        start, end = int(row["start"]), int(row["end"]) - 12
        if row["sha256"] and start < end and _alone(package, place, end, end + 12):
            digest = hashlib.sha256(text[start:end].encode()).hexdigest()
            yield Variant((Edit("passages", place, {"end": str(end), "sha256": digest}),))
