"""Writes what the readers make of every golden file; look at each difference before keeping it."""

from __future__ import annotations

import json

from golden_invoices import INVOICE_GOLDEN, content_as_data

from ar_sheets.invoices.reading import read_invoice

if __name__ == "__main__":
    for source in sorted(INVOICE_GOLDEN.glob("*.in")):
        told = json.dumps(content_as_data(read_invoice(source.read_bytes())), ensure_ascii=False, indent=1)
        source.with_suffix(".json").write_text(told + "\n", "utf-8")
