"""Rules about time and person: a case's clock, before and after, who speaks."""
