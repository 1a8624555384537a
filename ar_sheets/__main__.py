"""`python -m ar_sheets` is the same as `ar-sheets`."""

import os

from ar_sheets.cli import main

main(prog_name=os.environ.get("AR_SHEETS_CALLED", "ar-sheets"))  # run.py says how it was called
