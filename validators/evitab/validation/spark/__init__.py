"""Spark as an engine: the same conditions, asked on the machines of a cluster."""
