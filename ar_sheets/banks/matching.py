"""Where a bank's entry belongs, and why: by its reference, the numbers in its text, or the payer's account.

Name and amount together are only proposed, an amount alone is nothing. What is not sure stays unplaced: nothing is
guessed into paid. No file, no clock: what is open comes in as `Ledger`.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from ar_sheets.banks.accounts import squeezed
from ar_sheets.banks.entry import BankEntry, BankReference
from ar_sheets.base.text import name_words, rarest
from ar_sheets.countries import payment_references

ZERO = Decimal(0)
SURE_ALONE = 5  # an invoice number of so many signs is believed in a text without its amount
REFERENCE, NUMBER, ACCOUNT, EARLIER, CONFIRMED, UNPLACED = (
    "payment reference", "invoice number", "known account", "earlier payment", "confirmed by you", "not placed",
)  # fmt: skip
_WORD = re.compile(r"[^\s,;:()\[\]{}<>+&|\"'?!]+")


@dataclass(slots=True)
class Due:
    """One invoice as matching sees it. `left` goes down as payments are put against it; `reduced` is what suffices
    until `reduced_until`, for an early-payment discount."""

    invoice_no: str
    customer_id: str
    currency: str
    left: Decimal
    due_date: date
    invoice_date: date
    reference: str = ""  # what "PO / ref" says
    reduced: Decimal | None = None
    reduced_until: date | None = None

    def settled_by(self, amount: Decimal, day: date) -> bool:
        """Whether an amount pays all that is open of it."""
        if amount == self.left:
            return self.left > 0
        in_time = self.reduced_until is not None and day <= self.reduced_until
        return in_time and self.reduced is not None and amount == self.reduced > 0


@dataclass(frozen=True, slots=True)
class Part:
    """So much of an entry for these invoices ("" for none in particular) of a customer ("" for nobody's yet)."""

    customer_id: str
    invoices: str
    amount: Decimal


@dataclass(frozen=True, slots=True)
class EntryMatch:
    """Where an entry goes, and by what. `sure`: it may be written as it is; else `proposed` is what a person may
    confirm, and `candidates` are the customers it may concern, the likeliest first."""

    parts: tuple[Part, ...]
    how: str
    sure: bool
    proposed: Part | None = None
    candidates: tuple[str, ...] = ()


@dataclass(slots=True)
class Ledger:
    """The invoices by all that may name them, the customers by name, and the accounts they pay from."""

    by_reference: dict[str, list[Due]] = field(default_factory=lambda: defaultdict(list))
    by_number: dict[str, list[Due]] = field(default_factory=lambda: defaultdict(list))
    by_customer: dict[str, list[Due]] = field(default_factory=lambda: defaultdict(list))
    by_left: dict[tuple[str, Decimal], list[Due]] = field(default_factory=lambda: defaultdict(list))
    names: dict[str, frozenset[str]] = field(default_factory=dict)  # customer -> the words of its name
    by_word: dict[str, list[str]] = field(default_factory=dict)  # the rarest words of names -> customers
    payers: Mapping[str, str] = field(default_factory=dict)  # squeezed account -> customer; "-" for nobody's
    earlier: dict[tuple[str, Decimal], set[tuple[str, str]]] = field(default_factory=lambda: defaultdict(set))

    def add(self, due: Due) -> None:
        """Take in one invoice."""
        self.by_number[due.invoice_no.strip().casefold()].append(due)
        self.by_customer[due.customer_id.casefold()].append(due)
        self.by_left[due.currency, due.left].append(due)
        for text in {normal(due.invoice_no), *references_in(due.reference)} - {""}:
            self.by_reference[text].append(due)

    def name(self, customer_id: str, name: str) -> None:
        """Take in a customer's name."""
        self.names[customer_id] = name_words(name)
        self.by_word = {}

    def near(self, words: Iterable[str]) -> set[str]:
        """The customers whose names a text may hold."""
        if not self.by_word and self.names:
            self.by_word = rarest(self.names)
        return {customer for word in words for customer in self.by_word.get(word, ())}


def normal(reference: str) -> str:
    """A reference as it is compared: letters and digits only, no noughts in front, RF and its check digits off."""
    text = re.sub(r"[^0-9A-Z]", "", reference.upper())
    if payment_references.is_rf(text):
        text = text[4:]
    return text.lstrip("0")


def references_in(cell: str) -> set[str]:
    """What an invoice's "PO / ref" may be called by in a payment: its checked reference, and the cell as a whole."""
    if not cell:
        return set()
    found = payment_references.read_reference(cell).number
    whole = normal(cell)
    return {normal(found)} | ({whole} if len(whole) >= SURE_ALONE and any(c.isdigit() for c in whole) else set())


def match_entry(entry: BankEntry, ledger: Ledger) -> EntryMatch | None:
    """Where an entry belongs; None for money that is no customer's: what we pay others, and what the owner said."""
    account = squeezed(entry.payer_account)
    if account and ledger.payers.get(account) == "-":
        return None
    found = _by_references(entry, ledger)
    if entry.amount < 0:
        return _went_out(entry, ledger, found)
    found = found or _by_numbers(entry, ledger) or _by_account(entry, ledger)
    return found or _unplaced(entry, ledger)


def _by_references(entry: BankEntry, ledger: Ledger) -> EntryMatch | None:
    """Exact structured references, each of one invoice; parts where the payer said how much for which."""
    hits = [(ref, due) for ref in entry.references if (due := _one(ledger.by_reference.get(normal(ref.text)), entry))]
    if not hits:
        return None
    given = [ref.amount for ref, _due in hits]
    if len(hits) > 1 and all(given) and sum((abs(a) for a in given if a), ZERO) == abs(entry.amount):
        sign = 1 if entry.amount > 0 else -1
        return EntryMatch(
            tuple(Part(due.customer_id, due.invoice_no, sign * abs(ref.amount or ZERO)) for ref, due in hits),
            REFERENCE,
            True,
        )
    return _together([due for _ref, due in hits], entry, REFERENCE)


def _one(found: Sequence[Due] | None, entry: BankEntry) -> Due | None:
    """The only invoice of these in the entry's currency."""
    fitting = [due for due in found or () if due.currency == entry.currency]
    return fitting[0] if len(fitting) == 1 else None


def _together(dues: Sequence[Due], entry: BankEntry, how: str) -> EntryMatch:
    """All of them are one customer's, or it is not sure."""
    dues = list({due.invoice_no: due for due in dues}.values())
    customers = list(dict.fromkeys(due.customer_id for due in dues))
    if len(customers) > 1:
        return EntryMatch((Part("", "", entry.amount),), UNPLACED, False, candidates=tuple(customers[:3]))
    return EntryMatch((Part(customers[0], ", ".join(due.invoice_no for due in dues), entry.amount),), how, True)


def _by_numbers(entry: BankEntry, ledger: Ledger) -> EntryMatch | None:
    """Invoice numbers as whole words of the text: long ones as they are, short ones only with their amount."""
    words = dict.fromkeys(word for text in _texts(entry) for word in _words(text))
    dues = [due for word in words if (due := _one(ledger.by_number.get(word), entry))]
    sure = [
        due for due in dues if len(due.invoice_no.strip()) >= SURE_ALONE or due.settled_by(entry.amount, entry.date)
    ]
    if not sure:
        return None
    found = _together(sure, entry, NUMBER)
    others = {word for word in words if word.isdigit() and word not in ledger.by_number}
    alike = {len(due.invoice_no.strip()) for due in sure if due.invoice_no.strip().isdigit()}
    owed = sum((due.left for due in sure), ZERO)
    if found.sure and entry.amount > owed and any(len(word) in alike and len(word) >= SURE_ALONE for word in others):
        # more money than these invoices ask for, and a number beside them that is none of ours: whose rest is it?
        return EntryMatch(
            (Part(sure[0].customer_id, "", entry.amount),), NUMBER, False, candidates=(sure[0].customer_id,)
        )
    return found


def _texts(entry: BankEntry) -> Iterable[str]:
    yield entry.text
    yield entry.end_to_end
    yield from (ref.text for ref in entry.references)


def _words(text: str) -> Iterable[str]:
    """The words of a text, also without what clings to a number: "#10417.", "FT10417/", "no.10417"."""
    for word in _WORD.findall(text.casefold()):
        yield word
        bare = word.strip(".#*/\\-_=")
        if bare != word:
            yield bare
        for piece in re.split(r"[/.#]", bare):
            if piece != bare and len(piece) >= SURE_ALONE:
                yield piece


def _by_account(entry: BankEntry, ledger: Ledger) -> EntryMatch | None:
    """A payer whose account is known, and the amount of one invoice or of all that is due."""
    account = squeezed(entry.payer_account)
    customer = ledger.payers.get(account, "") if account else ""
    if not customer:
        return None
    dues = [
        due
        for due in ledger.by_customer.get(customer.casefold(), ())
        if due.currency == entry.currency and due.left > 0
    ]
    exact = [due for due in dues if due.settled_by(entry.amount, entry.date)]
    if len(exact) == 1:
        return EntryMatch((Part(customer, exact[0].invoice_no, entry.amount),), ACCOUNT, True)
    for chosen in ([due for due in dues if due.due_date <= entry.date], dues):
        if chosen and sum((due.left for due in chosen), ZERO) == entry.amount:
            oldest = sorted(chosen, key=lambda due: due.due_date)
            return EntryMatch(
                (Part(customer, ", ".join(due.invoice_no for due in oldest), entry.amount),), ACCOUNT, True
            )
    return EntryMatch((Part(customer, "", entry.amount),), ACCOUNT, False, candidates=(customer,))


def _unplaced(entry: BankEntry, ledger: Ledger) -> EntryMatch:
    """Nobody's yet. Whose name and amount fit is proposed; whose name, number or amount fits is a candidate."""
    named = by_name(f"{entry.payer} {entry.text}", ledger)
    fitting = [due for due in ledger.by_left.get((entry.currency, entry.amount), ()) if due.left == entry.amount]
    both = [due for due in fitting if due.customer_id in named]
    proposed = Part(both[0].customer_id, both[0].invoice_no, entry.amount) if len(both) == 1 else None
    likely = [*(due.customer_id for due in both), *named, *(due.customer_id for due in fitting)]
    return EntryMatch((Part("", "", entry.amount),), UNPLACED, False, proposed, tuple(dict.fromkeys(likely))[:3])


def by_name(text: str, ledger: Ledger) -> list[str]:
    """The customers all of whose name's words stand in a text; for a longer name all but one."""
    words = name_words(text)
    found = [
        c for c in ledger.near(words) if ledger.names[c] and len(ledger.names[c] - words) <= (len(ledger.names[c]) > 2)
    ]
    return sorted(found, key=lambda c: (-len(ledger.names[c] & words), c))


def _went_out(entry: BankEntry, ledger: Ledger, by_reference: EntryMatch | None) -> EntryMatch | None:
    """Money that came in before and went back: on the invoice it had paid. What we pay others is nothing of ours."""
    if by_reference is not None:
        return by_reference
    account = squeezed(entry.payer_account)
    if not (entry.returned or (account and ledger.payers.get(account))):
        return None
    found = _by_numbers(entry, ledger)
    if found is not None and found.sure:
        return found
    paid = ledger.earlier.get((account, -entry.amount), set()) if account else set()
    if len(paid) == 1:
        customer, invoices = next(iter(paid))
        return EntryMatch((Part(customer, invoices, entry.amount),), EARLIER, True)
    if not entry.returned:
        return None
    named = by_name(f"{entry.payer} {entry.text}", ledger)
    likely = [customer for customer, _invoices in sorted(paid)] + named
    return EntryMatch((Part("", "", entry.amount),), UNPLACED, False, candidates=tuple(dict.fromkeys(likely))[:3])


def take_match(match: EntryMatch, entry: BankEntry, ledger: Ledger) -> None:
    """Put what is sure against the invoices, so that the next entry sees what is left."""
    account = squeezed(entry.payer_account)
    if account and match.sure and len(match.parts) == 1 and entry.amount > 0:  # should it go back in the same file
        ledger.earlier[account, entry.amount].add((match.parts[0].customer_id, match.parts[0].invoices))
    for part in match.parts if match.sure else ():
        rest = part.amount
        for number in part.invoices.split(", "):
            due = _one(ledger.by_number.get(number.strip().casefold()), entry)
            if due is None:
                continue
            if due.settled_by(rest, entry.date):
                rest, due.left, due.reduced = ZERO, ZERO, None
            elif rest > 0:
                used = min(rest, due.left)
                rest, due.left, due.reduced = rest - used, due.left - used, None
            else:
                rest, due.left, due.reduced = ZERO, due.left - rest, None
            ledger.by_left[due.currency, due.left].append(due)


def reference_of(entry: BankEntry) -> str:
    """What stands in the column Reference: the structured references, else the text."""
    refs = dict.fromkeys(ref.text for ref in entry.references if isinstance(ref, BankReference))
    return " ".join(refs) or entry.text or entry.end_to_end
