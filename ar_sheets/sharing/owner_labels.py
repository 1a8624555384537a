"""Answers as the workbook's owner reads them: by the names and in the language of their own sheets."""

from __future__ import annotations

from datetime import date, timedelta

from ar_sheets.base import local_format
from ar_sheets.schema import translations
from ar_sheets.schema.columns import INVOICES
from ar_sheets.sharing import words as copys
from ar_sheets.sharing.build import ANSWER_DAYS, MOST_SIGNS
from ar_sheets.workbook.read import Book


def answer(book: Book, key: str, text: str) -> str:
    """What stands in a reply column, as its drop-down has it."""
    said = (
        translations.value_in(INVOICES.column(key), text, book.tables["Invoices"].language) if key == "reply" else text
    )
    return str(said)


def why(book: Book, key: str, reason: str) -> str:
    """A reason of the Log with the column's own name in it."""
    english = INVOICES.column(key).header
    if reason.casefold().startswith(english.casefold()):
        return book.header("Invoices", key) + reason[len(english) :]
    return reason


def to_the_customer(language: str, invoice_no: str, key: str, as_of: date) -> str:
    """What to send to a customer whose answer could not be taken: one line in their language."""
    told = copys.words(language)
    named = {"reply": "error_list", "promise_date": "error_date", "promise_amount": "error_amount"}
    first, last = (local_format.short_day(as_of + timedelta(days=days), language) for days in (0, ANSWER_DAYS))
    text = told[named.get(key, "error_text")].replace("{first}", first).replace("{last}", last)
    text = text.replace("{count}", str(MOST_SIGNS.get(key, 0)))
    return f"{told['invoice']} {invoice_no}, {told[key]}: {text}"
