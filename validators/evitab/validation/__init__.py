"""The verdict on a package: every check asked, every finding kept, every skip named."""

from evitab.validation.large import Way
from evitab.validation.verdict import faults, refuse_crashed, validate_package

__all__ = ["Way", "faults", "refuse_crashed", "validate_package"]
