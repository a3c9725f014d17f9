"""The first pass over a large package: each row alone, piece by piece, and keys."""
