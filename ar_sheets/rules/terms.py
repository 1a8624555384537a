"""Terms of payment: when an invoice is due."""

from __future__ import annotations

from datetime import date, timedelta


def due_date(invoice_date: date, typed_due_date: date | None, terms_days: int) -> date:
    """The due date: as typed, else the invoice date plus the customer's terms in calendar days.

    A due date on a day off stays as it is; only charges wait for the next working day
    (see `countries.workdays`), so that days overdue are the days anyone can count.
    """
    return typed_due_date or invoice_date + timedelta(days=terms_days)
