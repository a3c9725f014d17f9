"""Rules about words of degree."""
