"""evitab beside its peers at scale: one generated package, the same checks, every tool in turn."""
