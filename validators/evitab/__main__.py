"""`python -m evitab` is the command `evitab`."""

from evitab.cli import main

main()
