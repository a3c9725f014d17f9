"""Pictures of ranges, doses and effects, each with the text table that says the same."""

from evitab.reporting.html.charts.doses import dose_charts
from evitab.reporting.html.charts.effects import effect_charts
from evitab.reporting.html.charts.model import Chart
from evitab.reporting.html.charts.ranges import range_charts

__all__ = ["Chart", "dose_charts", "effect_charts", "range_charts"]
