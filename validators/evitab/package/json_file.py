"""JSON files, read with care: no name twice, no constants that JSON lacks, nothing too deep."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from evitab.finding import CannotJudge
from evitab.package.paths import read_bytes

_MAX_DEPTH = 20


def read_json(root: Path, file: str, *, limit: int) -> Any:
    """The value of a JSON file of a package; raises CannotJudge where there is none to be had."""
    try:
        value = parse_json(read_bytes(root, file, limit=limit))
        json.dumps(value, ensure_ascii=False).encode()
    except UnicodeDecodeError as error:
        message, advice = f"byte {error.start} is not UTF-8", "Save it as UTF-8."
        raise CannotJudge(message, file=file, advice=advice) from None
    except json.JSONDecodeError as error:
        raise CannotJudge(
            f"not JSON: {error.msg}, column {error.colno}",
            file=file,
            line=error.lineno,
            advice="Mend it there.",
        ) from None
    except UnicodeEncodeError:
        message = "half a surrogate pair is no character"
        raise CannotJudge(message, file=file, advice="Mend it.") from None
    except RecursionError:
        raise _too_deep(file) from None
    except ValueError as error:
        raise CannotJudge(f"not JSON: {error}", file=file, advice="Mend it.") from None
    if _depth(value) > _MAX_DEPTH:
        raise _too_deep(file)
    return value


def parse_json(data: bytes) -> Any:
    """The value of a JSON text in UTF-8; raises ValueError for a name twice in one object too."""
    return json.loads(
        data.decode("utf-8"), object_pairs_hook=_no_duplicates, parse_constant=_no_constant
    )


def _no_duplicates(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    unique: dict[str, Any] = {}
    for name, value in pairs:
        if name in unique:
            raise ValueError(f"the name {name[:80]!r} stands twice in one object")
        unique[name] = value
    return unique


def _no_constant(name: str) -> Any:
    raise ValueError(f"{name} is no JSON value")


def _depth(value: Any) -> int:
    """How deep arrays and objects lie inside one another, counted without recursion."""
    depth, level = 0, [value]
    while level:
        nested = [item for item in level if isinstance(item, dict | list)]
        if not nested or depth > _MAX_DEPTH:
            return depth
        depth += 1
        level = [x for item in nested for x in (item.values() if isinstance(item, dict) else item)]
    return depth


def _too_deep(file: str) -> CannotJudge:
    message = f"nested more than {_MAX_DEPTH} deep"
    return CannotJudge(message, file=file, advice="Flatten it.")
