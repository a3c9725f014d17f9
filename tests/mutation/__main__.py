"""`python -m mutation`: damage the real packages, and write what each rule saw of it."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

from rich.console import Console
from rich.progress import track

from mutation.damage import all_damages
from mutation.harness import MOST, as_csv, run
from packages import REPOSITORY

OUTPUT = REPOSITORY / "validators" / "mutation.csv"


def main() -> None:
    """Read the arguments, run, write the CSV, and name what was missed."""
    parser = argparse.ArgumentParser(prog="python -m mutation", description=__doc__)
    parser.add_argument("rules", nargs="*", help="these rules only; the CSV is then printed")
    parser.add_argument("--most", type=int, default=MOST, help="variants of each damage")
    parser.add_argument("--output", type=Path, default=OUTPUT)
    options = parser.parse_args()
    damages = [each for each in all_damages() if not options.rules or each.rule in options.rules]
    console = Console(stderr=True)

    def progress(seen: Iterator[bool], total: int) -> Iterable[bool]:
        return track(seen, "damaging", total, console=console) if console.is_terminal else seen

    outcome = run(
        damages, most=options.most, processes=os.cpu_count() or 1,
        with_alarms=not options.rules, progress=progress,
    )  # fmt: skip
    if options.rules:
        sys.stdout.write(as_csv(outcome))
    else:
        options.output.write_text(as_csv(outcome), encoding="utf-8")
    for tally in outcome.tallies:
        for words in tally.missed if options.rules else tally.missed[:1]:
            console.print(
                f"missed by {tally.damage.rule} ({tally.damage.words}): {words}", markup=False
            )
    for rule, words in outcome.alarms:
        console.print(f"false alarm of {rule}: {words}", markup=False, soft_wrap=True)


if __name__ == "__main__":
    main()
