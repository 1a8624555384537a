"""What `invoices-in` says: a table of what is new, what was left out and why, what needs a person."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ar_sheets.base.i18n import _, n_
from ar_sheets.base.money import format_amount
from ar_sheets.base.sanitize import clean
from ar_sheets.invoices.weighing import TAKE, THERE, IncomingInvoice, IncomingInvoices

SHOWN = 200
_WIDTHS = (18, 12, 10, 10, 16, 26)


def invoices_table(found: IncomingInvoices) -> str:
    """The documents of the files: number, kind, dates, amount, whose, and what becomes of them."""
    lines = [_("{file} was not used: {why}", file=name, why=why) for name, why in found.rejected]
    shown = [row for row in found.rows if row.verdict != THERE]
    if shown:
        lines.append(_line(_("Invoice"), _("Kind"), _("Date"), _("Due"), _("Amount"), _("Customer"), _("What happens")))
    lines += [_row_line(row) for row in shown[:SHOWN]]
    if len(shown) > SHOWN:
        lines.append(_("... and {more} more.", more=len(shown) - SHOWN))
    return "\n".join([*lines, *_counts(found), *found.notes, *_ledger_lines(found)]) or _("Nothing new.")


def _line(*cells: str) -> str:
    wide = [cell[:width].ljust(width) for cell, width in zip(cells, _WIDTHS, strict=False)]
    wide[4] = cells[4].rjust(_WIDTHS[4])
    return "  ".join([*wide, *cells[len(_WIDTHS) :]]).rstrip()


def _row_line(row: IncomingInvoice) -> str:
    one = row.document
    amount = f"{format_amount(one.amount, one.currency)} {one.currency}"
    return _line(clean(one.number), _(one.kind), one.issued.isoformat(), one.due.isoformat() if one.due else "",
                 amount, whose(row), what_happens(row))  # fmt: skip


def whose(row: IncomingInvoice) -> str:
    """The customer, marked where it is only proposed."""
    name = clean(row.document.buyer.name)
    if row.match.customer_id:
        return row.match.customer_id if row.match.sure else f"{row.match.customer_id}? ({name})"
    return name


def what_happens(row: IncomingInvoice) -> str:
    """In a few words."""
    if row.verdict != TAKE:
        return f"{_(row.verdict)}: {row.reason}" if row.reason else _(row.verdict)
    parts = [_("new")]
    if not row.match.sure:
        parts.append(_(row.match.how))
    if row.question:
        parts.append(row.question)
    if row.document.pulled:
        parts.append(_("the money is pulled: on hold"))
    if row.document.may_be_paid:
        parts.append(_("may be paid already: on hold"))
    if row.document.instalments:
        parts.append(_("in {n} parts", n=len(row.document.instalments)))
    if row.document.other_due:
        parts.append(_("the file also has the due date {day}", day=row.document.other_due))
    if row.document.due is None and row.document.terms and row.document.kind != "Credit note":
        parts.append(_('no due date; its terms say "{terms}"', terms=clean(row.document.terms)[:60]))
    return ", ".join(parts)


def _counts(found: IncomingInvoices) -> Iterator[str]:
    new = [row for row in found.rows if row.verdict == TAKE]
    there = sum(row.verdict == THERE for row in found.rows)
    if new:
        unsure = sum(not row.sure for row in new)
        yield n_("{n} is new, {unsure} of them with a question.", "{n} are new, {unsure} of them with a question.",
                 len(new), unsure=unsure)  # fmt: skip
    elif found.rows:
        yield _("No new invoices.")
    if there:
        yield n_("{n} is in Invoices already.", "{n} are in Invoices already.", there)
    if found.receipts:
        yield n_("{n} receipt goes into Payments.", "{n} receipts go into Payments.", len(found.receipts))


def _ledger_lines(found: IncomingInvoices) -> Iterator[str]:
    for one in found.compared:
        name = clean(one.balance.name) or one.balance.account
        if one.ours is None:
            yield _("{name} ({account}): the ledger has {theirs} {currency}, no customer here has its number.",
                    name=name, account=one.balance.account, theirs=one.balance.balance,
                    currency=one.balance.currency)  # fmt: skip
        else:
            yield _("{name} ({customer}): the ledger has {theirs} {currency}, here {ours} is open.", name=name,
                    customer=one.customer_id, theirs=one.balance.balance, currency=one.balance.currency,
                    ours=one.ours)  # fmt: skip


def invoices_taken(found: IncomingInvoices, written: int) -> str:
    """What was done, and what comes next."""
    lines = [n_("{n} invoice was written.", "{n} invoices were written.", written)]
    if found.customers_added:
        lines.append(n_("{n} customer was added: look at its row in Customers.",
                        "{n} customers were added: look at their rows in Customers.",
                        found.customers_added))  # fmt: skip
    if found.receipts:
        lines.append(n_("{n} receipt was written into Payments.", "{n} receipts were written into Payments.",
                        len(found.receipts)))  # fmt: skip
    return "\n".join([*lines, _("Next: ar-sheets run. To take it back: ar-sheets undo.")])


def invoices_as_data(found: IncomingInvoices) -> dict[str, Any]:
    """The same as data."""
    return {
        "done": found.done, "invoices": [_row_data(row) for row in found.rows],
        "customers_added": found.customers_added,
        "receipts": [{"file": file, "number": one.number, "date": one.day, "customer": who,
                      "parts": [[number, str(amount)] for number, amount in one.parts]}
                     for one, file, who in found.receipts],
        "ledger_differences": [{"account": one.balance.account, "name": one.balance.name, "customer": one.customer_id,
                                "ledger": str(one.balance.balance), "currency": one.balance.currency,
                                "ours": None if one.ours is None else str(one.ours)} for one in found.compared],
        "notes": found.notes, "rejected": [{"file": name, "why": why} for name, why in found.rejected],
    }  # fmt: skip


def _row_data(row: IncomingInvoice) -> dict[str, Any]:
    one = row.document
    return {
        "file": row.file, "format": one.format, "number": one.number, "kind": one.kind, "date": one.issued,
        "due": one.due, "amount": str(one.amount), "currency": one.currency, "buyer": one.buyer.name,
        "customer": row.match.customer_id, "how": row.match.how, "candidates": list(row.match.candidates),
        "sure": row.sure, "verdict": row.verdict, "reason": row.reason, "question": row.question,
        "pulled": one.pulled, "instalments": [[part.due, str(part.amount)] for part in one.instalments],
    }  # fmt: skip
