"""What differs between two packages: read, compared, judged, and applied again."""

from evitab.changes.apply import apply
from evitab.changes.bump import Bump, Reason, Verdict
from evitab.changes.compare import compare
from evitab.changes.model import Diff
from evitab.changes.recipe import judge
from evitab.changes.snapshot import Snapshot, read_snapshot, snapshot_of

__all__ = [
    "Bump",
    "Diff",
    "Reason",
    "Snapshot",
    "Verdict",
    "apply",
    "compare",
    "judge",
    "read_snapshot",
    "snapshot_of",
]
