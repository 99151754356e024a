"""`python -m inkstone`: the command line, where no `inkstone` is on the path."""

from inkstone.cli.main import main

main()
