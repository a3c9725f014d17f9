"""The verdicts on the parts of a package, kept in a folder: what did not change since is not judged
again, and a run that was interrupted goes on.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Collection, Mapping
from dataclasses import asdict, dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any, TypeVar

from evitab.finding import (
    CannotJudge,
    Check,
    Finding,
    Outcome,
    Severity,
    SourceFinding,
    Waiver,
)
from evitab.package.writing import write_files
from evitab.validation.parts.part_verdict import PartVerdict

_Either = TypeVar("_Either", Finding, SourceFinding)
_MARK = re.compile(r"[0-9a-f]{64}\.json")


@dataclass(frozen=True)
class Record:
    """A folder with a verdict for each part that was judged, by the digest of the part.

    What is not there is looked for in an earlier record, `since`, and taken over. Without a folder
    nothing is kept.
    """

    folder: Path | None
    since: Path | None = None

    def find(self, mark: str) -> PartVerdict | None:
        """The verdict on a part, if there is one; raises CannotJudge where it cannot be read."""
        for folder in filter(None, (self.folder, self.since)):
            path = folder / f"{mark}.json"
            if not path.is_file():
                continue
            text = path.read_bytes()
            verdict = _read(text, path)
            if self.folder is not None and folder != self.folder:
                write_files({self.folder / path.name: text})
            return verdict
        return None

    def keep(self, mark: str, verdict: PartVerdict) -> None:
        """Keep a verdict, unless something kept it from being one."""
        crashed = any(check.outcome is Outcome.CRASHED for check, _ in verdict.checks)
        if self.folder is not None and not verdict.errors and not crashed:
            facts = {
                "checks": [
                    [asdict(check), [asdict(each) for each in found]]
                    for check, found in verdict.checks
                ],
                "source_findings": [asdict(each) for each in verdict.source_findings],
                "sources": verdict.sources,
                "unsound": verdict.unsound,
            }
            text = json.dumps(facts, ensure_ascii=False, default=str)
            write_files({self.folder / f"{mark}.json": text.encode(errors="surrogatepass")})

    def forget_others(self, marks: Collection[str]) -> None:
        """Remove the verdicts on parts that the package has no more."""
        for path in self.folder.iterdir() if self.folder else ():
            if _MARK.fullmatch(path.name) and path.stem not in marks:
                path.unlink()


def open_record(folder: Path | None, since: Path | None, package: str) -> Record | None:
    """The record of a package in a folder, which is made, and an earlier one to look into; None
    where neither is asked for. Raises CannotJudge where they cannot be used.
    """
    if since is not None and not (since / package).is_dir():
        advice = "Name a folder that --record has made of this package."
        raise CannotJudge(f"no record of {package} is there", file=str(since), advice=advice)
    own = None if folder is None else folder / package
    if own is not None:
        _make(own)
    earlier = None if since is None else since / package
    return None if own is None and earlier is None else Record(own, earlier)


def _make(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        reason = f"no folder can be made ({error.strerror})"
        advice = "Name another place for --record."
        raise CannotJudge(reason, file=str(folder), advice=advice) from None
    if not os.access(folder, os.W_OK):
        advice = "Name another place for --record."
        raise CannotJudge("nothing can be written there", file=str(folder), advice=advice)


def _read(text: bytes, path: Path) -> PartVerdict:
    try:
        facts = json.loads(text.decode(errors="surrogatepass"))
        checks = [
            (_check(check), [_finding(Finding, each) for each in found])
            for check, found in facts["checks"]
        ]
        found = [_finding(SourceFinding, each) for each in facts["source_findings"]]
        return PartVerdict(
            checks,
            found,
            sources=int(facts["sources"]),
            unsound=int(facts["unsound"]),
            is_on_record=True,
        )
    except (KeyError, TypeError, ValueError) as error:
        advice = "Remove the file: its part is then judged again."
        message = f"no verdict on a part ({type(error).__name__}: {error})"
        raise CannotJudge(message, file=str(path), advice=advice) from None


def _check(facts: Mapping[str, Any]) -> Check:
    check = Check(**facts)
    return replace(check, outcome=Outcome(check.outcome), fields=tuple(check.fields))


def _finding(kind: type[_Either], facts: Mapping[str, Any]) -> _Either:
    found = kind(**facts)
    waiver = facts["waiver"] and Waiver(
        **{**facts["waiver"], "expires": date.fromisoformat(facts["waiver"]["expires"])}
    )
    return replace(found, severity=Severity(found.severity), waiver=waiver)
