"""`python -m chargeit`."""

from chargeit.cli import main

main()
