"""A package as one HTML file that people look at, in a browser, without any network."""

from evitab.reporting.html.page import report_page
from evitab.reporting.html.subject import Subject, look_at

__all__ = ["Subject", "look_at", "report_page"]
