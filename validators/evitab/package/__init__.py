"""Packages: reading and writing the tables and facts of one folder under `data/`."""

from evitab.package.contents import Contents, read_package, read_table, refuse_unread
from evitab.package.dataset import Dataset, read_dataset
from evitab.package.medium import Medium
from evitab.package.table import Table, finding_at

__all__ = [
    "Contents",
    "Dataset",
    "Medium",
    "Table",
    "finding_at",
    "read_dataset",
    "read_package",
    "read_table",
    "refuse_unread",
]
