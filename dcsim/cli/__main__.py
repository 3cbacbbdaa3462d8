"""`python -m dcsim.cli`."""

from dcsim.cli import main

main()
