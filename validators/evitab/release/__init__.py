"""What is made of a package: the built files."""
