"""The sentences of the forecast, the rating and the look back, in the owner's language.

They stand in schema/translations.csv under "report", by their English, with named places.
"""

from __future__ import annotations

from ar_sheets.base import i18n
from ar_sheets.reports.payers import Payer
from ar_sheets.schema import translations


def say(english: str, language: str, **values: object) -> str:
    """The sentence in a language, with the values in their places; English where there is no other."""
    text = translations.word_in("report", english, language)
    return text.format(**values) if values else text


def in_words(key: str) -> str:
    """A status, a kind, an event or another choice in the reader's language."""
    found = (translations.word_in(where, key, i18n.language()) for where in ("choice", "status", "event"))
    return next((word for word in found if word != key), i18n._(key))


def describe_payer(payer: Payer, language: str) -> str:
    """The facts behind a rating, as a line."""
    parts = [_describe_paid(payer, language)]
    if payer.days_late is not None:
        parts.append(_describe_usual(payer.days_late, language))
    if payer.oldest_days > 0:
        parts.append(say("oldest overdue: {days} days", language, days=payer.oldest_days))
    if payer.broken:
        parts.append(say("promises broken: {count}", language, count=payer.broken))
    return "; ".join(parts)


def _describe_paid(payer: Payer, language: str) -> str:
    if not payer.paid:
        return say("nothing paid yet: as everybody", language)
    return say("{late} of {paid} paid invoices more than 7 days late", language,
               late=payer.paid_late, paid=len(payer.paid))  # fmt: skip


def _describe_usual(days: int, language: str) -> str:
    """How late (or early) they usually pay."""
    if days == 0:
        return say("median on the day", language)
    english = "median {days} days late" if days > 0 else "median {days} days early"
    return say(english, language, days=abs(days))


def describe_days_late(days: int, language: str) -> str:
    """How late (or early) one invoice was paid."""
    if days == 0:
        return say("on the day", language)
    return say("{days} days late" if days > 0 else "{days} days early", language, days=abs(days))
