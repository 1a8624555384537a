"""Answers as the workbook's owner reads them: by the names and in the language of their own sheets."""

from __future__ import annotations

from datetime import date, timedelta

from ar_sheets.base import local_format
from ar_sheets.sharing import words as copys
from ar_sheets.sharing.copy import ANSWER_DAYS, MOST_SIGNS


def to_the_customer(language: str, invoice_no: str, key: str, as_of: date) -> str:
    """What to send to a customer whose answer could not be taken: one line in their language."""
    told = copys.copy_words(language)
    named = {"reply": "error_list", "promise_date": "error_date", "promise_amount": "error_amount"}
    first, last = (local_format.short_day(as_of + timedelta(days=days), language) for days in (0, ANSWER_DAYS))
    text = told[named.get(key, "error_text")].replace("{first}", first).replace("{last}", last)
    text = text.replace("{count}", str(MOST_SIGNS.get(key, 0)))
    return f"{told['invoice']} {invoice_no}, {told[key]}: {text}"
