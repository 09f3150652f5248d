"""`python -m chargeit`."""

from chargeit.cli.main import main

main()
