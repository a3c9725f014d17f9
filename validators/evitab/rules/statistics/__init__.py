"""Rules about studies and their numbers: intervals, p values, means, counts and arms."""
