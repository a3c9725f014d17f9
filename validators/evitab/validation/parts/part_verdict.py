"""What was found in one part of a package."""

from __future__ import annotations

from dataclasses import dataclass, field

from evitab.finding import CannotJudge, Check, Finding, SourceFinding


@dataclass
class PartVerdict:
    """What was found in one part; `unsound` counts the sources that rules were not asked about.

    Where it `is_on_record`, an earlier run found it. `mark` is the digest of the part, where
    verdicts are kept.
    """

    checks: list[tuple[Check, list[Finding]]] = field(default_factory=list)
    source_findings: list[SourceFinding] = field(default_factory=list)
    errors: list[CannotJudge] = field(default_factory=list)
    sources: int = 0
    unsound: int = 0
    is_on_record: bool = False
    mark: str = ""
