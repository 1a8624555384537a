"""What came of a call, as a person types it under Outcome in the Outbox, and the Log rows that follow from it.

reached · promised 2026-12-01 · promised 500 on 2026-12-01 · disputed: 12 arrived broken · no answer; or the same
words in another of our languages. Anything else is a note. A promise and a dispute act from then on as if they stood
in the invoice's own columns.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from ar_sheets.base.days import can_be_meant
from ar_sheets.base.i18n import _
from ar_sheets.facts import log
from ar_sheets.rules.disputes import typed_amount

# How each begins, in English, then nb, sv, nl, pt, sq, de.
_NO_ANSWER = re.compile(
    r"(no answer|not reached|no reply|voicemail|ikke svar|ingen svar|fikk ikke tak i|inget svar|ej svar|svarar inte|"
    r"geen gehoor|niet bereikt|não atende|não atendeu|sem resposta|nuk përgjigje|s'përgjigje|pa përgjigje|"
    r"keine antwort|nicht erreicht|niemand erreicht|mailbox)"
)
_PROMISED = re.compile(
    r"(promise|lovet|lovte|lover|lovat|lovar|lovade|utlovat|toegezegd|beloofd|prometeu|prometid|premtoi|premtuar|"
    r"zugesagt|versprochen|zusage)"
)
_DISPUTED = re.compile(
    r"(disputed?|bestridt|bestrider|bestridd|tvist|betwist|contestad[oa]|contestou|contesta|kontestuar|konteston|"
    r"strittig|bestritten|bestreitet)\b[\s:,-]*"
)
_DAY = re.compile(r"\b(\d{4})-(\d{1,2})-(\d{1,2})\b")


@dataclass(frozen=True, slots=True)
class CallOutcome:
    """`event` is one of log.PROMISED, DISPUTED, NO_ANSWER, NOTED, or "" where nothing was typed."""

    event: str
    text: str = ""
    day: date | None = None  # of a promise
    amount: Decimal | None = None  # promised or disputed; None is all of it
    fault: str = ""  # why it cannot act as it stands


def read_outcome(typed: object) -> CallOutcome:
    """The outcome of a cell."""
    text = re.sub(r"\s+", " ", str(typed or "")).strip().replace(";", ",")
    folded = text.casefold()
    if not text:
        return CallOutcome("")
    if _NO_ANSWER.match(folded):
        return CallOutcome(log.NO_ANSWER, text)
    if _PROMISED.match(folded):
        return _promise(text)
    said = _DISPUTED.match(folded)
    if said or folded.startswith("disput"):
        return CallOutcome(log.DISPUTED, (text[said.end() :] if said else text) or "disputed")
    return CallOutcome(log.NOTED, text)


def _promise(text: str) -> CallOutcome:
    found = _DAY.search(text)
    try:
        day = date(*map(int, found.groups())) if found else None
    except ValueError:
        day = None
    if day is None or not can_be_meant(day):
        return CallOutcome(log.PROMISED, text, fault=_('Outcome "{outcome}" has no day', outcome=text))
    without_day = _DAY.sub(" ", text)
    amounts = re.findall(r"\d[\d., ]*\d|\d", without_day)
    amount = typed_amount(amounts[0]) if len(amounts) == 1 else None
    if len(amounts) > 1 or (amounts and amount is None):
        return CallOutcome(
            log.PROMISED, text, fault=_('Outcome "{outcome}" does not say clearly how much', outcome=text)
        )
    return CallOutcome(log.PROMISED, text, day, amount)


def shares(outcome: CallOutcome, open_amounts: Sequence[tuple[str, Decimal]]) -> Iterator[tuple[str, Decimal | None]]:
    """What of an outcome falls on each invoice (number, open), the oldest first; an amount is used up in order."""
    if outcome.amount is None:
        yield from ((number, None) for number, _owed in open_amounts)
        return
    left = outcome.amount
    for number, owed in open_amounts:
        part = min(left, owed)
        if part > 0:
            yield number, part
        left -= part
