"""`python -m ar_sheets` is the same as `ar-sheets`."""

from ar_sheets.cli import main

main()
