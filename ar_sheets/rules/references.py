"""Which invoices a payment or a credit note names, whether it may be put against them, and which it puts in doubt."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from typing import NamedTuple

from ar_sheets.base.i18n import _
from ar_sheets.countries.payment_references import read_reference
from ar_sheets.rules.accounts import ZERO, DebtAccount
from ar_sheets.rules.numbers_in_text import STRONG, bare, folded, numbers_in, reference_key, split_numbers, words_among
from ar_sheets.schema.model import Payment

__all__ = ["NOT_SAID", "Match", "Numbers", "folded"]

NOT_SAID = "?"  # as Invoice no of a payment: whose it is, is known, but not for which invoice
_MARKS = ("kid", "ocr", "viite", "rf")  # a cell without any of them holds no payment reference


class Match(NamedTuple):
    """What a payment's bank text names: invoices to put it against and why, or what is wrong with them."""

    accounts: Sequence[DebtAccount] = ()
    reason: str = ""
    fault: str = ""


def payment_reference(po_ref: str) -> str:
    """The KID, OCR, viite or RF in a PO / ref, which the invoice's letters print, as it is compared; else empty."""
    return reference_key(read_reference(po_ref).number) if any(mark in po_ref.casefold() for mark in _MARKS) else ""


class Numbers:
    """All invoices by folded number."""

    def __init__(self, accounts: Sequence[DebtAccount]) -> None:
        self.by_number: dict[str, tuple[DebtAccount, ...]] = {}
        self._accounts = accounts
        for account in accounts:
            number = folded(account.debt.invoice_no)
            same = self.by_number.get(number)
            self.by_number[number] = (*same, account) if same else (account,)

    @cached_property
    def _by_reference(self) -> dict[str, tuple[DebtAccount, ...]]:
        """The invoices by the payment references that stand in their PO / ref, and so on their letters."""
        found: dict[str, tuple[DebtAccount, ...]] = {}
        for account in self._accounts:
            key = payment_reference(account.debt.reference) if account.debt.kind != "Credit note" else ""
            if key:
                found[key] = (*found.get(key, ()), account)
        return found

    @cached_property
    def _by_bare(self) -> dict[str, list[DebtAccount]]:
        found: dict[str, list[DebtAccount]] = defaultdict(list)
        for account in self._accounts:
            if digits := bare(account.debt.invoice_no):
                found[digits].append(account)
        return found

    def pieces(self, text: str) -> list[str]:
        """The numbers in a cell: the whole text if that is an invoice, else its parts, in order, each once."""
        return split_numbers(text, self.by_number)

    def credited_by(self, credit: DebtAccount) -> tuple[list[DebtAccount], str]:
        """The same customer's invoices that a credit note's reference names; what is wrong where it names only
        others ("" if nothing)."""
        debt = credit.debt
        words = self.pieces(debt.reference)
        if not any(word in self.by_number for word in words):
            words = list(numbers_in(debt.reference, self.by_number))
        own = [account for word in words for account in self._open_to(word, debt.customer_id, debt.currency)]
        named = [a.debt for word in words for a in self.by_number.get(word, ()) if a.debt.kind != "Credit note"]
        if own or not named:
            return own, ""
        other = named[0]
        if other.customer_id != debt.customer_id:
            return [], _("Credit note {credit} names invoice {number}, which is another customer's",
                         credit=debt.invoice_no, number=other.invoice_no)  # fmt: skip
        if other.currency != debt.currency:
            return [], _("Credit note {credit} is in {currency}, the invoice it names, {number}, in {other}",
                         credit=debt.invoice_no, currency=debt.currency, number=other.invoice_no,
                         other=other.currency)  # fmt: skip
        return [], ""

    def _open_to(self, word: str, customer_id: str, currency: str) -> list[DebtAccount]:
        return [
            account for account in self._accounts_of(word)
            if account.exists and account.debt.kind != "Credit note"
            and account.debt.customer_id == customer_id and account.debt.currency == currency
        ]  # fmt: skip

    def alone(self, payment: Payment) -> DebtAccount | None:
        """The one invoice that a payment names and may pay; None when it is not as simple as that."""
        found = self.by_number.get(payment.invoice_no) or self.by_number.get(folded(payment.invoice_no))
        if found is None or len(found) > 1:
            return None
        debt = found[0].debt
        same = payment.customer_id in (debt.customer_id, "") and debt.currency == payment.currency
        return found[0] if same and found[0].exists else None

    def named(self, payment: Payment) -> tuple[Sequence[DebtAccount], str, str]:
        """The invoices a payment names and may pay, its customer, and what is wrong ("" if nothing)."""
        customer_id = payment.customer_id
        if payment.invoice_no.strip() == NOT_SAID:
            return [], customer_id, _("It is not clear which invoice it pays")
        pieces = self.pieces(payment.invoice_no)
        if not pieces:
            customer_id = customer_id or self._payer(payment)
            return [], customer_id, "" if customer_id else _("The payment names neither a customer nor an invoice")
        if not customer_id:
            known = next((piece for piece in pieces if self._accounts_of(piece)), "")
            owners = sorted({account.debt.customer_id for account in self._accounts_of(known)})
            if len(owners) > 1:
                what = _("Invoice {number} is there for several customers ({customers}): type the Customer ID",
                         number=known, customers=", ".join(owners))  # fmt: skip
                return [], "", what
            customer_id = owners[0] if owners else ""
        good: list[DebtAccount] = []
        faults: list[str] = []
        for piece in pieces:
            fitting = self._fitting(piece, customer_id, payment)
            if isinstance(fitting, str):
                faults.append(fitting)
            else:
                good.extend(fitting)
        return good, customer_id, "; ".join(faults)

    def _fitting(self, piece: str, customer_id: str, payment: Payment) -> list[DebtAccount] | str:
        """The invoices with a number that this payment may pay, or why none."""
        candidates = self._accounts_of(piece)
        if not candidates:
            return _("There is no invoice {number}", number=piece)
        own = [account for account in candidates if account.debt.customer_id == customer_id]
        if not own:
            return _("Invoice {number} is another customer's, not {customer}'s", number=piece, customer=customer_id)
        if payment.amount > 0:  # a credit note may have the number of the invoice it credits: money is for the invoice
            own = [account for account in own if account.debt.kind != "Credit note"] or own
        same = [account for account in own if account.debt.currency == payment.currency]
        if not same:
            return _("Invoice {number} is in {currency}, the payment in {other}", number=piece,
                     currency=own[0].debt.currency, other=payment.currency)  # fmt: skip
        there = [account for account in same if account.exists]
        return there or _("Invoice {number} is dated later, on {day}", number=piece, day=same[0].debt.invoice_date)

    def _payer(self, payment: Payment) -> str:
        """Whose money it is by the bank text: that of the one customer whose invoices it names; else empty."""
        found = list(self._in_text(payment))
        owners = {
            account.debt.customer_id
            for key in found
            for account in self._accounts_of(key)
            if len(key) >= STRONG or account.principal == payment.amount
        }
        return owners.pop() if len(owners) == 1 else ""

    def _in_text(self, payment: Payment) -> Iterable[str]:
        return dict.fromkeys(numbers_in(payment.reference, self.by_number, self._by_reference))

    def _accounts_of(self, key: str) -> tuple[DebtAccount, ...]:
        return self.by_number.get(key) or self._by_reference.get(reference_key(key), ())

    def matching_reference(self, payment: Payment, customer_id: str) -> Match:
        """The customer's open invoices that the bank text names. All of them if together they come to the amount to
        the cent; else those whose number or payment reference has five characters or more."""
        keys = list(self._in_text(payment))
        named = [
            account for key in keys for account in self._open_to(key, customer_id, payment.currency)
            if account.debt.invoice_date <= payment.date and account.principal > 0
        ]  # fmt: skip
        for account in named:
            account.advance(payment.date)
        principal = sum((account.principal for account in named), ZERO)
        total = sum((account.total_open() for account in named), ZERO)
        if named and payment.amount in (principal, total):
            return Match(sorted(named, key=DebtAccount.order), _("named in the reference, the amount fits"))
        strong = [key for key in keys if len(key) >= STRONG]
        certain = [account for key in strong for account in self._open_to(key, customer_id, payment.currency)]
        if open_ones := [account for account in certain if account.principal > 0]:
            return Match(sorted(dict.fromkeys(open_ones), key=DebtAccount.order), _("named in the reference"))
        if certain:
            return Match()  # paid already: the money may be for the next one
        fitting = (self._fitting(key, customer_id, payment) for key in strong)
        return Match(fault=next((what for what in fitting if isinstance(what, str)), ""))

    def of_plan(self, payment: Payment, customer_id: str) -> list[DebtAccount]:
        """The open invoices of the payment plan that a payment is an instalment of, oldest due first."""
        accounts = (
            account for number in payment.plan for account in self._open_to(number, customer_id, payment.currency)
        )
        return sorted((account for account in accounts if account.principal > 0), key=DebtAccount.order)

    def touched(self, payment: Payment) -> Iterator[DebtAccount]:
        """Every invoice, whoever's, that a payment in doubt names or may mean."""
        pieces = self.pieces(payment.invoice_no)
        strong = (key for key in self._in_text(payment) if len(key) >= STRONG)
        for piece in (*pieces, *self._anywhere(payment.invoice_no), *strong):
            accounts = self._accounts_of(piece)
            yield from accounts or self._by_bare.get(bare(piece), ())

    def named_by_credit(self, credit: DebtAccount) -> Iterator[DebtAccount]:
        """Every invoice, whoever's, that a credit note's reference names."""
        text = credit.debt.reference
        for word in (*self.pieces(text), *self._anywhere(text)):
            yield from self.by_number.get(word, ())

    def _anywhere(self, cell: str) -> Iterator[str]:
        yield from numbers_in(cell, self.by_number)
        yield from words_among(cell, self.by_number)
