"""`python -m bouncecheck`."""

from bouncecheck.cli import main

main()
