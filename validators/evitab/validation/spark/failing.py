"""What is said where Spark fails: one line, not Java's and Python's traces."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager

from evitab.finding import CannotJudge

# The line of a trace of a worker's Python that says what went wrong.
_PYTHON = re.compile(r"^(?!org\.|java\.|py4j\.)[\w.]*(?:Error|Exception)\b: .+", re.MULTILINE)
_ADVICE = "Spark's own log says more. Every worker needs evitab, and the package at the same path."


@contextmanager
def told_of_failure(advice: str = _ADVICE) -> Iterator[None]:
    """Raise CannotJudge where the cluster, or what a worker does, fails."""
    from py4j.protocol import Py4JError
    from pyspark.errors import PySparkException

    try:
        yield
    except (PySparkException, Py4JError, RuntimeError, OSError) as error:
        text = str(error)
        found = _PYTHON.findall(text)
        reason = found[-1] if found else text.strip().partition("\n")[0]
        raise CannotJudge(f"it failed ({reason[:200]})", file="spark", advice=advice) from None
