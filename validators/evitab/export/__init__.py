"""Exports: a package in the form of other tools, written whole or not at all."""
