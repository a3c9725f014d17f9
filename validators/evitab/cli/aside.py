"""Libraries that the command leaves aside, though they are installed."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager

# What pandera takes up wherever it can import it, to judge that library's frames or to invent
# data. `pyspark.pandas` stands here too, so that it stays aside where Spark itself is wanted.
ASIDE = ("dask", "geopandas", "hypothesis", "modin", "pyspark", "pyspark.pandas")


@contextmanager
def left_aside() -> Iterator[None]:
    """Let an import of such a library fail as if it were not there.

    pandera has no switch for that, and judging tables needs none of them: with pyspark, geopandas
    and hypothesis a run imports a quarter more modules, and pyspark warns of the pandas that it
    finds. None in `sys.modules` is Python's own sign that there is no such module. It is set for
    the command, whose process is ours; who imports evitab has pandera as it is, for pandera
    remembers what it found.
    """
    names = [name for name in ASIDE if name not in sys.modules]
    sys.modules.update(dict.fromkeys(names))  # type: ignore[arg-type]
    try:
        yield
    finally:
        for name in names:
            if sys.modules.get(name, ...) is None:
                del sys.modules[name]
