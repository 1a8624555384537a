"""What the checks of several sheets say alike of a cell: it is empty, or names a customer there is not."""

from __future__ import annotations

from ar_sheets.base.i18n import _
from ar_sheets.facts.gather import Facts
from ar_sheets.schema.model import Table
from ar_sheets.workbook.book import Book


def check_needed(book: Book, sheet: str, row: int, table: Table, position: int, keys: tuple[str, ...]) -> None:
    """Note the cells of a row that may not be empty, and are."""
    for key in keys:
        if table.columns[key][position] is None and key not in book.bad.get((sheet, row), {}):
            book.report(sheet, row, key, _("{column} is empty", column=book.header(sheet, key)),
                        _("Fill it in; until then this row is left out."))  # fmt: skip


def nearest_customer(customer_id: str, facts: Facts, sheet: str) -> str:
    """What to do about a customer ID that is not in the sheet Customers, `sheet` being what it is called."""
    bare = customer_id.casefold().lstrip("0")
    for key, customer in facts.customers.items():
        if key.lstrip("0") == bare:
            return _("Did you mean {near}? Type it exactly like that, or add {typed} to {sheet}.",
                     near=customer.customer_id, typed=customer_id, sheet=sheet)  # fmt: skip
    return _("Type an ID that is in {sheet}, or add the customer there.", sheet=sheet)
