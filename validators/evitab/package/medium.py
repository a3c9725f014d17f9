"""The two forms in which a package keeps its tables."""

from enum import StrEnum


class Medium(StrEnum):
    """The two forms in which a package keeps each table."""

    CSV = "csv"
    PARQUET = "parquet"

    def file(self, table: str) -> str:
        """The path of a table's file inside its package."""
        return f"{'tables' if self is Medium.CSV else 'parquet'}/{table}.{self.value}"
