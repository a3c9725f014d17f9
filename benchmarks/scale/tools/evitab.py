"""evitab itself, by one of its engines: `stream`, or `pandera`, the judge."""

from __future__ import annotations

from pathlib import Path

from benchmarks.scale.work import KINDS, STANDARD, TABLES, Counts, tally


def prepare(engine: str) -> None:
    """Import what a validation imports."""
    import pyarrow.csv
    import pyarrow.parquet

    import benchmarks.scale.rules
    import evitab.validation

    if engine == "pandera":
        import evitab.engines.judge


def run(folder: Path, form: str, engine: str) -> Counts:
    """Ask what all tools ask. Raises RuntimeError where something could not be asked."""
    from benchmarks.scale.rules import RULES
    from evitab.engines.engine import Engine
    from evitab.finding import Outcome
    from evitab.package import Medium
    from evitab.validation import Options, validate_package
    from evitab.validation.selection import Selection

    report = validate_package(
        folder,
        STANDARD,
        name="scale",
        medium=Medium(form),
        selection=Selection(select=list(KINDS)),
        options=Options(engine=Engine(engine), rules=RULES),
    )
    for error in report.errors:
        raise RuntimeError(str(error))
    for check in report.checks:
        # What is asked of built files alone has no table of ours, and is skipped: nothing is built.
        if check.table in TABLES and check.outcome in {Outcome.SKIPPED, Outcome.CRASHED}:
            raise RuntimeError(f"{check.rule} on {check.table} {check.outcome}: {check.reason}")
    return tally(
        (check.table, KINDS.get(check.rule, check.rule), check.findings) for check in report.checks
    )
