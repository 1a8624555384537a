"""The claim as a table that a collection agency or a court service can import: one row for each overdue invoice."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from ar_sheets.facts.assessment import Assessment
from ar_sheets.reports.paper import Row
from ar_sheets.schema.model import Contact, Customer

CREDITOR = ("business_name", "vat_number", "street", "postcode", "city", "country", "email_from", "phone", "iban",
            "account_number")  # fmt: skip
DEBTOR = ("customer_id", "name", "profile", "contact", "street", "postcode", "city", "country", "email", "phone",
          "language", "terms_accepted_on")  # fmt: skip
INVOICE = ("invoice_no", "invoice_date", "due_date", "description", "po_ref", "currency", "amount", "paid", "credited",
           "open_amount", "disputed", "interest", "fees_open")  # fmt: skip
HEADS = (
    *(f"creditor_{name}" for name in CREDITOR), *(f"debtor_{name}" for name in DEBTOR), *INVOICE, "claim",
    "interest_until", "interest_rate_percent", "reminders_made", "last_reminder_on", "formal_notice_on",
    "formal_notice_until", "left_in_peace",
)  # fmt: skip


def table_of(
    work: Assessment, customer: Customer, rows: Iterable[Mapping[str, Any]]
) -> tuple[Sequence[str], list[Row]]:
    """The headers, and a row for each overdue invoice with something open."""
    settings = work.facts.settings
    before = [getattr(settings, name) for name in CREDITOR] + [getattr(customer, name) for name in DEBTOR]
    late = [row for row in rows if row["open_amount"] > 0 and row["days_overdue"] > 0]
    return HEADS, [(*before, *_invoice(row), *_claim(work, row)) for row in late]


def _invoice(row: Mapping[str, Any]) -> Iterable[object]:
    return (row[name] for name in INVOICE)


def _claim(work: Assessment, row: Mapping[str, Any]) -> Iterable[object]:
    contacts: Sequence[Contact] = row["contacts"]
    notice = next((c for c in reversed(contacts) if c.kind == "Formal notice"), None)
    lines = row["interest_lines"]
    held = row["hold"]
    return (
        row["asked"] + row["interest"] + row["fees_open"], work.as_of, lines[-1].rate if lines else None, len(contacts),
        contacts[-1].on if contacts else None, notice.on if notice else None, notice.pay_by if notice else None,
        held.reason if held else "",
    )  # fmt: skip
