"""Identifiers of works and of substances: whether they are well formed, and what they say."""
