"""The verdict on a package: every check asked, every finding kept, every skip named."""

from evitab.validation.options import Options
from evitab.validation.verdict import faults, refuse_crashed, validate_package

__all__ = ["Options", "faults", "refuse_crashed", "validate_package"]
