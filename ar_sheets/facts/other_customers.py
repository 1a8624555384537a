"""Nobody reads about anybody else: a letter is searched for what belongs to other customers before it goes.

Looked for are every other customer's id, name, e-mail addresses and invoice numbers, as whole words. What this
customer's own rows or the settings hold as well is no stranger's: a shared address, a town that is also a name.
Short plain numbers (up to four digits) stand in every letter as days, years and postcodes, and short words (up to
three letters: AS, en) in every sentence; one counts only where an id or number of that sort is named, after the word
that names the customer's own ("Invoice 12"), or in a cell of its own.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cache

from ar_sheets.facts.gather import Facts
from ar_sheets.workbook.book import Book
from ar_sheets.workbook.records import records

_SHORT = re.compile(r"\d{1,4}|[^\W\d_]{1,3}")
_SHORTEST_NAME = 4  # a shorter name is a word of some language
_ADDRESS = re.compile(r"[^\s<>(),;:\"'|]+@[^\s<>(),;:\"'|]+")


@dataclass(slots=True)
class Others:
    """What the customers of a workbook are known by, for finding it in a letter."""

    owners: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))  # folded word(s) -> customers
    by_word: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))  # under their rarest word
    own: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))  # customer -> all texts of theirs
    orders: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))  # customer -> their PO / ref
    written: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))  # customer -> descriptions
    numbers: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))  # customer -> id and invoices
    addresses: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    ours: list[str] = field(default_factory=list)  # the texts of Settings

    def found(self, text: str, customer_id: str, *, strict: bool = False) -> list[str]:
        """What in `text` belongs to other customers than this one, as typed; empty when all is well.

        `strict`: what the owner wrote in this customer's invoices excuses nothing but an order number in figures.
        """
        key = customer_id.casefold()
        text = " ".join(text.split()).casefold()
        candidates = {c for word in set(re.findall(r"\w+", text)) for c in self.by_word.get(word, ())}
        strangers = [c for c in candidates if key not in self.owners[c] and self._stands_in(c, text, key)]
        if not strangers and "@" not in text:
            return []
        own = self._own(key)
        orders = "\n".join(self.orders[key]).casefold()
        if not strict:
            own = " \n ".join([own, orders, *self.written[key]]).casefold()
        found = [c for c in strangers if not _own(c, own) and not (strict and c.isdigit() and _own(c, orders))]
        return sorted(found) + sorted(self._addresses(text, key, own))

    def alone(self, cells: Iterable[str], customer_id: str) -> list[str]:
        """The cells that hold nothing but a short number or word which is another customer's id or invoice number."""
        key = customer_id.casefold()
        shorts = {cell.strip().casefold() for cell in cells if _SHORT.fullmatch(cell.strip())}
        strangers = [number for number in shorts if key not in self.owners.get(number, {key})]
        own = "\n".join([self._own(key), *self.orders[key], *self.written[key]]) if strangers else ""
        return sorted(number for number in strangers if not _own(number, own))

    def _own(self, key: str) -> str:
        return " \n ".join([*self.own[key], *self.ours]).casefold()

    def _stands_in(self, candidate: str, text: str, key: str) -> bool:
        places = list(_whole(candidate).finditer(text))
        if not _SHORT.fullmatch(candidate):
            return bool(places)
        names = set(_words_before(self.numbers[key], text)) | set(self.numbers[key])
        return any(_last_word(text[: place.start()]) in names for place in places)

    def _addresses(self, text: str, key: str, own: str) -> Iterator[str]:
        for address in {found.rstrip(".") for found in _ADDRESS.findall(text)}:
            owners = self.addresses.get(address, {key})
            if key not in owners and address not in own:
                yield address


def index(book: Book, facts: Facts) -> Others:
    """The index of a workbook, made once for each reading of it."""
    others = Others()
    settings = facts.settings
    others.ours = [str(getattr(settings, name)) for name in settings.__dataclass_fields__]
    for key, customer in facts.customers.items():
        _know(others, customer.customer_id, key, number=True)
        if len(customer.name) >= _SHORTEST_NAME:
            _know(others, customer.name, key)
    for _, record in records(book, "Customers"):
        key = str(record["customer_id"] or "").casefold()
        others.own[key] += _texts(record.values())
        for name in ("email", "cc"):
            if record[name]:
                others.addresses[str(record[name]).strip().casefold()].add(key)
    for _, record in records(book, "Invoices"):
        key = str(record["customer_id"] or "").casefold()
        others.own[key] += _texts([record["invoice_no"]])
        others.orders[key] += _texts([record["po_ref"]])
        others.written[key] += _texts([record["description"]])
        if record["invoice_no"]:
            _know(others, record["invoice_no"], key, number=True)
    _file_under_rarest_words(others)
    return others


def _file_under_rarest_words(others: Others) -> None:
    """ "Customer 0042 AS" is looked for where there is an 0042, not at every Customer."""
    words = {known: re.findall(r"\w+", known) for known in others.owners}
    times = Counter(word for found in words.values() for word in set(found))
    for known, found in words.items():
        others.by_word[min(found, key=times.__getitem__)].add(known)


def _know(others: Others, text: str, key: str, *, number: bool = False) -> None:
    folded = " ".join(text.split()).casefold()
    if not re.search(r"\w", folded):
        return
    others.owners[folded].add(key)
    if number:
        others.numbers[key].append(folded)


def _texts(values: Iterable[object]) -> list[str]:
    return [str(value) for value in values if value is not None and not isinstance(value, Decimal)]


@cache
def _whole(candidate: str) -> re.Pattern[str]:
    """The candidate as a whole word, and not as the digits of an amount."""
    return re.compile(rf"(?<!\w)(?<!\d[.,]){re.escape(candidate)}(?!\w)(?![.,]\d)")


def _own(candidate: str, own: str) -> bool:
    """Whether the customer's own texts, or the settings, hold it too: also as digits of an account number. A short
    number must be a cell of its own there: it is a part of too many others."""
    if _SHORT.fullmatch(candidate):
        return candidate in {line.strip() for line in own.splitlines()}
    if _whole(candidate).search(" ".join(own.split())):
        return True
    digits = (re.sub(r"\W", "", line) for line in own.splitlines())
    return candidate.isdigit() and any(candidate in line for line in digits if line.isalnum())


def _words_before(numbers: list[str], text: str) -> Iterator[str]:
    for number in numbers:
        for place in _whole(number).finditer(text):
            yield _last_word(text[: place.start()])


def _last_word(text: str) -> str:
    words = re.findall(r"\w+", text[-60:])
    return words[-1] if words else ""
