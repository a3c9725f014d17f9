"""Which rules of the rule book a run asks for, and what it leaves out by which option."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from functools import cache

from evitab.catalogue import every_rule
from evitab.finding import CannotJudge, PackageReport
from evitab.nearest import did_you_mean

APPRAISALS = "appraisals"
_EVERY = "*"


@dataclass(frozen=True)
class Selection:
    """What is asked for: all rules, or those that `select` names, but those that `ignore` names.

    A name is that of a rule or of a family, or a pattern of either. `families` gives the family of
    each rule of the book.
    """

    select: Sequence[str] = ()
    ignore: Sequence[str] = ()
    families: Mapping[str, str] = field(default_factory=dict)

    def option_against(self, rule: str, family: str | None = None) -> str | None:
        """The option that leaves out a rule; None where it is asked for.

        What concerns every rule, such as a table that cannot be read, is never left out.
        """
        if rule == _EVERY:
            return None
        names = [rule, family or self.families.get(rule, rule)]
        if self.select and not any(_names(pattern, names) for pattern in self.select):
            return f"--select {','.join(self.select)}"
        ignored = (pattern for pattern in self.ignore if _names(pattern, names))
        return next((f"--ignore {pattern}" for pattern in ignored), None)

    def wants(self, rule: str) -> bool:
        """Whether a rule is asked for."""
        return self.option_against(rule) is None

    def narrow(self, report: PackageReport) -> None:
        """Take what is left out from a report, and count it by option; errors stay."""
        if not (self.select or self.ignore):
            return
        against = cache(self.option_against)
        # An appraisal is a check that a reader made.
        options = Counter(against(check.rule) for check in report.checks)
        for kind, count in report.of_source.counts.items():
            if kind.is_appraisal:
                options[against(kind.rule, APPRAISALS)] += count
        report.left_out = {option: count for option, count in options.items() if option}
        report.checks = [one for one in report.checks if not against(one.rule)]
        report.findings = [one for one in report.findings if not against(one.rule)]
        report.of_source.keep(
            lambda kind: not against(kind.rule, APPRAISALS if kind.is_appraisal else None)
        )


EVERYTHING = Selection()


def selected(
    select: Iterable[str],
    ignore: Iterable[str],
    *,
    option: str = "--select",
    also: Iterable[str] = (),
) -> Selection:
    """The selection that options ask for; each may hold several names, parted by commas.

    `option` is what `select` came from, `also` are names of rules that are in no rule book. Raises
    CannotJudge for a name that is neither a rule's nor a family's, with the nearest one.
    """
    families = {name: entry.family for name, entry in every_rule().items()}
    known = sorted({*families, *families.values(), APPRAISALS, *also})
    chosen = {option: _split(option, select), "--ignore": _split("--ignore", ignore)}
    for source, names in chosen.items():
        for name in names:
            if not _names(name, known):
                raise _unknown(source, name, known, sorted(set(families.values())))
    return Selection(chosen[option], chosen["--ignore"], families)


def _split(option: str, words: Iterable[str]) -> tuple[str, ...]:
    """The names in some words; raises CannotJudge for a word that names nothing."""
    found: dict[str, None] = {}
    for word in words:
        names = [name for part in word.split(",") if (name := part.strip())]
        if not names:
            advice = "Name rules or families; `evitab rules` lists them."
            raise CannotJudge("it names no rule", file=option, advice=advice)
        found |= dict.fromkeys(names)
    return tuple(found)


def _names(pattern: str, names: Iterable[str]) -> bool:
    return any(fnmatchcase(name, pattern) for name in names)


def _unknown(option: str, name: str, known: Sequence[str], families: Sequence[str]) -> CannotJudge:
    hint = did_you_mean(name, known, cutoff=0.5) or f"Families: {', '.join(families)}."
    advice = f"{hint} `evitab rules` lists the rules."
    return CannotJudge(f"no rule or family is called {name[:80]!r}", file=option, advice=advice)
