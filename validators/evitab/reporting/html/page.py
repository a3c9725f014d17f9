"""The page itself: parts put into templates, with the policy that lets nothing else run."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from evitab.finding import CannotJudge, SourceFinding
from evitab.reporting.html.charts import Chart, dose_charts, effect_charts, range_charts
from evitab.reporting.html.names import Names, link
from evitab.reporting.html.subject import Subject

_HERE = Path(__file__).parent
# A phone and a desk: a picture drawn for each keeps its words at their size.
_WIDTHS = (348, 760)


def report_page(subject: Subject, evitab: str) -> str:
    """The report on a package as one HTML file, made by a version of evitab.

    Raises CannotJudge where what draws or writes it is not installed.
    """
    try:
        import jinja2
    except ImportError:
        advice = "Install it: pip install 'evitab[report]'."
        raise CannotJudge("it needs jinja2", file="report", advice=advice) from None
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(_HERE / "templates"),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals |= {"link": link}
    return environment.get_template("report.html").render(_parts(subject), evitab=evitab)


def _parts(subject: Subject) -> dict[str, Any]:
    from evitab.reporting.html.article import article_of
    from evitab.reporting.html.cards import LAID_OUT, cards_of, works_of
    from evitab.reporting.html.summary import summary_of
    from evitab.reporting.html.tables import data_blocks

    names = Names([subject.contents, subject.authority])
    style, script = _joined("styles", "css"), _joined("scripts", "js")
    charts = {
        "ranges": list(_drawn(range_charts(subject, names), subject)),
        "doses": list(_drawn(dose_charts(subject, names), subject)),
        "effects": list(_drawn(effect_charts(subject, names), subject)),
    }
    summary = summary_of(subject)
    works = works_of(subject)
    return {
        "subject": subject,
        "dataset": subject.contents.dataset,
        "facts": subject.contents.dataset.facts,
        "summary": summary,
        "worst": _with_words(summary.worst),
        "article": article_of(subject),
        "charts": charts,
        "cards": cards_of(subject),
        "laid_out": LAID_OUT,
        "works": works[:LAID_OUT],
        "works_in_all": len(works),
        "harms": list(subject.standard.vocabularies["harm"].values()),
        "tables": list(subject.contents.tables.values()),
        "data": list(data_blocks(subject)),
        "style": _safe(style),
        "script": _safe(script),
        "policy": _policy(style, script),
    }


def _drawn(charts: Sequence[Chart], subject: Subject) -> Iterator[dict[str, Any]]:
    """Each chart with its pictures and the findings about the rows that it shows."""
    from evitab.reporting.html.charts.drawing import draw

    for chart in charts:
        about = [each for each in subject.findings if (each.table, each.key) in chart.keys]
        yield {
            "chart": chart,
            "pictures": [_safe(draw(chart, width)) for width in _WIDTHS],
            "findings": _with_words(about),
        }


def _with_words(findings: Iterable[SourceFinding]) -> list[tuple[str, SourceFinding, str]]:
    """Findings with the fragments of their cards and the sentences that should hold."""
    from evitab.reporting.findings_page import wanted
    from evitab.reporting.html.cards import anchor_of

    return [(anchor_of(each), each, wanted(each.rule)) for each in findings]


def _joined(folder: str, ending: str) -> str:
    """The files of a folder in the order of their names, as one text."""
    files = sorted((_HERE / folder).glob(f"*.{ending}"))
    return "\n" + "\n".join(file.read_text(encoding="utf-8") for file in files)


def _safe(markup: str) -> Any:
    """Markup of our own making, which is not to be escaped."""
    from markupsafe import Markup

    return Markup(markup)  # noqa: S704 - our own files, and pictures whose writer has escaped their words


def _policy(style: str, script: str) -> str:
    """What the page may do: run its own script, have its own style, and ask nobody for anything."""
    allowed = {
        "default-src": "'none'",
        "script-src": _digest(script),
        "style-src": _digest(style),
        "img-src": "data:",
        "base-uri": "'none'",
        "form-action": "'none'",
        "require-trusted-types-for": "'script'",
    }
    return "; ".join(f"{name} {value}" for name, value in allowed.items())


def _digest(text: str) -> str:
    digest = base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
    return f"'sha256-{digest}'"
