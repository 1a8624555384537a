"""Which column of a list is what: the words of its header, borne out or not by what its cells hold."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

from ar_sheets.adopting.detect_table import ListColumn, Listing
from ar_sheets.adopting.header_words import LOCAL, MARKS, MAYBE, PART, SURE, Meaning, is_bucket, meanings, plain_words
from ar_sheets.adopting.identities import customers_by_content
from ar_sheets.adopting.likelihood import Guess
from ar_sheets.adopting.value_types import Shape, filled, to_amount
from ar_sheets.base.i18n import N_, _
from ar_sheets.schema.codes import COUNTRIES, CURRENCIES, country_code
from ar_sheets.schema.columns import CUSTOMERS, INVOICES, PAYMENTS, Column
from ar_sheets.schema.status_words import is_flag, means_in_part, means_not_paid, means_paid, means_void
from ar_sheets.workbook.typed import PARSERS, BadCell

_OPEN_FLAG = re.compile(r"(?:is )?(?:still )?(?:open|unpaid|outstanding)(?: yn| y n)?")
SAFE = 0.8  # from here on a proposal is taken without a question
TINY = 1e-6
CLOSE = 0.12  # two columns nearer to each other than this are too alike to choose between
MONEY = {
    "amount", "net_amount", "vat_amount", "marked_paid", "marked_credited", "marked_open", "credit_limit",
    "local_amount", "item_amount", "exchange_rate",
}  # fmt: skip
DATES = {"invoice_date", "typed_due_date", "marked_paid_on", "other_date", "date"}
NEEDED = {
    "Invoices": ("invoice_no", "invoice_date", "amount"),
    "Payments": ("date", "amount"),
    "Customers": (),
}
WEIGHTY = {"invoice_no", "customer_id", "customer_name", "invoice_date", "typed_due_date", "amount", "date",
           "marked_paid", "marked_credited", "marked_open", "marked_paid_on", "marked_status"}  # fmt: skip
CONTRACT = {"Invoices": INVOICES, "Customers": CUSTOMERS, "Payments": PAYMENTS}


def guesses(found: Listing, kind: str) -> dict[str, Guess]:
    """The likeliest column for each role of a list of invoices, customers or payments."""
    candidates = [*_candidates(found, kind)]
    customers_by_content(candidates)
    candidates += _currencies(found, candidates)
    candidates.sort(key=lambda g: (-g.sure, is_internal(g), -g.column.shape.filled))
    chosen: dict[str, Guess] = {}
    taken: set[int] = set()
    for guess in candidates:
        if guess.column.place in taken:
            continue
        rival = chosen.get(guess.role)
        if rival is None:
            chosen[guess.role] = guess
            taken.add(guess.column.place)
        elif (
            guess.role in WEIGHTY
            and rival.sure - guess.sure < CLOSE - TINY
            and not (is_internal(guess) > is_internal(rival) or _same(rival, guess))
        ):
            rival.say(min(rival.sure, MAYBE), _('"{column}" could be it as well', column=guess.column.header))
            rival.even = True
    came = chosen.get("amount")
    if kind == "Payments" and came is not None and came.sure == MAYBE and came.typed_only:
        came.say(0.87, _("no other column could be it"))
    return chosen


def is_internal(guess: Guess) -> bool:
    """Whether a number is one a program keeps for itself, beside the one that is printed."""
    return guess.role == "invoice_no" and bool(
        {"id", "key", "internal"} & set(plain_words(guess.column.header).split())
    )


def _same(one: Guess, other: Guess) -> bool:
    """Whether two columns of numbers or days say the same wherever both say something: then either will do."""
    pairs = [(a, b) for a, b in zip(one.column.values, other.column.values, strict=True) if a != "" and b != ""]
    same = bool(pairs) and sum(a == b for a, b in pairs) >= 0.95 * len(pairs)
    return same and one.role in ("invoice_no", "invoice_date")


def _currencies(found: Listing, candidates: Iterable[Guess]) -> list[Guess]:
    """Columns of currency codes are currencies, whatever their headers say; one of the local currency is not meant."""
    known = {g.column.place for g in candidates if g.role == "currency"}
    return [
        Guess("currency", c, 0.88, why=[_("it holds currency codes")])
        for c in found.columns
        if c.place not in known and not LOCAL.search(plain_words(c.header)) and _codes(c)
    ]


def _codes(column: ListColumn) -> bool:
    held = filled(column.values)
    return bool(held) and all(isinstance(v, str) and v.strip().upper() in CURRENCIES for v in held)


def _candidates(found: Listing, kind: str) -> Iterable[Guess]:
    for column in found.columns:
        if is_bucket(column.header):
            continue
        judged = [(m.sure, _judged(m, column, kind)) for m in meanings(column.header, kind)]
        for words, guess in judged:
            if any(o is not guess and w == words and o.sure >= 0.5 and o.role != guess.role for w, o in judged):
                guess.say(min(guess.sure, MAYBE), _("the header may mean two things"))
            yield guess


def _judged(meaning: Meaning, column: ListColumn, kind: str) -> Guess:
    """A header's meaning after a look at the cells."""
    role = _by_values(meaning.role, column)
    if role in ("amount", "marked_open", "marked_paid", "currency") and LOCAL.search(plain_words(column.header)):
        role = "local_amount" if role != "currency" else "other"
    guess = Guess(role, column, meaning.sure, meaning.language, [_of_words(meaning.sure)])
    if column.shape.filled == 0:
        guess.say(min(guess.sure, PART) if role in NEEDED[kind] else guess.sure, _("the column is empty"))
        return guess
    judge = _JUDGES.get(role)
    if role in MONEY:
        _typed(guess, column.shape.money, "amounts")
    elif role in DATES:
        _typed(guess, column.shape.dated, "dates")
    elif judge is not None:
        judge(guess, column.shape)
    else:
        _readable(guess, kind)
    return guess


def _of_words(sure: float) -> str:
    return {SURE: _("the header says so"), PART: _("a part of the header says so")}.get(
        sure, _("the header may mean it")
    )


def _by_values(role: str, column: ListColumn) -> str:
    """A column "Paid" may hold amounts, days or a yes; a column "Customer" names or numbers."""
    shape = column.shape
    if role == "marked_open" and _flags(column):
        return "marked_status"
    if role in ("marked_paid", "marked_paid_on", "marked_status") and shape.filled:
        if shape.dated > 0.8 or (shape.dated > 0.3 and shape.dated > shape.money):
            return "marked_paid_on"
        if _flags(column):
            return "marked_status"
        numbers = [to_amount(value) for value in filled(column.values)]
        if shape.money > 0.8 or any(number not in (None, 0, 1) for number in numbers):
            return "marked_paid" if any(number not in (None, 0, 1) for number in numbers) else "marked_status"
        return "marked_status"
    if role == "customer_name" and shape.filled and shape.share(shape.codes) > 0.8:
        return "customer_id"
    return role


def _flags(column: ListColumn) -> bool:
    """Whether a column answers yes or no: 0 and 1, yes and no, true and false."""
    held = filled(column.values)
    return bool(held) and all(is_flag(value) for value in held)


def says_open(column: ListColumn | None) -> bool:
    """Whether a yes in this column says that the invoice is open, as in isOpen, and not that it is paid."""
    return column is not None and bool(_OPEN_FLAG.fullmatch(plain_words(column.header))) and _flags(column)


def _status(guess: Guess, _shape: Shape) -> None:
    """A status is one when its words are."""
    held = filled(guess.column.values)
    known = sum(means_paid(v) or means_not_paid(v) or means_in_part(v) or means_void(v) or is_flag(v) for v in held)
    if known >= 0.9 * len(held):
        guess.say(max(guess.sure, 0.88), _("it says paid or not"))


def _disputed(guess: Guess, _shape: Shape) -> None:
    good = _flags(guess.column)
    guess.say(0.9 if good else 0.4, _("it says yes or no") if good else _("it says neither yes nor no"))


AMOUNTS, DATES_HELD = "amounts", "dates"
_HOLDS = {
    AMOUNTS: (
        N_("it holds amounts"), N_("{share} of its cells hold amounts"),
        N_("{share} of its cells hold amounts, the others words; what nobody can read says Check"),
        N_("only {share} of its cells hold amounts"),
    ),
    DATES_HELD: (
        N_("it holds dates"), N_("{share} of its cells hold dates"),
        N_("{share} of its cells hold dates, the others words; what nobody can read says Check"),
        N_("only {share} of its cells hold dates"),
    ),
}  # fmt: skip


def _typed(guess: Guess, share: float, what: str) -> None:
    holds, part, mixed, only = _HOLDS[what]
    if share >= 0.9:
        guess.say(guess.sure + 0.05 if guess.sure >= SURE else guess.sure, _(holds))
        guess.typed_only = what == AMOUNTS
    elif guess.role in ("marked_paid", "marked_paid_on") and share > 0:
        guess.say(guess.sure, _(mixed, share=f"{share:.0%}"))
    elif share >= 0.6:
        guess.say(guess.sure - 0.05, _(part, share=f"{share:.0%}"))
    elif guess.role in MARKS and share >= 0.2:
        guess.say(min(guess.sure, MAYBE), _(only, share=f"{share:.0%}"))
    else:
        guess.say(guess.sure * 0.3, _(only, share=f"{share:.0%}"))


def _invoice_no(guess: Guess, shape: Shape) -> None:
    unique = shape.share(shape.unique)
    if shape.share(shape.codes) < 0.8 or shape.share(shape.dates + shape.text_dates) > 0.2:
        guess.say(guess.sure * 0.5, _("its cells do not look like numbers of invoices"))
    elif unique < 0.9:
        guess.say(min(guess.sure, MAYBE), _("only {share} of its cells are different", share=f"{unique:.0%}"))
    elif guess.sure >= SURE:
        guess.say(
            0.97 if unique >= 0.98 else 0.88, _("each stands there once") if unique == 1 else _("nearly all differ")
        )
    elif guess.sure == MAYBE and unique >= 0.98:
        guess.say(0.85, _("each stands there once"))


def _customer(guess: Guess, shape: Shape) -> None:
    if shape.share(shape.worded) > 0.6 and shape.money < 0.2 and shape.dated < 0.2:
        guess.say(max(guess.sure, 0.88), _("it holds names"))
    else:
        guess.say(guess.sure * 0.6, _("its cells do not look like names"))


def _customer_id(guess: Guess, shape: Shape) -> None:
    if shape.share(shape.codes) > 0.8:
        guess.say(max(guess.sure, 0.85), _("it holds short numbers"))
    else:
        guess.say(guess.sure - 0.1 if guess.sure >= SURE else MAYBE, _("its cells are no short numbers"))


def _email(guess: Guess, shape: Shape) -> None:
    held = shape.share(shape.mails)
    guess.say(0.97 if held > 0.8 else 0.4, _("{share} of its cells hold an e-mail address", share=f"{held:.0%}"))


_JUDGES: dict[str, Callable[[Guess, Shape], None]] = {
    "invoice_no": _invoice_no,
    "customer_name": _customer,
    "customer_id": _customer_id,
    "email": _email,
    "marked_status": _status,
    "disputed": _disputed,
}


def _readable(guess: Guess, kind: str) -> None:
    """Columns with a list of choices or codes are of use only when their cells can be read."""
    column = next((c for c in CONTRACT[kind].columns if c.key == guess.role), None)
    if column is None:
        return
    held = filled(guess.column.values)
    good = sum(_reads(value, column) for value in held)
    if good < 0.95 * len(held):
        guess.say(
            0.4,
            _("only {good} of its {all} cells can be read as {column}", good=good, all=len(held), column=column.header),
        )


def _reads(value: object, column: Column) -> bool:
    if column.key == "currency":
        return str(value).strip().upper() in CURRENCIES
    if column.key == "country":
        return country_code(str(value)) in COUNTRIES
    try:
        PARSERS[column.type](value, column)
    except BadCell:
        return False
    return True
