"""Messages to customers as text, HTML and PDF, and the page where the bookkeeper reads them all first.

One wording file (letters/<language>/<name>.txt) is the source of all three; cells of the workbook are only ever
values in it. Nothing is sent from here.
"""

from __future__ import annotations

from ar_sheets.letters.batch import write_batch
from ar_sheets.letters.letter import Written

__all__ = ["Written", "write_batch"]
