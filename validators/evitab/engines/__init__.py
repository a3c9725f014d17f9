"""Engines: what asks the masks and rules of the rows, and says which rows fail."""
