"""Table Schema compiled, once, into masks over Arrow arrays."""

from evitab.columns.frame import frame_of, pandas_type, plain_text
from evitab.columns.lexical import ARROW_TYPES, arrow_schema, arrow_type, parse
from evitab.columns.mask import Mask
from evitab.columns.masks import compile_masks

__all__ = [
    "ARROW_TYPES",
    "Mask",
    "arrow_schema",
    "arrow_type",
    "compile_masks",
    "frame_of",
    "pandas_type",
    "parse",
    "plain_text",
]
