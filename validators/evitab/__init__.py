"""evitab: structured clinical evidence in validated tables.

`evitab.load("vitamin-d3-k2")` gives a package; `package.claims` is a typed DataFrame.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from evitab.finding import CannotJudge
    from evitab.loaded import Package
    from evitab.loading import load, packages
    from evitab.store import OfflineWarning

__all__ = ["CannotJudge", "OfflineWarning", "Package", "__version__", "load", "packages"]
__version__ = "0.1.0"

# pandas and pyarrow are imported once they are needed, not by `import evitab`.
_PLACES = {
    "CannotJudge": "evitab.finding",
    "OfflineWarning": "evitab.store",
    "Package": "evitab.loaded",
    "load": "evitab.loading",
    "packages": "evitab.loading",
}


def __getattr__(name: str) -> Any:
    if name in _PLACES:
        return getattr(import_module(_PLACES[name]), name)
    raise AttributeError(f"module 'evitab' has no attribute {name!r}")


def __dir__() -> list[str]:
    return __all__
