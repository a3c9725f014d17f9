"""Rules about reference ranges: their bounds, their labels, and what authorities give."""
