"""Rules about amounts: units, conversions, doses, ratios and multiples."""
