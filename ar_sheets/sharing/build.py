"""A customer's copy as an .xlsx file: built from nothing, so nothing of the workbook can be in it by mistake.

Text is always text, amounts and days are numbers; no formulas, links, macros, charts, properties, nothing hidden.
The same account, version and key give the same bytes.
"""

from __future__ import annotations

import io
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from ar_sheets.schema.model import Settings
from ar_sheets.sharing import signature
from ar_sheets.sharing.account import Account
from ar_sheets.sharing.words import Words, words
from ar_sheets.workbook.formats import Colours, Look

ANSWER_DAYS = 180  # a promise is for no later day than this after the copy's
MOST_SIGNS = {"dispute_reason": 200, "customer_comment": 500}
GREEN = Colours("#E3F4E5", "#14421F")
PALE = Colours("#F4F6FA", "#1F3A5F")
_NO_MAGIC = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False, "in_memory": True}


@dataclass(frozen=True, slots=True)
class Copy:
    """What a copy is made from: the account, who we are, its version and mark."""

    account: Account
    settings: Settings
    version: int
    mark: signature.Mark

    @property
    def language(self) -> str:
        return self.account.customer.language

    @property
    def words(self) -> Words:
        return words(self.language)

    @property
    def last_day(self) -> datetime:
        """The last day a promise may be for."""
        return _at(self) + timedelta(days=ANSWER_DAYS)


def copy_of(account: Account, settings: Settings, version: int, key: bytes) -> Copy:
    """The copy of an account with its mark."""
    numbers = [line.invoice_no for line in account.lines]
    return Copy(account, settings, version, signature.made(key, account.customer.customer_id, version, numbers))


def workbook(copy: Copy) -> bytes:
    """The copy as a file."""
    import xlsxwriter

    from ar_sheets.sharing import lists, start_sheet

    out = io.BytesIO()
    with xlsxwriter.Workbook(out, _NO_MAGIC) as book:
        book.set_properties({"created": _at(copy)})
        look = Look(book)
        start_sheet.write(_sheet(book, copy.words["sheet_start"], copy), copy, look)
        lists.invoices(_sheet(book, copy.words["sheet_invoices"], copy), copy, look)
        if copy.account.received:
            lists.received(_sheet(book, copy.words["sheet_payments"], copy), copy, look)
        if copy.account.instalments:
            lists.plan(_sheet(book, copy.words["sheet_plan"], copy), copy, look)
    return out.getvalue()


def _sheet(book: Any, name: str, copy: Copy) -> Any:
    """A sheet in which only the cells to be answered can be filled in. Without a password: it is against slips."""
    page = book.add_worksheet(name)
    page.hide_gridlines(2)
    page.set_paper(9)  # A4
    page.set_margins(0.5, 0.5, 0.5, 0.6)
    page.fit_to_pages(1, 0)
    page.set_footer(f"&L&A&R{copy.words['page']} &P / &N")
    page.protect("", {"format_columns": True, "format_rows": True})
    return page


def _at(copy: Copy) -> datetime:
    return datetime.combine(copy.account.as_of, datetime.min.time())
