"""The other floor: pyarrow reads the columns in batches, and nothing is asked."""

from __future__ import annotations

from pathlib import Path

from benchmarks.scale.work import TABLES, Counts, file_of


def prepare() -> None:
    """Import the readers."""
    import pyarrow.csv
    import pyarrow.parquet


def run(folder: Path, form: str) -> Counts:
    """Read every table and let go of each batch; finds nothing."""
    for table in TABLES:
        path = file_of(folder, table, form)
        if form == "parquet":
            _read_parquet(path)
        else:
            _read_csv(path)
    return {}


def _read_parquet(path: Path) -> None:
    import pyarrow.parquet as pq

    with pq.ParquetFile(path) as file:
        for _ in file.iter_batches(batch_size=131_072):
            pass


def _read_csv(path: Path) -> None:
    import pyarrow as pa
    from pyarrow import csv

    names = [field.name for field in TABLES[path.stem].fields]
    # Texts: a cell may be no number, and then reading it as one would end the run.
    convert = csv.ConvertOptions(column_types=dict.fromkeys(names, pa.string()))
    with csv.open_csv(path, convert_options=convert) as reader:
        for _ in reader:
            pass
