"""`python -m ar_sheets` is the same as `ar-sheets`."""

import os
import sys

try:
    from ar_sheets.cli.main import main
except ImportError as error:  # a package is missing or damaged; whoever double-clicked should read a sentence
    from ar_sheets.cli import crash_report

    sys.stderr.write(f"ar-sheets is not whole: {error}. Install it again. Details: {crash_report.keep_trace(error)}\n")
    sys.exit(2)

main(prog_name=os.environ.get("AR_SHEETS_CALLED", "ar-sheets"))  # run.py says how it was called
