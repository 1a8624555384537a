"""Refunds and bounced payments: what they take back, newest first.

First the money we hold unapplied, then what was put against invoices. One that names invoices looks first at
the money that named the same ones and at what those invoices got.
"""

from __future__ import annotations

from collections.abc import Sequence

from ar_sheets.rules.accounts import ZERO, Account, Receipt, Source
from ar_sheets.rules.customer_money import CustomerMoney

PAID_OUT = "credit paid out"


def refund(money: CustomerMoney, source: Source, named: Sequence[Account]) -> None:
    """Let a negative payment take back what it can; `source.left` keeps what it could not."""
    for account in named:
        _pay_out(money, source, account)
        _from_unspent(source, account.unspent or [])
    for account in named:
        _from_receipts(money, source, account.receipts or [])
    _from_unspent(source, money.unspent)
    if not named:
        _from_receipts(money, source, money.receipts or [])
    money.held = [held for held in money.held if held.left > 0]
    if money.held:
        money.feed_held(source.date)


def _pay_out(money: CustomerMoney, source: Source, account: Account) -> None:
    """A credit note paid out in money."""
    credit = account.credit
    if credit is None or credit.left <= 0 or source.left >= 0:
        return
    amount = min(-source.left, credit.left)
    credit.left -= amount
    source.take(-amount)
    money.rows.append(account.put(source.row, source.date, "principal", -amount, PAID_OUT, "payment"))
    source.shown.append(f"{account.debt.invoice_no} {-amount:.2f} ({PAID_OUT})")


def _from_unspent(source: Source, sources: list[Source]) -> None:
    """Money that was put against nothing goes back first: it changes no invoice."""
    for other in reversed(sources):
        if source.left >= 0:
            return
        if other.left > 0:
            amount = min(-source.left, other.left)
            other.left -= amount
            source.left += amount
            source.shown.append(f"{amount:.2f} not applied from row {other.row}")
    while sources and sources[-1].left <= 0:
        sources.pop()


def _from_receipts(money: CustomerMoney, source: Source, receipts: list[Receipt]) -> None:
    for receipt in reversed(receipts):
        if source.left >= 0:
            return
        if receipt.row.source == "payment" and receipt.standing > 0:
            _take_back(money, source, receipt)
    while receipts and receipts[-1].standing <= 0:
        receipts.pop()


def _take_back(money: CustomerMoney, source: Source, receipt: Receipt) -> None:
    account, row = receipt.account, receipt.row
    amount = min(-source.left, receipt.standing)
    receipt.standing -= amount
    reason = f"takes back row {row.source_row}"
    source.take(-amount)
    money.rows.append(account.put(source.row, source.date, row.part, -amount, reason, "payment"))
    source.shown.append(f"{account.debt.invoice_no} {-amount:.2f} ({reason})")
    money.enqueue(account)
    for other in account.receipts or []:  # without the payment there is no early-payment discount either
        if other.source is receipt.source and other.row.source == "discount" and other.standing > 0:
            gone, other.standing = other.standing, ZERO
            money.rows.append(account.put(source.row, source.date, "principal", -gone, reason, "discount"))
