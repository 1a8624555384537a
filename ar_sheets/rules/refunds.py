"""Refunds and bounced payments: what they take back, newest first.

First the money we hold unapplied, then what was put against invoices. One that names invoices looks first at
the money that named the same ones and at what those invoices got.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from ar_sheets.base.i18n import _
from ar_sheets.base.money import digits, format_amount
from ar_sheets.rules.accounts import ZERO, AllocationLeft, DebtAccount, Source
from ar_sheets.rules.customer_money import CustomerMoney


def refund(money: CustomerMoney, source: Source, named: Sequence[DebtAccount]) -> str:
    """Let a negative payment take back what it can; `source.left` keeps what it could not.

    Returns why nobody can be sure what it took back, "" where there is no doubt: it is more than came in, or it is no
    whole payment, nor all that was too much (a bank's fee, a refund of last year's money, of a part).
    """
    partly = False
    for account in named:
        _pay_out(money, source, account)
        partly |= _from_unspent(source, account.unspent or [])
    for account in named:
        partly |= _from_receipts(money, source, account.receipts or [])
    partly |= _from_unspent(source, money.unspent)
    if not named:
        partly |= _pay_out_held(money, source)
        bounced = _bounced(money.receipts or [], -source.left)
        partly |= source.left < 0 and not bounced
        _from_receipts(money, source, bounced or money.receipts or [])
    money.held = [held for held in money.held if held.left > 0]
    if money.held:
        money.feed_held(source.date)
    if source.left:
        amount = format_amount(-source.left, source.currency)
        return _("{amount} more went back than came in", amount=amount)
    if not partly:
        return ""
    amount = format_amount(-source.amount, source.currency)
    return _("{amount} went back and fits no payment that came in", amount=amount)


def _pay_out_held(money: CustomerMoney, source: Source) -> bool:
    """A refund that names nothing pays out the credit notes that wait for an invoice; whether one only in part."""
    partly = False
    for account in money.members:
        if account.credit is not None and account.credit in money.held and source.left < 0:
            _pay_out(money, source, account)
            partly |= account.credit.left > 0
    return partly


def _bounced(receipts: Sequence[AllocationLeft], amount: Decimal) -> list[AllocationLeft]:
    """All that the newest payment of just this amount was put against; none where no payment fits."""
    by_source: dict[int, list[AllocationLeft]] = {}
    for receipt in receipts:
        if receipt.row.source == "payment" and receipt.standing > 0:
            by_source.setdefault(receipt.source.row, []).append(receipt)
    for found in reversed(list(by_source.values())):
        if sum((receipt.standing for receipt in found), ZERO) == amount:
            return found
    return []


def _pay_out(money: CustomerMoney, source: Source, account: DebtAccount) -> None:
    """A credit note paid out in money."""
    credit = account.credit
    if credit is None or credit.left <= 0 or source.left >= 0:
        return
    amount = min(-source.left, credit.left)
    credit.left -= amount
    source.take(-amount)
    reason = _("credit paid out")
    money.rows.append(account.put(source.row, source.date, "principal", -amount, reason, "payment"))
    source.shown.append(f"{account.debt.invoice_no} {digits(-amount, source.currency)} ({reason})")


def _from_unspent(source: Source, sources: list[Source]) -> bool:
    """Money that was put against nothing goes back first: it changes no invoice. Whether a part of some stays."""
    for other in reversed(sources):
        if source.left >= 0:
            return False
        if other.left > 0:
            amount = min(-source.left, other.left)
            other.left -= amount
            source.left += amount
            source.shown.append(_("{amount} not applied from row {row}", amount=digits(amount, source.currency),
                                  row=other.row))  # fmt: skip
            if other.left > 0:
                return True
    while sources and sources[-1].left <= 0:
        sources.pop()
    return False


def _from_receipts(money: CustomerMoney, source: Source, receipts: list[AllocationLeft]) -> bool:
    """Take back what was put against invoices, the newest first; whether a part of some stays."""
    for receipt in reversed(receipts):
        if source.left >= 0:
            return False
        if receipt.row.source == "payment" and receipt.standing > 0:
            _take_back(money, source, receipt)
            if receipt.standing > 0:
                return True
    while receipts and receipts[-1].standing <= 0:
        receipts.pop()
    return False


def _take_back(money: CustomerMoney, source: Source, receipt: AllocationLeft) -> None:
    account, row = receipt.account, receipt.row
    amount = min(-source.left, receipt.standing)
    receipt.standing -= amount
    reason = _("takes back row {row}", row=row.source_row)
    source.take(-amount)
    money.rows.append(account.put(source.row, source.date, row.part, -amount, reason, "payment"))
    source.shown.append(f"{account.debt.invoice_no} {digits(-amount, source.currency)} ({reason})")
    money.credit_again(account, source.date)
    money.enqueue(account)
    for other in account.receipts or []:  # without the payment there is no early-payment discount either
        if other.source is receipt.source and other.row.source == "discount" and other.standing > 0:
            gone, other.standing = other.standing, ZERO
            money.rows.append(account.put(source.row, source.date, "principal", -gone, reason, "discount"))
