"""The second pass over a large package: whole sources, part by part."""
