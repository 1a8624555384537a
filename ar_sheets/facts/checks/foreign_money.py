"""Money or credit in a currency in which its customer has no invoice: most often the currency is a slip, and it was
meant for what they owe. So they are on hold until somebody has looked."""

from __future__ import annotations

from collections import defaultdict

from ar_sheets.base.i18n import N_, _
from ar_sheets.base.money import format_amount
from ar_sheets.facts.assessment import Assessment
from ar_sheets.workbook.book import Book

TO_DO = N_("Fix the currency, if it is a slip; until it is fixed or the money is paid back they are on hold.")


def hold_foreign_money(book: Book, work: Assessment) -> None:
    """Notes each payment and credit note that waits in such a currency, and holds its customer's invoices."""
    owed: dict[str, set[str]] = defaultdict(set)
    columns = work.columns
    for customer, currency, kind in zip(work.customers, columns["currency"], columns["kind"], strict=True):
        if kind != "Credit note":
            owed[customer.customer_id].add(currency)
    strange = {
        (customer, currency): _(
            "{amount} {currency} of theirs is not in a currency they owe",
            amount=format_amount(left, currency),
            currency=currency,
        )
        for (customer, currency), left in work.allocated.unapplied.items()
        if left > 0 and customer in owed and currency not in owed[customer]
    }
    if not strange:
        return
    for payment in work.facts.payments:
        if (payment.customer_id, payment.currency) in strange and payment.date <= work.as_of:
            what = _("{amount} {currency}, but this customer's invoices are in {others}",
                     amount=format_amount(payment.amount, payment.currency), currency=payment.currency,
                     others=_(" and ").join(sorted(owed[payment.customer_id])))  # fmt: skip
            book.report("Payments", payment.row, "currency", what, _(TO_DO), stops=False)
    _note_credits(book, work, strange, owed)
    held = {customer: why for (customer, _currency), why in strange.items()}
    for index, customer in enumerate(work.customers):
        columns["payment_in_doubt"][index] = columns["payment_in_doubt"][index] or held.get(customer.customer_id, "")


def _note_credits(book: Book, work: Assessment, strange: dict[tuple[str, str], str], owed: dict[str, set[str]]) -> None:
    rows, columns = book.tables["Invoices"].rows, work.columns
    for index, customer in enumerate(work.customers):
        key = customer.customer_id, columns["currency"][index]
        if key in strange and columns["kind"][index] == "Credit note" and index not in work.allocated.credit_faults:
            what = _("Credit note {number} is in {currency}, but this customer's invoices are in {others}",
                     number=columns["invoice_no"][index], currency=key[1],
                     others=_(" and ").join(sorted(owed[key[0]])))  # fmt: skip
            book.report("Invoices", rows[work.positions[index]], "currency", what, _(TO_DO), stops=False)
