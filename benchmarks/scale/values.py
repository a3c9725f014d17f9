"""The values of the tables, chunk by chunk, as a corpus of studies would have them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from benchmarks.scale.arithmetic import CRITICAL, LEVEL, implied_p
from benchmarks.scale.damage import Damage, Numbers
from benchmarks.scale.work import TABLES, choices

PREFIXES = {"references": "ref", "claims": "clm", "effects": "eff", "dosages": "dos"}
Columns = dict[str, pa.Array]
Random = np.random.Generator

_SUBJECTS = (
    *("Vitamin D", "Vitamin D₃", "Vitamin K₂ (MK-7)", "Calcium, with vitamin D,", "25(OH)D"),
    *("Cholécalciférol", "Ménaquinone-7", "Vitamin-D-Präparate", "ビタミンD", "Витамин K"),
)
_VERBS = ("lowers", "does not change", "is associated with a lower", "may raise", "halves")
_OUTCOMES = (
    *("the risk of fractures", "bone loss at the hip", "falls in older adults"),
    *("arterial stiffness", "calcium in urine (≥ 7.5 mmol/d)", "“all-cause” mortality"),
)
_DESIGNS = ("a randomised trial", "a cohort study", "systematic review", "étude cas-témoins")
# Levels of intervals, and how many standard errors each is wide on either side.
_CRITICAL = {LEVEL: CRITICAL, 90: 1.645, 99: 2.576}
_DOSES = (1.25, 5, 10, 20, 25, 45, 50, 90, 100, 180, 400, 600, 800, 1000, 2000, 4000)


def keys(table: str, rows: Numbers) -> pa.Array:
    """The keys of rows, by their numbers from 0: `eff-0001`, `eff-12345`."""
    numbers = pc.utf8_lpad(pa.array(rows + 1).cast(pa.string()), 4, "0")
    return pc.binary_join_element_wise(PREFIXES[table], numbers, "-")


def sound(table: str, rows: Numbers, random: Random, parent: Damage | None = None) -> Columns:
    """The columns of rows of a table before any damage, in the order of the schema.

    `parent` is the damage of the table that the foreign key points to.
    """
    columns = {f"{table.removesuffix('s')}_id": keys(table, rows)}
    if parent is not None:
        columns[f"{parent.table.removesuffix('s')}_id"] = _pointers(parent, len(rows), random)
    return columns | _VALUES[table](len(rows), random)


def _pointers(parent: Damage, size: int, random: Random) -> pa.Array:
    rows = random.integers(0, parent.rows, size)
    while not (is_sound := parent.has_sound_key(rows)).all():
        rows = np.where(is_sound, rows, (rows + 1) % parent.rows)
    return keys(parent.table, rows)


def _references(size: int, random: Random) -> Columns:
    title = _words(random, size, ("{} and {}: {}", _SUBJECTS, _OUTCOMES, _DESIGNS))
    return {
        "title": pc.binary_join_element_wise(title, _numbered(random, size, " ({})"), ""),
        "year": _some(random, random.integers(1965, 2027, size), 0.98),
        "type": _one_of("references", "type", random, size),
    }


def _claims(size: int, random: Random) -> Columns:
    statement = _words(random, size, ("{} {} {}", _SUBJECTS, _VERBS, _OUTCOMES))
    return {
        "statement": pc.binary_join_element_wise(
            statement, _numbered(random, size, ", in {} people."), ""
        ),
        "strength": _one_of("claims", "strength", random, size),
    }


def _effects(size: int, random: Random) -> Columns:
    is_ratio = random.random(size) < 0.7
    error = random.uniform(0.12, 0.5, size)
    z = np.clip(random.normal(-0.4, 1.3, size), -2.9, 2.9)
    middle = np.where(is_ratio, np.exp(z * error), z * error)
    level = random.choice(list(_CRITICAL), size, p=[0.92, 0.05, 0.03])
    half = error * np.select([level == each for each in _CRITICAL], list(_CRITICAL.values()))
    low = np.where(is_ratio, middle * np.exp(-half), middle - half)
    high = np.where(is_ratio, middle * np.exp(half), middle + half)
    estimate, low, high = (np.round(bound, 2) + 0.0 for bound in (middle, low, high))
    has_interval = random.random(size) < 0.95
    with np.errstate(invalid="ignore", divide="ignore"):
        ratio_p = implied_p(estimate, low, high, log=np.log, exp=np.exp)
    p = np.round(np.where(is_ratio, ratio_p, random.random(size)), 3)
    return {
        "scale": pc.if_else(pa.array(is_ratio), "ratio", "difference"),
        "estimate": pa.array(estimate),
        "ci_low": pa.array(low, mask=~has_interval),
        "ci_high": pa.array(high, mask=~has_interval),
        "ci_level": pa.array(level, mask=~has_interval),
        "p_value": _some(random, p, 0.9),
        "sample_size": _some(random, random.integers(20, 5000, size), 0.9),
    }


def _dosages(size: int, random: Random) -> Columns:
    return {
        "dose": _some(random, random.choice(_DOSES, size), 0.95),
        "unit": _one_of("dosages", "unit", random, size),
        "times_per_day": _some(random, random.integers(1, 5, size), 0.8),
    }


_VALUES: Mapping[str, Callable[[int, Random], Columns]] = {
    "references": _references,
    "claims": _claims,
    "effects": _effects,
    "dosages": _dosages,
}


def _some(random: Random, values: npt.NDArray[np.generic], share: float) -> pa.Array:
    """The values, of which a share is there and the others are null."""
    return pa.array(values, mask=random.random(len(values)) >= share)


def _one_of(table: str, column: str, random: Random, size: int) -> pa.Array:
    codes = choices(TABLES[table].by_name[column]) or []
    return pa.array(codes).take(pa.array(random.integers(0, len(codes), size)))


def _words(random: Random, size: int, form: tuple[str, *tuple[Sequence[str], ...]]) -> pa.Array:
    """Sentences of a form, each blank filled with one of its own list."""
    template, *lists = form
    parts = [
        pa.array(words).take(pa.array(random.integers(0, len(words), size))) for words in lists
    ]
    pieces = template.split("{}")
    joined = [piece for part, glue in zip(parts, pieces[1:], strict=True) for piece in (part, glue)]
    return pc.binary_join_element_wise(pieces[0], *joined, "")


def _numbered(random: Random, size: int, form: str) -> pa.Array:
    before, after = form.split("{}")
    numbers = pa.array(random.integers(1, 100_000, size)).cast(pa.string())
    return pc.binary_join_element_wise(before, numbers, after, "")
