"""What a golden pair says of an invoice file: its documents, receipts and sums as plain data."""

from __future__ import annotations

from dataclasses import asdict
from decimal import Decimal
from pathlib import Path
from typing import Any

from ar_sheets.invoices.document import InvoiceContent

INVOICE_GOLDEN = Path(__file__).parent / "golden"


def content_as_data(content: InvoiceContent) -> dict[str, Any]:
    """A file's content as its golden file writes it; what is empty is left out."""
    told = {
        "format": content.format,
        "annulled": content.annulled,
        "summaries": content.summaries,
        "documents": [{"kind": one.kind, **_plain(asdict(one))} for one in content.documents],
        "receipts": [_plain(asdict(one)) for one in content.receipts],
        "balances": [_plain(asdict(one)) for one in content.balances],
    }
    return {key: value for key, value in told.items() if value}


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        plain = {key: _plain(one) for key, one in value.items()}
        return {key: one for key, one in plain.items() if one not in ("", None, [], {}, "0", False)}
    if isinstance(value, (list, tuple)):
        return [_plain(one) for one in value]
    if isinstance(value, bool) or value is None:
        return value
    return f"{value:f}" if isinstance(value, Decimal) and value else "0" if isinstance(value, Decimal) else str(value)
