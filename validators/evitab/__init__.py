"""evitab: structured clinical evidence in validated tables.

`evitab.load("vitamin-d3-k2")` gives a package; `package.claims` is a typed DataFrame.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from evitab.loading import Package, load
    from evitab.store import OfflineWarning

__all__ = ["OfflineWarning", "Package", "__version__", "load"]
__version__ = "0.1.0"


def __getattr__(name: str) -> Any:
    # pandas and pyarrow are imported once they are needed, not by `import evitab`.
    if name in {"Package", "load"}:
        from evitab import loading

        return getattr(loading, name)
    if name == "OfflineWarning":
        from evitab.store import OfflineWarning

        return OfflineWarning
    raise AttributeError(f"module 'evitab' has no attribute {name!r}")


def __dir__() -> list[str]:
    return __all__
