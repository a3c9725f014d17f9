"""Doses against upper levels: from low to high, a day, on a log axis."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from evitab.reporting.html.charts.daily import daily_doses, span_in_words
from evitab.reporting.html.charts.model import (
    Axis,
    Chart,
    Entry,
    Lane,
    Mark,
    Shape,
    Tone,
    Upright,
)
from evitab.reporting.html.names import Names, figure, link
from evitab.reporting.html.subject import Row, Subject, rows_of
from evitab.views.concepts import broader

_UPPER = ("tolerable-upper-intake-level", "upper-limit")
_ADULTS = "adults"
# As authorities group people.
_SAME = {"pregnant-women": "pregnancy-lactation"}
_LEGEND = {
    Tone.ARTICLE: "a dose in the article",
    Tone.AUTHORITY: "a dose that an authority gives or tells of",
    Tone.HIGH: "an upper level of an authority",
}
_HEAD = ("amount a day", "in IU", "what", "who says it", "for whom or what", "printed as")
_NOTE = (
    "Upper levels are for healthy people of the general population and count all sources of a "
    "substance; they are not meant for treatment under supervision. A dose without a frequency "
    "is drawn as once a day."
)
_SHAPES = "Filled: advised. Hollow: given in a study, taken by a person of a case or by the author."
_OTHERS = "Upper levels of other groups of people stand in the table alone: {}."


def dose_charts(subject: Subject, names: Names) -> list[Chart]:
    """One chart for each substance, or broader one, that has doses of a known mass."""
    wider = broader(*(each for each in (subject.contents, subject.authority) if each))
    levels = [row for row in _intakes(subject) if row["type"] in _UPPER]
    known = dict.fromkeys(row["nutrient_id"] for row in levels)
    by_nutrient: dict[str, list[Row]] = defaultdict(list)
    for row in daily_doses(subject.contents):
        above = wider(row["substance_id"])
        by_nutrient[next((each for each in above if each in known), above[0])].append(row)
    given = [] if subject.authority is subject.contents else [
        row for row in daily_doses(subject.authority) if row["use"] == "recommended"
    ]  # fmt: skip
    return [
        _Doses(
            subject,
            names,
            nutrient,
            _Beside(
                rows,
                [row for row in given if nutrient in wider(row["substance_id"])],
                [row for row in levels if row["nutrient_id"] == nutrient],
            ),
        ).chart()
        for nutrient, rows in by_nutrient.items()
    ]


def _intakes(subject: Subject) -> list[Row]:
    return rows_of(subject.authority, "reference_intakes")


@dataclass(frozen=True)
class _Beside:
    """The article's doses, what authorities give, and the upper levels that they set."""

    rows: Sequence[Row]
    given: Sequence[Row]
    levels: Sequence[Row]


class _Doses:
    """The doses of one nutrient beside what authorities set and give."""

    def __init__(self, subject: Subject, names: Names, nutrient: str, beside: _Beside) -> None:
        self._subject, self._names, self._nutrient = subject, names, nutrient
        self._rows, self._given, self._levels = beside.rows, beside.given, beside.levels
        works = rows_of(subject.authority, "references")
        self._years = {row["reference_id"]: row["issued_year"] for row in works}
        self._claims = {row["claim_id"]: row for row in subject.rows("claims")}
        named = {self._claims.get(row.get("claim_id"), {}).get("population") for row in beside.rows}
        self._people = {
            _ADULTS,
            "everyone",
            *named,
            *(whom for same, whom in _SAME.items() if same in named),
        }
        self._factor = self._international()

    def chart(self) -> Chart:
        lanes = [lane for _, lane, _ in self._sorted(all_levels=False)]
        tones = {mark.tone for lane in lanes for mark in lane.marks}
        uprights = list(self._uprights())
        unset = [
            f"{self._who(row)} gives no upper level "
            f"({self._subject.label('intake_status', row['status']).lower()})."
            for row in self._levels
            if row["value_mcg"] is None
        ]
        known = [row for row in self._levels if row["value_mcg"] is not None]
        others = len([row for row in known if not self._is_drawn(row)])
        return Chart(
            f"doses-{self._nutrient}",
            f"Doses of {self._names.of(self._nutrient)}",
            self._alt(len(self._rows), uprights),
            Axis("mcg a day", True, "IU a day" if self._factor else "", self._factor),
            lanes,
            _HEAD,
            [entry for _, _, entry in self._sorted(all_levels=True)],
            uprights,
            {tone: words for tone, words in _LEGEND.items() if tone in tones},
            [
                _SHAPES,
                *([_NOTE] if tones & {Tone.HIGH} or unset else []),
                *dict.fromkeys(unset),
                *([_OTHERS.format(others)] if others else []),
            ],
            frozenset(("dosages", row["dosage_id"]) for row in self._rows),
            keeps_last=True,
        )

    def _sorted(self, *, all_levels: bool) -> list[tuple[float, Lane, Entry]]:
        levels = self._authority([row for row in self._levels if all_levels or self._is_drawn(row)])
        return sorted([*self._doses(), *levels], key=lambda line: line[0])

    def _is_drawn(self, level: Row) -> bool:
        """Whether a level is for people whom the article's doses may be for."""
        return level["population"] in self._people

    def _doses(self) -> Iterator[tuple[float, Lane, Entry]]:
        for row in self._rows:
            yield self._dose(row, link("dosages", row["dosage_id"]))
        for row in self._given:
            yield self._dose(row, None)

    def _dose(self, row: Row, href: str | None) -> tuple[float, Lane, Entry]:
        low, high = row["day_low"], row["day_high"]
        tone = Tone.AUTHORITY if row.get("authority_id") else Tone.ARTICLE
        use = self._subject.label("dosage_use", row["use"]).lower()
        what = f"{row['dose_reported']} {self._names.of(row['form_id'] or row['substance_id'])}"
        if (low, high) != (row["dose_low_mcg"], row["dose_high_mcg"]):
            what += f" ({self._in_iu(low, high) or self._amount(low, high)} a day)"
        who = "This article" if tone is Tone.ARTICLE else self._who(row)
        told = [use, self._condition(row), row["duration_reported"]]
        whom = ", ".join(each for each in told if each)
        said = f"{what}: {whom}" if tone is Tone.ARTICLE else f"{what}: {who}, {whom}"
        is_span = low != high
        shape = Shape.WHISKER if is_span else Shape.CIRCLE
        mark = Mark(shape, tone, low, high, "", href, is_hollow=row["use"] != "recommended")
        cells = (self._amount(low, high), self._in_iu(low, high), use, who,
                 whom, self._printed(row))  # fmt: skip
        return high or low, Lane(said, [mark]), Entry(cells, href)

    def _condition(self, row: Row) -> str:
        claim = self._claims.get(row.get("claim_id"), {})
        purpose = self._subject.label("dosage_purpose", row["purpose"]).lower()
        return claim.get("condition_reported") or purpose

    @staticmethod
    def _printed(row: Row) -> str:
        parts = (row["dose_reported"], row["timing_reported"], row["instruction_reported"])
        return ", ".join(part for part in parts if part)

    def _authority(self, levels: Sequence[Row]) -> Iterator[tuple[float, Lane, Entry]]:
        for row in levels:
            value = row["value_mcg"]
            if value is None:
                continue
            whom = self._subject.label("population", row["population"]).lower()
            kind = self._subject.label("intake_type", row["type"])
            who = self._who(row)
            cells = (self._amount(value, value), self._in_iu(value, value), kind, who, whom,
                     f"{figure(row['value'])} {_unit(row['unit'])}")  # fmt: skip
            mark = Mark(Shape.LIMIT, Tone.HIGH, value, value)
            amount = f"{cells[0]} ({cells[1]})" if cells[1] else cells[0]
            yield value, Lane(f"{amount}: {kind}, {whom}, {who}", [mark]), Entry(cells)

    def _uprights(self) -> Iterator[Upright]:
        """One line for each amount that is an upper level of adults."""
        at: dict[float, list[str]] = defaultdict(list)
        for row in self._levels:
            if row["population"] == _ADULTS and row["value_mcg"] is not None:
                at[row["value_mcg"]].append(self._names.of(row["authority_id"]))
        for value in at:
            yield Upright(value, f"upper level {figure(value)} mcg", Tone.HIGH)

    def _who(self, row: Row) -> str:
        year = self._years.get(row.get("reference_id"))
        name = self._names.of(row["authority_id"])
        return f"{name} {year}" if year else name

    def _international(self) -> float | None:
        rows = rows_of(self._subject.authority, "conversions")
        found = [row for row in rows if (row["from_unit"], row["to_unit"]) == ("ug", "[iU]")]
        factors: dict[str, float] = {row["substance_id"]: row["factor"] for row in found}
        return factors.get(self._nutrient)

    def _amount(self, low: float | None, high: float | None) -> str:
        return f"{span_in_words(low, high)} mcg"

    def _in_iu(self, low: float | None, high: float | None) -> str:
        if self._factor is None:
            return ""
        low, high = (None if each is None else each * self._factor for each in (low, high))
        return f"{span_in_words(low, high)} IU"

    def _alt(self, count: int, uprights: Sequence[Upright]) -> str:
        name = self._names.of(self._nutrient)
        words = f"{count} doses of {name} from low to high, in micrograms a day."
        if uprights:
            marked = ", ".join(f"{figure(upright.at)} mcg" for upright in uprights)
            words += f" Lines mark the upper levels for adults: {marked}."
        return f"{words} The table below the picture says the same."


def _unit(unit: str | None) -> str:
    return (unit or "").replace("[iU]/d", "IU a day").replace("ug/d", "mcg a day")
