"""Nobody reads about anybody else: a letter is searched for what belongs to other customers before it goes.

Looked for are every other customer's name, street, e-mail addresses and accounts, as whole words. What this customer's
own rows or the settings hold as well is no stranger's: a shared address, a town that is also a name. A name of one word
that our own letters use (Open, Paid, Will, Bank, May) is a word. Numbers stand in every letter as days, years, counts
and postcodes, so an ID or an invoice's number counts only where a field of ours prints one (`numbers`).
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cache

from ar_sheets.base.data import data_folder
from ar_sheets.base.email_addresses import find_addresses
from ar_sheets.facts.gather import Facts
from ar_sheets.workbook.book import Book
from ar_sheets.workbook.records import records

_SHORTEST_NAME = 4  # characters; a shorter name is a word of some language
_SHORTEST_ACCOUNT = 8  # digits and letters
_ADDRESS = re.compile(r"[^\s<>(),;:\"'|]+@[^\s<>(),;:\"'|]+")
_LANGUAGES = ("en", "nb", "sv", "nl", "pt", "sq", "de")


@dataclass(slots=True)
class Others:
    """What the customers of a workbook are known by, for finding it in a letter."""

    owners: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))  # folded name or street -> customers
    by_word: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))  # under their rarest word
    own: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))  # customer -> all texts of theirs
    written: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))  # customer -> what invoices say
    printed: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))  # ID or invoice no -> customers
    addresses: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    accounts: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))  # squeezed -> customers
    ours: list[str] = field(default_factory=list)  # the texts of Settings

    def found(
        self, text: str, customer_id: str, *, strict: bool = False, words: Collection[str] = frozenset()
    ) -> list[str]:
        """What in `text` belongs to other customers than this one, as typed; empty when all is well.

        `words` are those of the owner's own wording, folded: a name of one word that is among them is a word.
        `strict`: a name of several words, or an address, is excused by no text in this customer's invoices.
        """
        key = customer_id.casefold()
        text = " ".join(text.split()).casefold()
        candidates = {c for word in set(re.findall(r"\w+", text)) for c in self.by_word.get(word, ())}
        strangers = {c for c in candidates if key not in self.owners[c] and _whole(c).search(text)}
        strangers = {c for c in strangers if c not in words and not (_is_word(c) and c in common_words())}
        accounts = self._accounts(text, key)
        if not (strangers or accounts or "@" in text):
            return []
        own = " \n ".join([*self.own[key], *self.ours]).casefold()
        written = " \n ".join(self.written[key]).casefold()
        found = [c for c in strangers if not _own(c, own) and not ((_is_word(c) or not strict) and _own(c, written))]
        excused = own if strict else f"{own}\n{written}"
        return sorted(found) + sorted(self._addresses(text, key, excused)) + sorted(accounts)

    def numbers(self, printed: Iterable[str], customer_id: str) -> list[str]:
        """Of the customer and invoice numbers that a letter's fields print, those that are only somebody else's."""
        key = customer_id.casefold()
        folded = {number.strip().casefold() for number in printed}
        return sorted(number for number in folded if key not in self.printed.get(number, {key}))

    def _addresses(self, text: str, key: str, excused: str) -> Iterator[str]:
        for address in {found.rstrip(".") for found in _ADDRESS.findall(text)}:
            owners = self.addresses.get(address, {key})
            if key not in owners and address not in excused:
                yield address

    def _accounts(self, text: str, key: str) -> list[str]:
        """Accounts of others, however they are parted in the text, that are not this customer's or the owner's."""
        if not self.accounts:
            return []
        squeezed = _squeezed(text)
        own = _squeezed(" ".join([*self.own[key], *self.ours]))
        return [a for a, owners in self.accounts.items() if key not in owners and a in squeezed and a not in own]


def index(book: Book, facts: Facts) -> Others:
    """The index of a workbook, made once for each reading of it."""
    others = Others()
    settings = facts.settings
    others.ours = [str(getattr(settings, name)) for name in settings.__dataclass_fields__]
    for key, customer in facts.customers.items():
        others.printed[customer.customer_id.casefold()].add(key)
        if len(customer.name) >= _SHORTEST_NAME:
            _know(others, customer.name, key)
        if re.search(r"\d", customer.street) and re.search(r"[^\W\d_]", customer.street):
            _know(others, customer.street, key)
    for _, record in records(book, "Customers"):
        key = str(record["customer_id"] or "").casefold()
        others.own[key] += _texts(record.values())
        for name in ("email", "cc"):
            for address in find_addresses(str(record[name] or "")).good:
                others.addresses[address.casefold()].add(key)
    for _, record in records(book, "Invoices"):
        key = str(record["customer_id"] or "").casefold()
        others.written[key] += _texts([record["description"], record["po_ref"]])
        if record["invoice_no"]:
            others.printed[str(record["invoice_no"]).casefold()].add(key)
    _know_accounts(others, book)
    _file_under_rarest_words(others)
    return others


def _know_accounts(others: Others, book: Book) -> None:
    for _, record in records(book, "Payers") if "Payers" in book.tables else ():
        account, who = _squeezed(str(record.get("account") or "")), str(record.get("customer_id") or "")
        if len(account) >= _SHORTEST_ACCOUNT and who:
            others.accounts[account].add(who.casefold())


def _file_under_rarest_words(others: Others) -> None:
    """ "Customer 0042 AS" is looked for where there is an 0042, not at every Customer."""
    words = {known: re.findall(r"\w+", known) for known in others.owners}
    times = Counter(word for found in words.values() for word in set(found))
    for known, found in words.items():
        others.by_word[min(found, key=times.__getitem__)].add(known)


def _know(others: Others, text: str, key: str) -> None:
    folded = " ".join(text.split()).casefold()
    if re.search(r"[^\W\d_]", folded):  # a name that is all figures is a number
        others.owners[folded].add(key)


def _texts(values: Iterable[object]) -> list[str]:
    return [str(value) for value in values if value is not None and not isinstance(value, Decimal)]


@cache
def _whole(candidate: str) -> re.Pattern[str]:
    """The candidate as a whole word."""
    return re.compile(rf"(?<!\w){re.escape(candidate)}(?!\w)")


def _own(candidate: str, own: str) -> bool:
    return bool(_whole(candidate).search(" ".join(own.split())))


def _is_word(name: str) -> bool:
    return bool(re.fullmatch(r"[^\W\d_]+", name))


def _squeezed(text: str) -> str:
    return re.sub(r"[\W_]", "", text).casefold()


@cache
def common_words() -> frozenset[str]:
    """The words of all our letters, and what dates and addresses are written with: in seven languages, folded."""
    from babel import Locale

    letters = " ".join(file.read_text(encoding="utf-8") for file in sorted(data_folder("letters").glob("*/*.txt")))
    calendar = [
        name
        for locale in map(Locale, _LANGUAGES)
        for width in ("wide", "abbreviated")
        for name in (*locale.months["format"][width].values(), *locale.days["format"][width].values(),
                     *locale.territories.values(), *locale.currencies.values())
    ]  # fmt: skip
    return frozenset(re.findall(r"\w+", " ".join([letters, *calendar]).casefold()))


def folded_words(texts: Iterable[str]) -> frozenset[str]:
    """The words of texts, folded: for `found`."""
    return frozenset(word for text in texts for word in re.findall(r"\w+", text.casefold()))
