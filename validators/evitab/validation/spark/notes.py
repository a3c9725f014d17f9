"""What passes between the machines of a cluster: few rows, each of which stands for many."""

from __future__ import annotations

import pickle
from collections.abc import Callable, Iterable, Iterator
from dataclasses import astuple, dataclass, fields
from functools import lru_cache
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from evitab.validation.spark.failing import told_of_failure

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession

SCHEMA = (
    "table string, piece int, kind string, what string, count long, rows binary, numbers binary, "
    "blob binary, domain string, bucket long"
)
_TYPES = {"string": pa.string(), "int": pa.int32(), "long": pa.int64(), "binary": pa.binary()}
ARROW = pa.schema(
    [(name, _TYPES[kind]) for name, kind in (each.split() for each in SCHEMA.split(", "))]
)
Rows = npt.NDArray[np.int64]
# A table and what is said of its rows.
About = tuple[str, str]


@dataclass(frozen=True)
class Note:
    """What is said of a piece of a table, or asked of the keys in it.

    `kind` and `what` tell what it is about; `rows` and `numbers` are arrays of 32 bits each, `blob`
    is anything that was packed. Notes of one `bucket` of a `domain` come together.
    """

    table: str = ""
    piece: int = 0
    kind: str = ""
    what: str = ""
    count: int = 0
    rows: bytes | None = None
    numbers: bytes | None = None
    blob: bytes | None = None
    domain: str = ""
    bucket: int = 0

    @property
    def places(self) -> Rows:
        """The rows, by their numbers in the piece, from 0."""
        return np.frombuffer(self.rows or b"", np.uint32).astype(np.int64)

    @property
    def value(self) -> Any:
        """What was packed."""
        return pickle.loads(self.blob or b"")  # noqa: S301 - packed by a worker of ours


_NAMES = [each.name for each in fields(Note)]


def packed_rows(rows: Rows) -> bytes:
    """Rows of a piece as a note has them."""
    return rows.astype(np.uint32).tobytes()


def packed(value: object) -> bytes:
    """Anything as a note has it."""
    return pickle.dumps(value, pickle.HIGHEST_PROTOCOL)


def as_table(notes: Iterable[Note]) -> pa.Table:
    """Notes as Spark takes them."""
    columns = list(zip(*map(astuple, notes), strict=True)) or [()] * len(_NAMES)
    return pa.table([pa.array(c, t) for c, t in zip(columns, ARROW.types, strict=True)], ARROW)


def as_batches(notes: Iterable[Note]) -> Iterator[pa.RecordBatch]:
    """Notes as Spark takes them, one by one: each may be large."""
    for note in notes:
        yield from as_table([note]).to_batches()


def notes_in(rows: pa.Table | pa.RecordBatch) -> list[Note]:
    """The notes that Spark gives."""
    return [Note(**row) for row in rows.select(_NAMES).to_pylist()]


def sent(spark: SparkSession, notes: Iterable[Note]) -> DataFrame:
    """Notes of the driver, for the workers."""
    return spark.createDataFrame(as_table(notes))


def spread(notes: DataFrame, pieces: int, *by: str) -> DataFrame:
    """Notes over the cores of the cluster: a few tasks for each, so that none waits for the last;
    those that agree in some columns to the same.
    """
    most = 4 * notes.sparkSession.sparkContext.defaultParallelism
    return notes.repartition(max(1, min(pieces, most)), *by)


def collected(notes: DataFrame) -> list[Note]:
    """Notes of the workers, for the driver: such as count, or are no more than is listed.

    Raises CannotJudge where the cluster fails.
    """
    with told_of_failure():
        return notes_in(notes.toArrow())


def one_by_one(notes: DataFrame) -> Iterator[Note]:
    """Notes of the workers that are too many for the driver to hold.

    Raises CannotJudge where the cluster fails.
    """
    with told_of_failure():
        for row in notes.select(_NAMES).toLocalIterator():
            yield Note(**row.asDict())


@dataclass(frozen=True)
class Shipped:
    """What each worker has to know: unpacked once in each process."""

    mark: str
    parcel: bytes

    def __hash__(self) -> int:
        return hash(self.mark)

    @classmethod
    def of(cls, value: object) -> Shipped:
        """Pack what workers have to know; functions within it go along."""
        from pyspark import cloudpickle

        return cls(uuid4().hex, cloudpickle.dumps(value))

    def get(self) -> Any:
        """What was packed, the same object for all tasks of a process."""
        return _unpacked(self)


@lru_cache(maxsize=4)
def _unpacked(shipped: Shipped) -> Any:
    import sys

    # pandera takes that up where it can, which is slow, and warns of the pandas that it finds.
    sys.modules.setdefault("pyspark.pandas", None)  # type: ignore[arg-type]
    return pickle.loads(shipped.parcel)  # noqa: S301 - packed by the driver


def knowing(
    work: Callable[[Shipped, pa.Table], pa.Table], shipped: Shipped
) -> Callable[[pa.Table], pa.Table]:
    """Work on a group of notes that has to know something; PySpark looks at its types."""

    def on_group(notes: pa.Table) -> pa.Table:
        return work(shipped, notes)

    return on_group
