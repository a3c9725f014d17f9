"""What holds of every text: it stands for no null, no spreadsheet runs it, it has its format."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import partial

import pyarrow as pa
import pyarrow.compute as pc

from evitab.columns.mask import Mask, matches, one
from evitab.standard import Field, TableSchema

# What a spreadsheet would run: "=...", a leading tab or return, a call ("@SUM(A1)"), a pipe to a
# program ("-2+cmd|..."), a sum ("+1+1"). Words after a dash ("- item", "+K2") are words.
_FORMULA = r"^(?:[=＝\t\r]|[@+-]\s*[A-Za-z_][A-Za-z0-9_.]*\(|[@+-].*\||[+-][0-9.,]+[-+*/^&=<>])"
# Something to see, and nothing that hides or turns what is seen.
_VISIBLE = r"[^\pZ\p{Cf}]"
_HIDDEN = r"[\x00-\x08\x0B-\x1F\x7F-\x{9F}\x{202A}-\x{202E}\x{2066}-\x{2069}]"
_FORMATS: Mapping[str, tuple[str, str]] = {
    "uri": (r"^[A-Za-z][A-Za-z0-9+.-]*:[^\s<>\"{}|\\^`]+$", "an address with a scheme, https://…"),
    "email": (r"^[^@\s]+@[^@\s]+\.[^@\s]+$", "an e-mail address"),
    "uuid": (r"^(?i)[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$", "a UUID"),
}


def text_masks(field: Field, table: TableSchema) -> Iterator[Mask]:
    """The masks of a column of text: no missing value, no formula, its format."""
    missing = pa.array(table.missing_values, pa.string())
    yield one(
        field,
        "missingValues",
        "a text or a null",
        "Write a null: this text stands for one in CSV.",
        lambda values: pc.invert(pc.is_in(values, value_set=missing)),
    )
    if field.vocabulary is None and not {"enum", "pattern"} & set(field.constraints):
        yield one(
            field,
            "text_is_no_formula",
            "text that no spreadsheet runs as a formula",
            "Begin the text after the sign, or rephrase it.",
            lambda values: pc.invert(pc.match_substring_regex(values, _FORMULA)),
        )
        yield one(field, "text_is_readable", _READABLE, "Type it anew.", _is_readable)
    if (name := field.descriptor.get("format", "default")) != "default":
        pattern, words = _FORMATS[name]
        yield one(field, "format", words, "Mend the cell.", partial(matches, pattern))


_READABLE = "text with something to see, and no control characters"


def _is_readable(values: pa.Array) -> pa.Array:
    return pc.and_(matches(_VISIBLE, values), pc.invert(matches(_HIDDEN, values)))
