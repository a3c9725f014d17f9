"""A finding in one or two sentences, for formats that have no columns."""

from __future__ import annotations

from evitab.finding import AnyFinding, Finding
from evitab.reporting.findings_text import found
from evitab.reporting.terminal import plain

_LONG = 2000


def message(finding: AnyFinding) -> str:
    """What was found, what was expected and what to do, or how the source is at odds."""
    key = "" if finding.key is None else f"{plain(finding.key, 60)}: "
    if isinstance(finding, Finding):
        what = found(finding)
        start = f"{key}found {what}; expected" if what else f"{key}expected"
        return f"{start} {_end(plain(finding.expected, _LONG))} {plain(finding.advice, _LONG)}"
    takes = f" Takes for granted: {plain(finding.assumption, _LONG)}" if finding.assumption else ""
    return (
        f"{key}the source says {plain(finding.observed, _LONG)}; would agree: "
        f"{_end(plain(finding.expected, _LONG))} {plain(finding.arithmetic, _LONG)}{takes}"
    )


def _end(sentence: str) -> str:
    return sentence if sentence.endswith((".", "…")) else f"{sentence}."
