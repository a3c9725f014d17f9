"""Mutation of the real packages: each rule is shown the damage that it claims to see."""
