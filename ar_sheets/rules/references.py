"""Which invoices a cell names: numbers as typed, one or several, compared without case and outer blanks."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ar_sheets.rules.accounts import ZERO, Account
from ar_sheets.schema.model import Payment

NOT_SAID = "?"  # as Invoice no of a payment: whose it is, is known, but not for which invoice
_BETWEEN = re.compile(r"[,;&+\n]")
_LOOSE = re.compile(r"[,;&+\s/]+")
_WORDS = re.compile(r"[^\s,;:()\[\]]+")


def folded(number: str) -> str:
    """An invoice number as it is compared."""
    return number.strip().casefold()


class Numbers:
    """All invoices by folded number."""

    def __init__(self, accounts: Sequence[Account]) -> None:
        self.by_number: dict[str, tuple[Account, ...]] = {}
        for account in accounts:
            number = folded(account.debt.invoice_no)
            same = self.by_number.get(number)
            self.by_number[number] = (*same, account) if same else (account,)

    def pieces(self, text: str) -> list[str]:
        """The numbers in a cell: the whole text if that is an invoice, else its parts, in order, each once."""
        whole = folded(text)
        if not whole or whole in self.by_number:
            return [whole] if whole else []
        parts = [folded(part) for part in _BETWEEN.split(text) if part.strip()]
        loose = [folded(part) for part in _LOOSE.split(text) if part]
        return list(dict.fromkeys(loose if all(part in self.by_number for part in loose) else parts))

    def credited_by(self, credit: Account) -> list[Account]:
        """The same customer's invoices that a credit note's reference names."""
        debt = credit.debt
        words = self.pieces(debt.reference)
        if not any(word in self.by_number for word in words):
            words = [folded(word.strip(".#'\"")) for word in _WORDS.findall(debt.reference)]
        return [a for word in words for a in self._open_to(word, debt.customer_id, debt.currency)]

    def _open_to(self, word: str, customer_id: str, currency: str) -> list[Account]:
        return [
            account for account in self.by_number.get(word, ())
            if account.exists and account.debt.kind != "Credit note"
            and account.debt.customer_id == customer_id and account.debt.currency == currency
        ]  # fmt: skip

    def alone(self, payment: Payment) -> Account | None:
        """The one invoice that a payment names and may pay; None when it is not as simple as that."""
        found = self.by_number.get(payment.invoice_no) or self.by_number.get(folded(payment.invoice_no))
        if found is None or len(found) > 1:
            return None
        debt = found[0].debt
        same = payment.customer_id in (debt.customer_id, "") and debt.currency == payment.currency
        return found[0] if same and found[0].exists else None

    def named(self, payment: Payment) -> tuple[Sequence[Account], str, str]:
        """The invoices a payment names and may pay, its customer, and what is wrong ("" if nothing)."""
        customer_id = payment.customer_id
        if payment.invoice_no.strip() == NOT_SAID:
            return [], customer_id, "It is not clear which invoice it pays"
        pieces = self.pieces(payment.invoice_no)
        if not pieces:
            return [], customer_id, "" if customer_id else "The payment names neither a customer nor an invoice"
        if not customer_id:
            known = (self.by_number[piece] for piece in pieces if piece in self.by_number)
            customer_id = next((accounts[0].debt.customer_id for accounts in known), "")
        good: list[Account] = []
        faults: list[str] = []
        for piece in pieces:
            fitting = self._fitting(piece, customer_id, payment)
            if isinstance(fitting, str):
                faults.append(fitting)
            else:
                good.extend(fitting)
        return good, customer_id, "; ".join(faults)

    def _fitting(self, piece: str, customer_id: str, payment: Payment) -> list[Account] | str:
        """The invoices with a number that this payment may pay, or why none."""
        candidates = self.by_number.get(piece)
        if not candidates:
            return f"There is no invoice {piece}"
        own = [account for account in candidates if account.debt.customer_id == customer_id]
        if not own:
            return f"Invoice {piece} is another customer's, not {customer_id}'s"
        same = [account for account in own if account.debt.currency == payment.currency]
        if not same:
            return f"Invoice {piece} is in {own[0].debt.currency}, the payment in {payment.currency}"
        there = [account for account in same if account.exists]
        return there or f"Invoice {piece} is dated later, on {same[0].debt.invoice_date}"

    def matching_reference(self, payment: Payment) -> list[Account]:
        """The customer's open invoices that the reference names, if together they come to the amount exactly."""
        words = {folded(word.strip(".#'\"")) for word in _WORDS.findall(payment.reference)}
        named = [
            account for word in words for account in self._open_to(word, payment.customer_id, payment.currency)
            if account.debt.invoice_date <= payment.date and account.principal > 0
        ]  # fmt: skip
        for account in named:
            account.advance(payment.date)
        principal = sum((account.principal for account in named), ZERO)
        total = sum((account.total_open() for account in named), ZERO)
        return sorted(named, key=Account.order) if named and payment.amount in (principal, total) else []
