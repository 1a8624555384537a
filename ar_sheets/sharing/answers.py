"""What came back in a copy, judged: each of the five cells is a value we understand, or a fault in a sentence."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from ar_sheets.base.i18n import _
from ar_sheets.base.sanitize import clean
from ar_sheets.facts.logged_answers import LONGEST, as_comparable
from ar_sheets.schema.columns import ANSWER_KEYS, INVOICES
from ar_sheets.sharing import signature, words
from ar_sheets.sharing.copy import ANSWER_DAYS, MOST_SIGNS
from ar_sheets.workbook.typed import BadCell, as_date, as_money, quote_value
from ar_sheets.xlsx.refused import Refused

# Typed again into a cell, such a text would be a formula.
_LIKE_A_FORMULA = re.compile(r"[=@＝＠]|[+\-＋－].*[|(!]")
_ABSURD = 1e12  # no invoice is as large


@dataclass(frozen=True, slots=True)
class Answer:
    """One cell: its value, or why it is not taken. `text` is what stands there, for comparing and for the Log."""

    value: Any
    text: str
    fault: str = ""


@dataclass(frozen=True, slots=True)
class Answered:
    """A copy that came back: whose and which it is, the answers by invoice number and key, the day of receipt."""

    name: str  # of the file, for people
    sha256: str
    who: str
    mark: signature.CopyMark
    answers: Mapping[str, Mapping[str, Answer]]
    received: Answer
    main: bool = False  # it lies in the customer's own folder under the name we gave it


def judged(said: Mapping[str, Any], key: bytes, name: str, sha256: str, who: str, *, main: bool) -> Answered:
    """The answers in what `opened.read` found. Refused where it is no copy of ours, or not as we made it."""
    mark = signature.CopyMark(*said["mark"])
    numbers = [str(number) for number, _ in said["answers"]]
    if len({number.casefold() for number in numbers}) < len(numbers):
        raise Refused(_("An invoice stands in it twice, so nobody knows which answer counts. Nothing of it was used."))
    if not signature.is_our_copy(key, mark, numbers):
        raise Refused(
            _(
                "Its mark does not fit: it is not a copy this business made for this customer, or rows were added or "
                "taken out. Nothing of it was used; ask the customer to fill in the copy as it was."
            )
        )
    answers = {
        number: {key: _answer(key, cell) for key, cell in zip(ANSWER_KEYS, cells, strict=True)}
        for number, cells in said["answers"]
    }
    who = clean(who or said["saved_by"])[:80]
    return Answered(name, sha256, who, mark, answers, _answer("received_on", said["received"]), main)


def _answer(key: str, cell: Sequence[Any]) -> Answer:
    kind, raw = cell[0], cell[1] if len(cell) > 1 else ""
    if kind == "empty":
        return Answer(None, "")
    text = clean(str(raw))[:LONGEST]
    if kind == "formula":
        return Answer(None, f"={text}", _("it is a formula; only what is typed counts"))
    try:
        value = _READERS[key](_plain(kind, raw))
    except BadCell as bad:
        return Answer(None, text, f"{bad.what[:1].lower()}{bad.what[1:]}")
    return Answer(value, as_comparable(value))


def _plain(kind: str, raw: Any) -> Any:
    return datetime.fromisoformat(raw) if kind == "date" else raw


def _reply(value: Any) -> str:
    choice = words.reply_choices().get(words.plain_word(value))
    if choice is None:
        raise BadCell(_("Reply is not one of the answers in the list: {value}", value=quote_value(value)), "")
    return choice


def _date(value: Any) -> date | None:
    return as_date(value, INVOICES.column("promise_date"))


def _amount(value: Any) -> Decimal | None:
    if isinstance(value, float) and not abs(value) < _ABSURD:
        raise BadCell(_("Promise amount is not an amount: {value}", value=quote_value(value)), "")
    amount = as_money(value, INVOICES.column("promise_amount"))
    if amount is not None and amount <= 0:
        raise BadCell(_("Promise amount is {amount}, not above zero", amount=amount), "")
    return amount


def _words(key: str) -> Any:
    header = INVOICES.column(key).header

    def read(value: Any) -> str:
        text = clean(value.date() if isinstance(value, datetime) else f"{value:g}" if isinstance(value, float)
                     else value)  # fmt: skip
        if _LIKE_A_FORMULA.match(text):
            raise BadCell(_("{column} looks like a formula: {value}", column=header, value=quote_value(text)), "")
        if len(text) > MOST_SIGNS[key]:
            raise BadCell(
                _(
                    "{column} has {count} characters, more than {most}: {value}",
                    column=header,
                    count=len(text),
                    most=MOST_SIGNS[key],
                    value=quote_value(text),
                ),
                "",
            )
        return text

    return read


_READERS = {
    "reply": _reply,
    "promise_date": _date,
    "promise_amount": _amount,
    "received_on": _date,
    "dispute_reason": _words("dispute_reason"),
    "customer_comment": _words("customer_comment"),
}


def answer_fault(key: str, answer: Answer, made_on: date, as_of: date, open_amount: Decimal, currency: str) -> str:
    """Why an answer cannot be taken; "" when it can. `made_on` is the copy's day, `open_amount` what is open now."""
    last = as_of + timedelta(days=ANSWER_DAYS)
    if answer.fault:
        return answer.fault
    if key == "promise_date" and answer.value is not None and not made_on <= answer.value <= last:
        return _("promise date {day} is not between {first} and {last}", day=answer.value, first=made_on, last=last)
    if key == "promise_amount" and answer.value is not None and answer.value > open_amount:
        return _("promise amount {amount:,.2f} is more than the {open:,.2f} {currency} open", amount=answer.value,
                 open=open_amount, currency=currency)  # fmt: skip
    return ""
