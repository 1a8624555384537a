"""A customer's copy as an .xlsx file: built from nothing, so nothing of the workbook can be in it by mistake.

Text is always text, amounts and days are numbers; no formulas, links, macros, charts, properties, nothing hidden.
The same account, version and key give the same bytes.
"""

from __future__ import annotations

import io
from typing import Any

from ar_sheets.sharing.copy import Copy, _at
from ar_sheets.workbook.formats import Look

_NO_MAGIC = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False, "in_memory": True}


def workbook(copy: Copy) -> bytes:
    """The copy as a file."""
    import xlsxwriter

    from ar_sheets.sharing import lists, start_sheet

    out = io.BytesIO()
    with xlsxwriter.Workbook(out, _NO_MAGIC) as book:
        book.set_properties({"created": _at(copy)})
        look = Look(book)
        start_sheet.write_start_sheet(_sheet(book, copy.words["sheet_start"], copy), copy, look)
        lists.write_invoices(_sheet(book, copy.words["sheet_invoices"], copy), copy, look)
        if copy.account.received:
            lists.received(_sheet(book, copy.words["sheet_payments"], copy), copy, look)
        if copy.account.instalments:
            lists.write_plan(_sheet(book, copy.words["sheet_plan"], copy), copy, look)
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
