"""Which invoices a cell or a bank text names, whose they are and in which currency, for rows of Payments and credits.

Read from the Invoices sheet as it stands, so that a row that cannot be used names its invoices too.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from functools import cached_property

from ar_sheets.facts.gather import Facts
from ar_sheets.rules.numbers_in_text import STRONG, bare, folded, numbers_in, split_numbers, words_among
from ar_sheets.rules.references import payment_reference
from ar_sheets.workbook.book import Book


class NamedInvoices:
    """The rows of Invoices by folded number."""

    def __init__(self, book: Book, facts: Facts) -> None:
        columns = book.tables["Invoices"].columns
        self._references = columns["po_ref"]
        self._numbers: Sequence[str | None] = columns["invoice_no"]
        self.owners: dict[str, str] = {}  # number -> folded customer id; "" where that cannot be read
        self.currencies: dict[str, str] = {}
        for number, customer, currency in zip(
            self._numbers, columns["customer_id"], invoice_currencies(book, facts), strict=True
        ):
            if number is not None:
                self.owners.setdefault(folded(number), (customer or "").casefold())
                self.currencies.setdefault(folded(number), currency)

    @cached_property
    def _by_reference(self) -> dict[str, str]:
        pairs = zip(self._references, self._numbers, strict=True)
        return {key: folded(number) for text, number in pairs if number and (key := payment_reference(text or ""))}

    @cached_property
    def _by_bare(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = defaultdict(list)
        for number in self.owners:
            if digits := bare(number):
                found[digits].append(number)
        return found

    def named(self, text: str | None) -> list[str]:
        """The invoices that a cell names."""
        return [number for number in split_numbers(text or "", self.owners) if number in self.owners]

    def in_bank_text(self, text: str | None, shortest: int = 1) -> list[str]:
        """The invoices that a bank text names by number or payment reference of so many characters or more."""
        if not text:
            return []
        keys = numbers_in(text, self.owners, self._by_reference)
        return [key if key in self.owners else self._by_reference[key] for key in keys if len(key) >= shortest]

    def meant(self, text: str | None, bank_text: str | None = None) -> list[str]:
        """Every invoice that a row in doubt may be for: those it names, those of a number nearly as it is typed (42
        for 0042), those its bank text names for certain."""
        cell = text or ""
        found = [*numbers_in(cell, self.owners), *words_among(cell, self.owners)]
        found += self.in_bank_text(bank_text, STRONG)
        for number in split_numbers(cell, self.owners):
            found += [number] if number in self.owners else self._by_bare.get(bare(number), [])
        return list(dict.fromkeys(found))

    def currency(self, numbers: Sequence[str]) -> str:
        """The currency of these invoices; "" where they have several or there are none."""
        found = {self.currencies[number] for number in numbers}
        return found.pop() if len(found) == 1 else ""

    def owner(self, numbers: Sequence[str]) -> str:
        """The customer of the first of these invoices that has one."""
        return next((owner for number in numbers if (owner := self.owners[number])), "")


def invoice_currencies(book: Book, facts: Facts) -> list[str]:
    """The currency of each row of Invoices: as typed; else, on a credit note, that of the invoice it names; else the
    customer's."""
    columns = book.tables["Invoices"].columns
    usual = [
        (typed or (facts.customers[key].currency if key in facts.customers else facts.settings.currency)).upper()
        for typed, customer in zip(columns["currency"], columns["customer_id"], strict=True)
        for key in [(customer or "").casefold()]
    ]
    credits = [at for at, kind in enumerate(columns["kind"]) if kind == "Credit note" and not columns["currency"][at]]
    if credits:
        kinds, numbers = columns["kind"], columns["invoice_no"]
        of_invoices = {folded(n): usual[at] for at, n in enumerate(numbers) if n and kinds[at] != "Credit note"}
        for at in credits:
            text = columns["po_ref"][at] or ""
            named = [*split_numbers(text, of_invoices), *numbers_in(text, of_invoices)]
            usual[at] = next((of_invoices[number] for number in named if number in of_invoices), usual[at])
    return usual
