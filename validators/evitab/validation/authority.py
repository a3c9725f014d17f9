"""The authority package that an article is compared with: whether it is still the one named."""

from __future__ import annotations

from collections.abc import Iterator

from evitab.finding import CannotJudge, Check, Finding, Outcome
from evitab.package import Contents
from evitab.package.dataset import FILE
from evitab.package.digest import package_digest

RULE = "authority_is_the_one_named"


def check_authority(contents: Contents) -> Iterator[tuple[Check, list[Finding]]]:
    """Hold the version and the digest in `dataset.json` against the authority package found."""
    named = contents.dataset.authority
    if named is None:
        return
    try:
        authority = contents.authority
        if authority is None:
            return
        found = (authority.dataset.version, package_digest(authority))
    except CannotJudge as error:
        yield Check(RULE, FILE, Outcome.SKIPPED, reason=str(error)), []
        return
    findings = []
    if found != (named["version"], named["sha256"]):
        findings.append(
            Finding(
                rule=RULE,
                file=FILE,
                field="authority",
                value=f"{named['version']} with SHA-256 {named['sha256']}",
                expected=f"{found[0]} with SHA-256 {found[1]}, as {named['name']} is now",
                advice="Look at what changed there, put the new version and digest into "
                "dataset.json, then run evitab build: findings may differ.",
            )
        )
    yield Check.asked(RULE, FILE, rows=1, findings=len(findings)), findings
