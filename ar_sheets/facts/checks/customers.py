"""Findings about customers: who is new and not checked, claims without accepted terms, no address for a letter.

One finding for each kind, with the customers it is about: a list that floods is a list nobody reads.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, timedelta
from decimal import Decimal

from ar_sheets.base.i18n import _, n_
from ar_sheets.base.money import format_amount
from ar_sheets.base.text import column_letter
from ar_sheets.countries import country_law, known_profile
from ar_sheets.countries.base import accepted as agreed
from ar_sheets.facts.addresses import HAND_OVER
from ar_sheets.facts.assessment import Assessment
from ar_sheets.rules.promises import is_token
from ar_sheets.schema.model import Claim, Customer, Message, Step
from ar_sheets.workbook.book import Book
from ar_sheets.workbook.records import records

NEW = timedelta(days=90)  # so long after their first invoice a customer is new
SHOWN = 6
ZERO = Decimal(0)
FAR_OFF = timedelta(days=180)  # a promise for later than this is a slip, or none


def check_customers(book: Book, work: Assessment, messages: Sequence[Message]) -> None:
    """Notes everything this module looks for."""
    fresh = _new_with_debts(work)
    places = book.tables["Customers"].places if "Customers" in book.tables else {}
    checked, accepted = (book.header("Customers", key) for key in ("credit_checked_on", "terms_accepted_on"))
    unchecked = [c for c in fresh if c.credit_checked_on is None and c.profile == "Business"]
    unchecked = unchecked if "credit_checked_on" in places else []  # nobody can type into a column that is not there
    _note(book, unchecked, "credit_checked_on",
          lambda who, n: n_("{customers} is new and owing, and {column} is empty",
                            "{customers} are new and owing, and {column} is empty", n, customers=who, column=checked),
          _("Check their credit before you deliver more, and type the day."))  # fmt: skip
    unaccepted = [c for c in fresh if c.terms_accepted_on is None and c.profile != "Public"]
    unaccepted = unaccepted if "terms_accepted_on" in places else []
    _note(book, unaccepted, "terms_accepted_on",
          lambda who, n: n_("{customers} is new and owing, and {column} is empty",
                            "{customers} are new and owing, and {column} is empty", n, customers=who, column=accepted),
          _("Have them accept your terms of payment, and type the day: some claims need it."))  # fmt: skip
    _note(book, _claimed_without_terms(work), "terms_accepted_on",
          lambda who, n: n_("{customers} is charged a fee or contract interest that needs accepted terms, and {column} "
                            "is empty or later than the invoice",
                            "{customers} are charged a fee or contract interest that needs accepted terms, and "
                            "{column} is empty or later than the invoice", n, customers=who, column=accepted),
          _("Type the day they accepted your terms; if they never did, waive the charges: ar-sheets waive."),
          )  # fmt: skip
    _note(book, _not_agreed(work), "terms_accepted_on",
          lambda who, n: n_("{customers} is owing, and {column} is empty or later than an open invoice: contract "
                            "interest and agreed fees are not asked of them",
                            "{customers} are owing, and {column} is empty or later than an open invoice: contract "
                            "interest and agreed fees are not asked of them", n, customers=who, column=accepted),
          _("Have them accept your terms, and type the day; for later invoices they can then be asked."),
          )  # fmt: skip
    _note_unreachable(book, messages)
    _note_nameless(book, messages)
    _note_far_promises(book, work)
    _note_token_promises(book, work)


def _new_with_debts(work: Assessment) -> list[Customer]:
    first: dict[str, date] = {}
    owing: dict[str, Customer] = {}
    rows = zip(work.customers, work.columns["invoice_date"], work.columns["open_amount"], strict=True)
    for customer, dated, left in rows:
        if dated < first.get(customer.customer_id, date.max):
            first[customer.customer_id] = dated
        if left > 0:
            owing[customer.customer_id] = customer
    return [customer for key, customer in owing.items() if first[key] > work.as_of - NEW]


def _not_agreed(work: Assessment) -> list[Customer]:
    """Who has an open invoice from before they accepted the terms, where the owner counts on contract or agreed fees:
    said before anything could be claimed."""
    found = {}
    rows = zip(work.customers, work.columns["invoice_date"], work.columns["open_amount"], work.columns["steps"],
               strict=True)  # fmt: skip
    for customer, dated, left, steps in rows:
        if left > 0 and not agreed(customer.terms_accepted_on, dated) and _counts_on_terms(work, customer, steps):
            found[customer.customer_id] = customer
    return list(found.values())


def _counts_on_terms(work: Assessment, customer: Customer, steps: Iterable[Step]) -> bool:
    settings = work.facts.settings
    by_fee = settings.fees != "none" and any(step.fee and _fee_needs_terms(customer, step.kind) for step in steps)
    return settings.interest == "contract" or by_fee


def _claimed_without_terms(work: Assessment) -> list[Customer]:
    found = {}
    rows = zip(work.customers, work.columns["claims"], work.columns["invoice_date"], strict=True)
    kinds = {step.name.casefold(): step.kind for plan in work.facts.plans.values() for step in plan}
    for customer, claims, dated in rows:
        if claims and not agreed(customer.terms_accepted_on, dated) and _need_terms(work, customer, claims, kinds):
            found[customer.customer_id] = customer
    return list(found.values())


def _need_terms(work: Assessment, customer: Customer, claims: Iterable[Claim], kinds: dict[str, str]) -> bool:
    """Whether something was claimed, and not waived since, that is allowed only with accepted terms."""
    left = {"fee": ZERO, "interest": ZERO}
    contract = work.facts.settings.interest == "contract"
    for claim in claims:
        kind = kinds.get(claim.step.casefold())
        by_terms = contract if claim.kind == "interest" else _fee_needs_terms(customer, kind)
        if claim.kind in left and (by_terms or claim.amount < 0):
            left[claim.kind] += claim.amount
    return any(amount > 0 for amount in left.values())


def _fee_needs_terms(customer: Customer, step_kind: str | None) -> bool:
    profile = known_profile(customer.profile)
    rules = [
        rule
        for rule in country_law(customer.country).fees
        if rule.kind == "fee" and profile in rule.profiles and step_kind in rule.steps
    ]
    return bool(rules) and all(rule.needs_terms for rule in rules)


def _note(book: Book, customers: Sequence[Customer], key: str, what: Callable[[str, int], str], to_do: str) -> None:
    """One finding about these customers; `what` says it of their names and number."""
    if customers:
        found = {customer.row: customer.customer_id for customer in sorted(customers, key=lambda c: c.row)}
        place = book.tables["Customers"].places.get(key)
        cells = [f"{name} ({column_letter(place)}{row})" if place is not None and len(found) > 1 else name
                 for row, name in found.items()]  # fmt: skip
        names = ", ".join(cells[:SHOWN])
        if len(cells) > SHOWN:
            names = n_("{names} and {n} more", "{names} and {n} more", len(cells) - SHOWN, names=names)
        book.report("Customers", next(iter(found)), key, what(names, len(cells)), to_do, stops=False)


def _note_unreachable(book: Book, messages: Sequence[Message]) -> None:
    """Messages with nowhere to go: they are listed in the Outbox, and never counted as done by themselves."""
    lost = [message for message in messages if not (message.to or message.held) and message.channel != HAND_OVER]
    calls = [message.customer for message in lost if message.channel == "Phone"]
    _note(
        book,
        calls,
        "phone",
        lambda who, n: n_(
            "{customers} is due for a call, and {column} is empty",
            "{customers} are due for a call, and {column} is empty",
            n,
            customers=who,
            column=book.header("Customers", "phone"),
        ),
        _("Type the phone number, then run again."),
    )
    letters = [message.customer for message in lost if message.channel != "Phone"]
    _note(book, letters, "email",
          lambda who, n: n_("{customers} is due for a letter, and there is neither an e-mail nor a postal address",
                            "{customers} are due for a letter, and there is neither an e-mail nor a postal address",
                            n, customers=who),
          _("Type one of the two, then run again."))  # fmt: skip


def _note_nameless(book: Book, messages: Sequence[Message]) -> None:
    """Letters that begin with an ID, because nobody typed a name."""
    nameless = {row for row, record in records(book, "Customers") if record["name"] is None}
    letters = [m.customer for m in messages if m.channel not in ("Phone", HAND_OVER) and m.customer.row in nameless]
    _note(book, letters, "name",
          lambda who, n: n_("{customers} is due for a letter, and {column} is empty: the letter is addressed to the ID",
                            "{customers} are due for a letter, and {column} is empty: the letter is addressed to the "
                            "ID", n, customers=who, column=book.header("Customers", "name")),
          _("Type the name, then run again."))  # fmt: skip


def _note_far_promises(book: Book, work: Assessment) -> None:
    rows = book.tables["Invoices"].rows
    for index, day in _far_promises(work):
        book.report("Invoices", rows[work.positions[index]], "promise_date",
                    _("Promise date {day} is more than half a year away", day=day),
                    _("Until then nothing is sent. Is the year right? Else agree on a payment plan."),
                    stops=False)  # fmt: skip


def _far_promises(work: Assessment) -> Iterator[tuple[int, date]]:
    for index, (day, left) in enumerate(zip(work.columns["promise_date"], work.columns["open_amount"], strict=True)):
        if day is not None and left > 0 and day > work.as_of + FAR_OFF:
            yield index, day


def _note_token_promises(book: Book, work: Assessment) -> None:
    """Promises for less than a tenth of what is open: on hold only if a person says so."""
    rows, columns = book.tables["Invoices"].rows, work.columns
    for index, became in enumerate(columns["promise"]):
        left, made = columns["open_amount"][index], columns["promises"][index]
        if became == "open" and left > 0 and is_token(made[-1], left):
            currency = columns["currency"][index]
            book.report("Invoices", rows[work.positions[index]], "promise_amount",
                        _("Promise amount {promised} is less than a tenth of the {left} open, so it stops no reminder",
                          promised=format_amount(made[-1].amount, currency), left=format_amount(left, currency)),
                        _("Ask what they can pay and type it, or agree on a payment plan; to wait all the same, type "
                          "a day in {column}.", column=book.header("Invoices", "hold_until")), stops=False)  # fmt: skip
