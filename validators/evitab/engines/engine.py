"""Which engines there are."""

from enum import StrEnum


class Engine(StrEnum):
    """What asks the conditions of the rows."""

    PANDERA = "pandera"
    STREAM = "stream"
    SPARK = "spark"
