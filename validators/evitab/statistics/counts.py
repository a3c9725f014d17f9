"""Effects and shares from counts: what two groups with so many events give."""

from __future__ import annotations

from typing import Any

import numpy as np

from evitab.statistics.rounding import Floats, as_floats


@np.errstate(all="ignore")
def share(events: Any, n: Any) -> Floats:
    """Events per person, 0 to 1; nan without persons."""
    people = as_floats(n)
    return as_floats(events) / np.where(people > 0, people, np.nan)


@np.errstate(all="ignore")
def risk_ratio(events: Any, n: Any, other_events: Any, other_n: Any) -> Floats:
    """Risk in one group divided by the risk in the other; nan where neither has events."""
    return share(events, n) / share(other_events, other_n)


@np.errstate(all="ignore")
def odds_ratio(events: Any, n: Any, other_events: Any, other_n: Any) -> Floats:
    """Odds (events to persons without) in one group divided by those in the other."""
    ours, theirs = share(events, n), share(other_events, other_n)
    return (ours / (1 - ours)) / (theirs / (1 - theirs))


@np.errstate(all="ignore")
def risk_difference(events: Any, n: Any, other_events: Any, other_n: Any) -> Floats:
    """Risk in one group less the risk in the other, -1 to 1."""
    return share(events, n) - share(other_events, other_n)


@np.errstate(all="ignore")
def number_needed_to_treat(events: Any, n: Any, other_events: Any, other_n: Any) -> Floats:
    """One divided by the risk difference, without its sign; infinite where the risks are alike."""
    return 1 / np.abs(risk_difference(events, n, other_events, other_n))
